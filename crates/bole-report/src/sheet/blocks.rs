//! The kinds of blocks a report is made of: headings, paragraphs, lists, quotes, rows of cells, bars, a QR code.

use super::{BOTTOM, Ink, LEFT, Mark, Role, Sheet, Style, TEXT_WIDTH, TOP};

const BAR_HEIGHT: f32 = 6.0;
const BAR_LEFT_OF_VALUE: f32 = 8.0;

/// One cell of a row.
pub struct Cell<'t> {
    /// Whether it names the row.
    pub is_header: bool,
    /// Its left edge, counted from the text's.
    pub x: f32,
    /// Its width.
    pub width: f32,
    /// Its text; long text goes on in further lines.
    pub text: &'t str,
    /// Its look; all cells of a row share the leading of the first.
    pub style: Style,
}

impl Sheet<'_> {
    /// A heading with its bookmark, kept together with what follows.
    pub fn heading(&mut self, level: u16, text: &str) {
        let (style, above, below, follows) = match level {
            1 => (Style { size: 21.0, leading: 30.0, is_bold: true, ink: Ink::Text }, 0.0, 2.0, 60.0),
            2 => (Style { size: 13.5, leading: 20.0, is_bold: true, ink: Ink::Accent }, 16.0, 5.0, 52.0),
            _ => (Style { size: 10.5, leading: 16.0, is_bold: true, ink: Ink::Text }, 9.0, 2.0, 34.0),
        };
        let lines = self.lines(&[(text, style)], TEXT_WIDTH);
        self.keep(above + style.leading * lines.len() as f32 + below + follows);
        if self.y > TOP {
            self.space(above);
        }
        self.bookmark(level, text);
        self.group(Role::Heading { level, title: text.to_owned() }, |sheet| sheet.place(&lines, LEFT, style, None));
        self.space(below);
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str, style: Style) {
        self.rich(&[(text, style)], 0.0);
    }

    /// A paragraph of parts in different looks (of one size), indented.
    pub fn rich(&mut self, parts: &[(&str, Style)], indent: f32) {
        let Some((_, style)) = parts.first() else { return };
        let lines = self.lines(parts, TEXT_WIDTH - indent);
        self.group(Role::Paragraph, |sheet| sheet.place(&lines, LEFT + indent, *style, None));
    }

    /// A list.
    pub fn bullets<'t>(&mut self, items: impl Iterator<Item = (String, &'t str)>, indent: f32) {
        let style = Style::BODY;
        self.group(Role::List, |sheet| {
            for (label, text) in items {
                sheet.group(Role::ListItem, |sheet| sheet.bullet(&label, text, indent, style));
                sheet.space(2.0);
            }
        });
    }

    fn bullet(&mut self, label: &str, text: &str, indent: f32, style: Style) {
        let lines = self.lines(&[(text, style)], TEXT_WIDTH - indent);
        self.keep(style.leading * lines.len().min(2) as f32);
        let label = self.lines(&[(label, style.ink(Ink::Accent))], indent);
        let marks = self.line_marks(&label, LEFT + 2.0, self.y, style);
        self.group(Role::ListLabel, |sheet| sheet.content(marks));
        self.group(Role::ListBody, |sheet| sheet.place(&lines, LEFT + indent, style, None));
    }

    /// Words of the candidate, with a bar at their side, after a small line that says where they come from.
    pub fn quote(&mut self, source: &[(&str, Style)], words: &str) {
        let indent = 14.0;
        let style = Style::BODY;
        let source_style = source.first().map_or(Style::SMALL, |(_, style)| *style);
        let source = self.lines(source, TEXT_WIDTH - indent);
        let lines = self.lines(&[(words, style)], TEXT_WIDTH - indent);
        self.keep(source_style.leading * source.len() as f32 + style.leading * lines.len().min(2) as f32);
        self.group(Role::Paragraph, |sheet| sheet.place(&source, LEFT + indent, source_style, Some(Ink::Rule)));
        self.group(Role::Quote, |sheet| {
            sheet.group(Role::Paragraph, |sheet| sheet.place(&lines, LEFT + indent, style, Some(Ink::Rule)));
        });
        self.space(5.0);
    }

    /// A row of cells beside each other, never cut by the end of a page.
    pub fn row(&mut self, cells: &[Cell<'_>]) {
        let laid: Vec<_> = cells.iter().map(|cell| self.lines(&[(cell.text, cell.style)], cell.width)).collect();
        let height =
            laid.iter().zip(cells).map(|(lines, cell)| lines.len() as f32 * cell.style.leading).fold(0.0, f32::max);
        self.keep(height);
        self.group(Role::Row, |sheet| {
            for (lines, cell) in laid.iter().zip(cells) {
                let role = if cell.is_header { Role::RowHeader } else { Role::Cell };
                let marks = sheet.line_marks(lines, LEFT + cell.x, sheet.y, cell.style);
                sheet.group(role, |sheet| sheet.group(Role::Paragraph, |sheet| sheet.content(marks)));
            }
        });
        self.space(height);
    }

    /// A row with a name, a bar from 0 to 100 and the value in words.
    pub fn bar_row(&mut self, name: &str, value: Option<f64>, words: &str, alt: &str) {
        let style = Style::BODY;
        let (name_width, bar_width) = (132.0, 180.0);
        let words_x = name_width + bar_width + BAR_LEFT_OF_VALUE + 6.0;
        let names = self.lines(&[(name, style)], name_width - 8.0);
        let values = self.lines(&[(words, style.bold())], TEXT_WIDTH - words_x);
        let height = style.leading * names.len().max(values.len()) as f32 + 4.0;
        self.keep(height);
        self.group(Role::Row, |sheet| {
            let marks = sheet.line_marks(&names, LEFT, sheet.y, style);
            sheet.group(Role::RowHeader, |sheet| sheet.group(Role::Paragraph, |sheet| sheet.content(marks)));
            sheet.group(Role::Cell, |sheet| {
                let bar = bar_marks(LEFT + name_width, sheet.y + style.leading / 2.0, bar_width, value);
                sheet.group(Role::Figure { alt: alt.to_owned() }, |sheet| sheet.content(bar));
                let marks = sheet.line_marks(&values, LEFT + words_x, sheet.y, style);
                sheet.group(Role::Paragraph, |sheet| sheet.content(marks));
            });
        });
        self.space(height);
    }

    /// A bar from 0 to 100 over the text's width, with the value in words behind it.
    pub fn bar(&mut self, value: Option<f64>, words: &str, alt: &str) {
        let style = Style::BODY.bold();
        let values = self.lines(&[(words, style)], TEXT_WIDTH);
        let width = values.iter().map(|line| line.width).fold(0.0, f32::max);
        let bar_width = (TEXT_WIDTH - width - 14.0).clamp(0.0, 250.0);
        self.keep(style.leading);
        if bar_width > 60.0 {
            let bar = bar_marks(LEFT, self.y + style.leading / 2.0, bar_width, value);
            self.group(Role::Figure { alt: alt.to_owned() }, |sheet| sheet.content(bar));
            let marks = self.line_marks(&values, LEFT + bar_width + 14.0, self.y, style);
            self.group(Role::Paragraph, |sheet| sheet.content(marks));
            self.space(style.leading + 2.0);
        } else {
            self.group(Role::Paragraph, |sheet| sheet.place(&values, LEFT, style, None));
        }
    }

    /// A large figure with a label below, at a place of the present line; the caller makes the room.
    pub fn figure_in_words(&mut self, x: f32, width: f32, figure: &str, size: f32, label: &str) {
        let big = Style { size, leading: 30.0, is_bold: true, ink: Ink::Text };
        let figure = self.lines(&[(figure, big)], width);
        let label = self.lines(&[(label, Style::SMALL)], width);
        let labels = self.line_marks(&label, LEFT + x, self.y + 32.0, Style::SMALL);
        let figures = self.line_marks(&figure[..figure.len().min(1)], LEFT + x, self.y, big);
        self.group(Role::Paragraph, |sheet| sheet.content(labels));
        self.group(Role::Paragraph, |sheet| sheet.content(figures));
    }

    /// A thin line over the text's width.
    pub fn rule(&mut self) {
        self.decorate(Mark::Box { x: LEFT, y: self.y, width: TEXT_WIDTH, height: 0.7, ink: Ink::Rule });
        self.space(8.0);
    }

    /// A QR code with a text at its right.
    pub fn code(&mut self, dark: Vec<bool>, per_row: usize, alt: &str, text: &[(&str, Style)]) {
        let side = 76.0;
        self.keep(side + 6.0);
        let top = self.y.min(BOTTOM - side);
        let code = Mark::Cells { x: LEFT, y: top, side, dark, per_row };
        self.group(Role::Figure { alt: alt.to_owned() }, |sheet| sheet.content(vec![code]));
        let mut y = top;
        for (text, style) in text {
            let lines = self.lines(&[(text, *style)], TEXT_WIDTH - side - 16.0);
            let marks = self.line_marks(&lines, LEFT + side + 16.0, y, *style);
            self.group(Role::Paragraph, |sheet| sheet.content(marks));
            y += style.leading * lines.len() as f32 + 2.0;
        }
        self.y = y.max(top + side + 6.0);
    }
}

fn bar_marks(x: f32, middle: f32, width: f32, value: Option<f64>) -> Vec<Mark> {
    let y = middle - BAR_HEIGHT / 2.0;
    let mut marks = vec![Mark::Box { x, y, width, height: BAR_HEIGHT, ink: Ink::Track }];
    for quarter in 1..4_u8 {
        let x = x + width * f32::from(quarter) / 4.0;
        marks.push(Mark::Box { x, y: y - 2.0, width: 0.6, height: BAR_HEIGHT + 4.0, ink: Ink::Rule });
    }
    if let Some(value) = value {
        let filled = width * (value / 100.0) as f32;
        marks.push(Mark::Box { x, y, width: filled, height: BAR_HEIGHT, ink: Ink::Accent });
        marks.push(Mark::Dot { x: x + filled, y: middle, radius: 4.6, ink: Ink::Accent });
    }
    marks
}

//! What every page carries besides the text: head, foot with the page's number, and the faint mark of HR's copies.
//!
//! None of it is content: a screen reader skips it.

use super::{Ink, Item, LEFT, Laid, Mark, Node, PAGE_HEIGHT, PAGE_WIDTH, Sheet, Style, TEXT_WIDTH};

impl Sheet<'_> {
    /// Ends the report: what stands at the head and foot of every page, and what lies faintly behind it.
    pub fn finish(
        mut self,
        header: &str,
        footer: &str,
        page_of: impl Fn(usize, usize) -> String,
        watermark: Option<&str>,
    ) -> Laid {
        let total = self.pages.len();
        for number in 1..=total {
            let mut behind = Vec::new();
            if let Some(text) = watermark {
                behind.push(Item::Watermark(self.watermark_marks(text)));
            }
            behind.push(Item::Footer(self.footer_marks(footer, &page_of(number, total))));
            if number > 1 {
                behind.push(Item::Header(self.header_marks(header)));
            }
            behind.append(&mut self.pages[number - 1]);
            self.pages[number - 1] = behind;
        }
        let Some(Node::Group { children, .. }) = self.open.pop() else { unreachable!("the root is a group") };
        Laid { pages: self.pages, structure: children, outline: self.outline }
    }

    fn watermark_marks(&self, text: &str) -> Vec<Mark> {
        let size = 15.0;
        let style = Style { size, leading: size, is_bold: false, ink: Ink::Watermark };
        let lines = self.lines(&[(text, style)], f32::INFINITY);
        let Some(line) = lines.first() else { return Vec::new() };
        [0.26, 0.52, 0.78]
            .into_iter()
            .flat_map(|share| line.marks((PAGE_WIDTH - line.width) / 2.0, PAGE_HEIGHT * share, size))
            .map(|mark| Mark::Slanted(Box::new(mark)))
            .collect()
    }

    fn footer_marks(&self, left: &str, right: &str) -> Vec<Mark> {
        let style = Style { size: 7.5, leading: 10.0, is_bold: false, ink: Ink::Muted };
        let y = PAGE_HEIGHT - 40.0;
        let mut marks = vec![Mark::Box { x: LEFT, y: y - 14.0, width: TEXT_WIDTH, height: 0.5, ink: Ink::Rule }];
        marks.extend(
            self.lines(&[(left, style)], TEXT_WIDTH - 70.0)
                .first()
                .into_iter()
                .flat_map(|it| it.marks(LEFT, y, style.size)),
        );
        let page = self.lines(&[(right, style)], TEXT_WIDTH);
        marks.extend(page.first().into_iter().flat_map(|it| it.marks(LEFT + TEXT_WIDTH - it.width, y, style.size)));
        marks
    }

    fn header_marks(&self, text: &str) -> Vec<Mark> {
        let style = Style { size: 7.5, leading: 10.0, is_bold: false, ink: Ink::Muted };
        let lines = self.lines(&[(text, style)], TEXT_WIDTH);
        lines.first().into_iter().flat_map(|it| it.marks(LEFT, 42.0, style.size)).collect()
    }
}

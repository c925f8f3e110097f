//! From placed characters to text in reading order: rows by baseline, words by gaps, columns by gutters that run through
//! several rows. It must never lose a character: whatever the layout, each comes out once.

mod columns;

use std::cmp::Ordering;

use super::geometry::Glyph;
use columns::order;

/// Part of the size by which baselines of one row may differ (raised and mixed sizes).
const SAME_ROW: f32 = 0.4;
/// Gap, in size, that parts two words beyond the gap usual between the letters of the row, and the least for two Han
/// characters, which have air around them already. Justified lines squeeze the gap between words to a tenth.
const WORD_GAP: f32 = 0.1;
const HAN_GAP: f32 = 0.55;
/// With a blank drawn between two characters this gap is enough; less is a blank under something drawn twice.
const DRAWN_BLANK_GAP: f32 = 0.03;
/// Gap, in size, that parts two cells or columns.
const CELL_GAP: f32 = 1.1;

/// Beyond this a page is no page and is read row by row: looking for columns costs the square.
const MOST_ROWS: usize = 1_000;

/// The text of a page.
pub(super) fn text(glyphs: &[Glyph]) -> String {
    let parts = (0..4).map(|turn| upright_text(glyphs.iter().filter(|glyph| glyph.turn == turn).collect()));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn upright_text(glyphs: Vec<&Glyph>) -> String {
    let rows: Vec<Row> = rows_of(glyphs).into_iter().map(|row| Row { y: row[0].y, cells: cells_of(&row) }).collect();
    let mut lines = Vec::new();
    if rows.len() <= MOST_ROWS {
        order(&rows, &mut lines);
    } else {
        lines.extend(rows.iter().map(Line::of));
    }
    let pitch = usual_pitch(&lines);
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            let drop = lines[index - 1].y - line.y;
            // A new column starts higher up; a wide gap is a new paragraph or section.
            out.push_str(if drop < 0.0 || drop > pitch * 1.6 { "\n\n" } else { "\n" });
        }
        out.push_str(&line.text);
    }
    out
}

struct Row {
    y: f32,
    cells: Vec<Cell>,
}

#[derive(Clone)]
struct Cell {
    left: f32,
    right: f32,
    /// The true baseline; the row's is the first cell's.
    y: f32,
    size: f32,
    text: String,
}

struct Line {
    y: f32,
    text: String,
}

impl Line {
    fn of(row: &Row) -> Self {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        Self { y: row.y, text: cells.join("\t") }
    }
}

fn by_number(a: f32, b: f32) -> Ordering {
    a.total_cmp(&b)
}

fn rows_of(mut glyphs: Vec<&Glyph>) -> Vec<Vec<&Glyph>> {
    glyphs.sort_by(|a, b| by_number(b.y, a.y).then(by_number(a.x, b.x)));
    let mut rows: Vec<Vec<&Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if row[0].y - glyph.y <= SAME_ROW * row[0].size.max(glyph.size) => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| by_number(a.x, b.x));
    }
    rows
}

fn cells_of(row: &[&Glyph]) -> Vec<Cell> {
    let tracking = usual_gap(row);
    let mut cells: Vec<Cell> = Vec::new();
    let mut before: Option<&Glyph> = None;
    for glyph in row {
        // Bold is often faked by drawing twice, a hair apart.
        let is_echo = |last: &Glyph| last.text == glyph.text && (glyph.x - last.x).abs() < 0.1 * glyph.size;
        if before.is_some_and(is_echo) {
            continue;
        }
        let gap = before.map_or(f32::MAX, |last| glyph.x - last.end());
        match cells.last_mut() {
            Some(cell) if gap <= CELL_GAP * glyph.size.max(cell.size.min(2.0 * glyph.size)) => {
                let least =
                    if glyph.is_after_blank { DRAWN_BLANK_GAP } else { blank_gap(&cell.text, &glyph.text, tracking) };
                if gap > least * glyph.size {
                    cell.text.push(' ');
                }
                cell.text.push_str(&glyph.text);
                cell.right = cell.right.max(glyph.end());
            }
            _ => {
                let (left, right, y, size) = (glyph.x, glyph.end(), glyph.y, glyph.size);
                cells.push(Cell { left, right, y, size, text: glyph.text.clone() });
            }
        }
        before = Some(glyph);
    }
    cells
}

/// The gap, in size, above which a blank stands between two texts although none was drawn.
fn blank_gap(last: &str, next: &str, tracking: f32) -> f32 {
    let is_wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}');
    let are_wide = last.chars().next_back().is_some_and(is_wide) && next.chars().next().is_some_and(is_wide);
    if are_wide { HAN_GAP.max(tracking + WORD_GAP) } else { tracking + WORD_GAP }
}

/// The middle gap, in size, between neighbours of a row: near nothing in plain text, more where letters are spaced out.
fn usual_gap(row: &[&Glyph]) -> f32 {
    let gap = |pair: &[&Glyph]| (pair[1].x - pair[0].end()) / pair[1].size;
    let mut gaps: Vec<f32> = row.windows(2).map(gap).filter(|gap| gap.abs() < CELL_GAP).collect();
    // Few letters, such as initials or a date, say nothing about the row.
    if gaps.len() < 4 {
        return 0.0;
    }
    gaps.sort_by(|a, b| by_number(*a, *b));
    gaps[gaps.len() / 2].max(0.0)
}

/// The middle distance between neighbouring lines.
fn usual_pitch(lines: &[Line]) -> f32 {
    let mut drops: Vec<f32> = lines.windows(2).map(|pair| pair[0].y - pair[1].y).filter(|drop| *drop > 0.0).collect();
    drops.sort_by(|a, b| by_number(*a, *b));
    drops.get(drops.len() / 2).copied().unwrap_or(f32::MAX)
}

//! Finds the columns of a page: a gutter that runs through several rows, unless it only parts labels or dates from what
//! they belong to. Whatever it decides, every cell comes out exactly once.

use super::{Cell, Line, Row};

/// Rows on each side from which two blocks side by side are columns.
const COLUMN_ROWS: usize = 3;
/// A side whose cells are on average no longer than this, on the rows of the other side, holds dates or labels.
const LABEL_CHARS: usize = 24;
/// A row with more cells is no row of columns; looking through it costs the square.
const MOST_CELLS: usize = 40;

/// Puts rows in reading order: bands with a gutter through them are read column by column, the rest row by row.
pub(super) fn order(rows: &[Row], lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < rows.len() {
        match columns(&rows[at..]) {
            Some((count, left, right)) => {
                order(&left, lines);
                order(&right, lines);
                at += count;
            }
            None => {
                lines.push(Line::of(&rows[at]));
                at += 1;
            }
        }
    }
}

/// The longest band of rows from the first on that one gutter parts into two columns, and these columns.
fn columns(rows: &[Row]) -> Option<(usize, Vec<Row>, Vec<Row>)> {
    if rows.len() < 2 * COLUMN_ROWS - 1 {
        return None;
    }
    let mut gutters = vec![(f32::MIN, f32::MAX)];
    let mut count = 0;
    for row in rows.iter().take_while(|row| row.cells.len() <= MOST_CELLS) {
        let narrower = row.cells.iter().fold(gutters.clone(), |free, cell| without(&free, cell));
        if !is_interior(&narrower, &rows[..=count]) {
            break;
        }
        gutters = narrower;
        count += 1;
    }
    let band = &rows[..count];
    let (left, right) = gutters.iter().filter_map(|gutter| parted(band, *gutter)).next()?;
    Some((count, left, right))
}

/// The free stretches that remain beside a cell, as far as they are wide enough for a gutter.
fn without(free: &[(f32, f32)], cell: &Cell) -> Vec<(f32, f32)> {
    let least = 0.8 * cell.size;
    let cut = |&(from, to): &(f32, f32)| [(from, to.min(cell.left)), (from.max(cell.right), to)];
    let mut rest: Vec<(f32, f32)> = free.iter().flat_map(cut).filter(|(from, to)| to - from >= least).collect();
    rest.dedup();
    rest
}

/// Whether a free stretch is left that is not just the margin.
fn is_interior(free: &[(f32, f32)], rows: &[Row]) -> bool {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let leftmost = cells().map(|cell| cell.left).fold(f32::MAX, f32::min);
    // A short first row leaves everything to its right free; what comes later decides.
    free.iter().any(|(from, to)| *from > leftmost && *to > *from)
}

fn parted(band: &[Row], (from, to): (f32, f32)) -> Option<(Vec<Row>, Vec<Row>)> {
    let side = |is_here: &dyn Fn(&Cell) -> bool| -> Vec<Row> {
        let kept =
            band.iter().map(|row| Row { y: row.y, cells: row.cells.iter().filter(|c| is_here(c)).cloned().collect() });
        kept.filter(|row| !row.cells.is_empty()).collect()
    };
    let left = side(&|cell| cell.right <= from + 0.01);
    let right = side(&|cell| cell.left >= to - 0.01);
    let is_enough = left.len() >= COLUMN_ROWS && right.len() >= COLUMN_ROWS;
    (is_enough && !is_table(&left, &right)).then_some((left, right))
}

/// Dates beside jobs or labels beside values: the smaller side stands on the rows of the larger one and is short.
fn is_table(left: &[Row], right: &[Row]) -> bool {
    let (small, large) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let shares_baseline = |row: &Row| large.iter().any(|other| is_level(&row.cells[0], &other.cells[0]));
    let aligned = small.iter().filter(|row| shares_baseline(row)).count();
    let shorter = chars_a_row(left).min(chars_a_row(right));
    aligned * 5 >= small.len() * 3 && shorter <= LABEL_CHARS
}

/// Cells of one table row share their baseline nearly; lines of two columns do so by chance, about one in three.
fn is_level(a: &Cell, b: &Cell) -> bool {
    (a.y - b.y).abs() < 0.2 * a.size.min(b.size)
}

fn chars_a_row(rows: &[Row]) -> usize {
    let chars: usize = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.chars().count()).sum();
    chars / rows.len().max(1)
}

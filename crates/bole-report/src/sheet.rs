//! The sheet: text and drawings placed on pages from top to bottom, together with what each of them is for a reader who
//! listens instead of looking.
//!
//! It knows fonts and boxes, not what a report says; reading order is the order of the calls.

use crate::glyphs::{Cluster, Faces, clusters};
use crate::lines::{break_lines, width_of};

mod blocks;
mod furniture;
mod marks;
mod tree;

pub use blocks::Cell;
pub use marks::{Ink, Item, Mark, Run};
pub use tree::{Entry, Node, Role};

/// A4, in points.
pub const PAGE_WIDTH: f32 = 595.28;
/// A4, in points.
pub const PAGE_HEIGHT: f32 = 841.89;
const MARGIN: f32 = 56.0;
const TOP: f32 = 64.0;
const BOTTOM: f32 = PAGE_HEIGHT - 66.0;
/// The width of running text.
pub const TEXT_WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Where running text starts.
pub const LEFT: f32 = MARGIN;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The font size in points.
    pub size: f32,
    /// The distance between baselines in points.
    pub leading: f32,
    /// The weight.
    pub is_bold: bool,
    /// The colour.
    pub ink: Ink,
}

impl Style {
    /// Running text.
    pub const BODY: Self = Self { size: 9.5, leading: 15.5, is_bold: false, ink: Ink::Text };
    /// Labels and remarks.
    pub const SMALL: Self = Self { size: 8.5, leading: 13.0, is_bold: false, ink: Ink::Muted };

    /// The same, bold.
    pub const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    /// The same in another colour.
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// The report while it is being laid out.
pub struct Sheet<'a> {
    faces: &'a Faces<'a>,
    pages: Vec<Vec<Item>>,
    leaves: usize,
    open: Vec<Node>,
    outline: Vec<Entry>,
    y: f32,
}

/// The report laid out.
pub struct Laid {
    /// What is drawn on each page, in order.
    pub pages: Vec<Vec<Item>>,
    /// What it means, in reading order.
    pub structure: Vec<Node>,
    /// The bookmarks.
    pub outline: Vec<Entry>,
}

impl<'a> Sheet<'a> {
    /// An empty first page.
    pub fn new(faces: &'a Faces<'a>) -> Self {
        let root = Node::group(Role::Root);
        Self { faces, pages: vec![Vec::new()], leaves: 0, open: vec![root], outline: Vec::new(), y: TOP }
    }

    /// Everything that `fill` places belongs to one element.
    pub fn group<T>(&mut self, role: Role, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.open.push(Node::group(role));
        let result = fill(self);
        let node = self.open.pop().expect("the group opened above is still open");
        if !node.is_empty() {
            self.add(node);
        }
        result
    }

    /// Leaves some room.
    pub fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Starts a new page unless so much room is left.
    pub fn keep(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.new_page();
        }
    }

    /// Starts a new page.
    pub fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Measures a text and breaks it into lines of a width.
    pub fn lines(&self, parts: &[(&str, Style)], width: f32) -> Vec<Line> {
        let size = parts.first().map_or(Style::BODY.size, |(_, style)| style.size);
        let all: Vec<(Cluster, Ink)> = parts
            .iter()
            .flat_map(|(text, style)| clusters(self.faces, text, style.is_bold).into_iter().map(|it| (it, style.ink)))
            .collect();
        let clusters: Vec<Cluster> = all.iter().map(|(cluster, _)| cluster.clone()).collect();
        break_lines(&clusters, width / size)
            .into_iter()
            .map(|range| Line { width: width_of(&clusters[range.clone()]) * size, clusters: all[range].to_vec() })
            .collect()
    }

    /// Places lines below each other, on as many pages as they need; neither the first nor the last stands alone.
    pub fn place(&mut self, lines: &[Line], x: f32, style: Style, bar: Option<Ink>) {
        let mut rest = lines;
        while !rest.is_empty() {
            let take = self.lines_that_fit(rest.len(), style.leading);
            if take == 0 {
                self.new_page();
                continue;
            }
            let (now, later) = rest.split_at(take);
            if let Some(ink) = bar {
                let height = style.leading * now.len() as f32;
                self.decorate(Mark::Box { x: x - 9.0, y: self.y, width: 2.0, height, ink });
            }
            let marks = self.line_marks(now, x, self.y, style);
            self.content(marks);
            self.y += style.leading * now.len() as f32;
            rest = later;
        }
    }

    fn lines_that_fit(&self, wanted: usize, leading: f32) -> usize {
        let room = ((BOTTOM - self.y) / leading).floor().max(0.0) as usize;
        let is_fresh = self.y <= TOP;
        match room.min(wanted) {
            fit if fit == wanted => fit,
            fit if is_fresh => fit.max(1),
            0 | 1 => 0,
            fit if wanted - fit == 1 => {
                if fit > 2 {
                    fit - 1
                } else {
                    0
                }
            }
            fit => fit,
        }
    }

    fn line_marks(&self, lines: &[Line], x: f32, top: f32, style: Style) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let baseline = top + style.leading * number as f32 + (style.leading + style.size * 0.76) / 2.0;
            marks.extend(line.marks(x, baseline, style.size));
        }
        marks
    }

    /// Adds something to be read at the present place in the reading order.
    fn content(&mut self, marks: Vec<Mark>) {
        if marks.is_empty() {
            return;
        }
        let leaf = self.leaves;
        self.leaves += 1;
        self.page().push(Item::Content { leaf, marks });
        self.add(Node::Leaf(leaf));
    }

    /// Adds something that is only to be looked at.
    fn decorate(&mut self, mark: Mark) {
        self.page().push(Item::Decoration(vec![mark]));
    }

    fn page(&mut self) -> &mut Vec<Item> {
        self.pages.last_mut().expect("a sheet has at least one page")
    }

    fn add(&mut self, node: Node) {
        if let Some(Node::Group { children, .. }) = self.open.last_mut() {
            children.push(node);
        }
    }

    fn bookmark(&mut self, level: u16, text: &str) {
        self.outline.push(Entry { level, text: text.to_owned(), page: self.pages.len() - 1, y: self.y });
    }
}

/// One measured line.
#[derive(Debug, Clone)]
pub struct Line {
    clusters: Vec<(Cluster, Ink)>,
    width: f32,
}

impl Line {
    /// Adjacent clusters of one weight and colour become one run.
    fn marks(&self, x: f32, baseline: f32, size: f32) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut at = x;
        for run in self.clusters.chunk_by(|one, other| one.0.is_bold == other.0.is_bold && one.1 == other.1) {
            let advance: f32 = run.iter().map(|(cluster, _)| cluster.advance * size).sum();
            let run = Run::of(run.iter().map(|(cluster, _)| cluster), size, run[0].1);
            marks.push(Mark::Text { x: at, baseline, run });
            at += advance;
        }
        marks
    }
}

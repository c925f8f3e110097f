//! What can be drawn on a page, independent of the PDF writer.

use crate::glyphs::Cluster;

/// A colour; each differs enough in lightness that a grey print loses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Running text.
    Text,
    /// Labels, head and foot.
    Muted,
    /// Headings and filled bars.
    Accent,
    /// Thin lines.
    Rule,
    /// The empty part of a bar.
    Track,
    /// What lies behind the text of HR's copies.
    Watermark,
    /// Paper.
    Paper,
}

/// One cluster's glyph; lengths in shares of the font size.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// The glyph.
    pub id: u32,
    /// Its width.
    pub advance: f32,
    /// How far it is moved to the right.
    pub offset: f32,
    /// The bytes of the run's text it stands for.
    pub range: std::ops::Range<usize>,
}

/// Text of one weight, size and colour on one line.
#[derive(Debug, Clone)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// The clusters' glyphs.
    pub glyphs: Vec<Glyph>,
    /// The weight.
    pub is_bold: bool,
    /// The size in points.
    pub size: f32,
    /// The colour.
    pub ink: Ink,
}

impl Run {
    /// The run of measured clusters.
    pub fn of<'c>(clusters: impl Iterator<Item = &'c Cluster>, size: f32, ink: Ink) -> Self {
        let mut run = Self { text: String::new(), glyphs: Vec::new(), is_bold: false, size, ink };
        for cluster in clusters {
            let start = run.text.len();
            run.text.push_str(&cluster.text);
            let range = start..run.text.len();
            run.glyphs.push(Glyph { id: cluster.glyph, advance: cluster.advance, offset: cluster.offset, range });
            run.is_bold = cluster.is_bold;
        }
        run
    }
}

/// One thing to draw; coordinates in points from the page's top left corner.
#[derive(Debug, Clone)]
pub enum Mark {
    /// Text on a baseline.
    Text {
        /// The left edge.
        x: f32,
        /// The baseline.
        baseline: f32,
        /// The text.
        run: Run,
    },
    /// A filled rectangle.
    Box {
        /// The left edge.
        x: f32,
        /// The upper edge.
        y: f32,
        /// The width.
        width: f32,
        /// The height.
        height: f32,
        /// The colour.
        ink: Ink,
    },
    /// A filled circle with a rim of paper, so that it stands out from what lies below.
    Dot {
        /// The centre.
        x: f32,
        /// The centre.
        y: f32,
        /// The radius.
        radius: f32,
        /// The colour.
        ink: Ink,
    },
    /// A square of dark and light cells.
    Cells {
        /// The left edge.
        x: f32,
        /// The upper edge.
        y: f32,
        /// The length of a side.
        side: f32,
        /// Row by row, whether a cell is dark.
        dark: Vec<bool>,
        /// The cells of one row.
        per_row: usize,
    },
    /// Text rising from left to right across the page.
    Slanted(Box<Mark>),
}

/// Marks that belong together, and whether they are content.
#[derive(Debug, Clone)]
pub enum Item {
    /// Something to be read; the number is its place in the tree.
    Content {
        /// The leaf of the tree.
        leaf: usize,
        /// What is drawn.
        marks: Vec<Mark>,
    },
    /// Something only to be looked at.
    Decoration(Vec<Mark>),
    /// The head of a page.
    Header(Vec<Mark>),
    /// The foot of a page.
    Footer(Vec<Mark>),
    /// What lies behind the text.
    Watermark(Vec<Mark>),
}

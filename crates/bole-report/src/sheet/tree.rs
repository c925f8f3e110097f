//! What the parts of a page are: the tree that screen readers walk, and the bookmarks.

/// What an element is.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// The whole report.
    Root,
    /// A section with a heading.
    Section,
    /// A heading.
    Heading {
        /// 1 for the report's title.
        level: u16,
        /// Its text.
        title: String,
    },
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// An item of a list.
    ListItem,
    /// The item's bullet or number.
    ListLabel,
    /// The item's text.
    ListBody,
    /// A table.
    Table,
    /// A row.
    Row,
    /// A cell that names its row.
    RowHeader,
    /// A cell.
    Cell,
    /// Words of the candidate.
    Quote,
    /// A drawing, with what it shows in words.
    Figure {
        /// The words.
        alt: String,
    },
}

/// An element or a piece of content.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element.
    Group {
        /// What it is.
        role: Role,
        /// What it contains, in reading order.
        children: Vec<Node>,
    },
    /// A piece of content, by its number.
    Leaf(usize),
}

impl Node {
    /// An element without content.
    pub const fn group(role: Role) -> Self {
        Self::Group { role, children: Vec::new() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Group { children, .. } if children.is_empty())
    }
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The heading's level.
    pub level: u16,
    /// The heading's text.
    pub text: String,
    /// The page, counted from 0.
    pub page: usize,
    /// Where on the page.
    pub y: f32,
}

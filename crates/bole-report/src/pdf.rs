//! Writes a laid-out report as tagged PDF (PDF/UA-1: every mark is content in the tree or declared decoration).
//!
//! It changes nothing about layout or wording.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};

use crate::ReportFailure;
use crate::fonts::Loaded;
use crate::sheet::{Entry, Ink, Item, Laid, Mark, Node, PAGE_HEIGHT, PAGE_WIDTH, Role};

/// What the file says about itself.
pub struct Properties {
    /// The title in the window's bar.
    pub title: String,
    /// The language of the text.
    pub language: &'static str,
    /// Year, month, day, hour, minute of the interview's end, in UTC.
    pub date: (u16, u8, u8, u8, u8),
}

/// Writes the file.
pub fn write(fonts: &Loaded, laid: Laid, properties: &Properties) -> Result<Vec<u8>, ReportFailure> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| refused("the PDF/UA-1 profile is not known"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut identifiers = Identifiers::default();
    for page in &laid.pages {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or_else(|| refused("the page has no size"))?;
        let mut page_writer = document.start_page_with(settings);
        let mut surface = page_writer.surface();
        for item in page {
            draw_item(&mut surface, fonts, item, &mut identifiers);
        }
        surface.finish();
        page_writer.finish();
    }
    document.set_tag_tree(tag_tree(&laid.structure, &identifiers, properties.language));
    document.set_outline(outline(&laid.outline));
    document.set_metadata(metadata(properties));
    document.finish().map_err(|error| refused(&format!("{error:?}")))
}

fn refused(reason: &str) -> ReportFailure {
    ReportFailure::NotWritten { reason: reason.to_owned() }
}

fn metadata(properties: &Properties) -> Metadata {
    let (year, month, day, hour, minute) = properties.date;
    let date = DateTime::new(year)
        .month(month)
        .day(day)
        .hour(hour)
        .minute(minute)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(properties.title.clone())
        .language(properties.language.to_owned())
        .creator("Bole".to_owned())
        .producer("Bole".to_owned())
        .creation_date(date)
}

/// Which identifier the writer gave to each leaf.
#[derive(Default)]
struct Identifiers(Vec<Option<Identifier>>);

impl Identifiers {
    fn set(&mut self, leaf: usize, identifier: Identifier) {
        if self.0.len() <= leaf {
            self.0.resize(leaf + 1, None);
        }
        self.0[leaf] = Some(identifier);
    }
}

fn draw_item(surface: &mut Surface<'_>, fonts: &Loaded, item: &Item, identifiers: &mut Identifiers) {
    let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
    let (tag, marks) = match item {
        Item::Content { marks, .. } if marks.iter().all(|mark| matches!(mark, Mark::Text { .. })) => {
            (ContentTag::Span(SpanTag::empty()), marks)
        }
        Item::Content { marks, .. } => (ContentTag::Other, marks),
        Item::Decoration(marks) => (artifact(ArtifactType::Layout), marks),
        Item::Header(marks) => (artifact(ArtifactType::Header), marks),
        Item::Footer(marks) => (artifact(ArtifactType::Footer), marks),
        Item::Watermark(marks) => (artifact(ArtifactType::Watermark), marks),
    };
    let identifier = surface.start_tagged(tag);
    for mark in marks {
        draw(surface, fonts, mark);
    }
    surface.end_tagged();
    if let Item::Content { leaf, .. } = item {
        identifiers.set(*leaf, identifier);
    }
}

fn draw(surface: &mut Surface<'_>, fonts: &Loaded, mark: &Mark) {
    match mark {
        Mark::Text { x, baseline, run } => {
            surface.set_fill(Some(fill(run.ink)));
            let glyphs: Vec<KrillaGlyph> = run
                .glyphs
                .iter()
                .map(|it| {
                    KrillaGlyph::new(GlyphId::new(it.id), it.advance, it.offset, 0.0, 0.0, it.range.clone(), None)
                })
                .collect();
            surface.draw_glyphs(
                Point::from_xy(*x, *baseline),
                &glyphs,
                fonts.font(run.is_bold),
                &run.text,
                run.size,
                false,
            );
        }
        Mark::Box { x, y, width, height, ink } => fill_boxes(surface, *ink, [(*x, *y, *width, *height)]),
        Mark::Dot { x, y, radius, ink } => {
            fill_circle(surface, Ink::Paper, *x, *y, radius + 1.2);
            fill_circle(surface, *ink, *x, *y, *radius);
        }
        Mark::Cells { x, y, side, dark, per_row } => {
            let step = side / *per_row as f32;
            let cells = dark
                .iter()
                .enumerate()
                .filter(|(_, dark)| **dark)
                .map(|(at, _)| (x + step * (at % per_row) as f32, y + step * (at / per_row) as f32, step, step));
            fill_boxes(surface, Ink::Text, cells);
        }
        Mark::Slanted(mark) => {
            surface.push_transform(&Transform::from_rotate_at(-28.0, PAGE_WIDTH / 2.0, text_baseline(mark)));
            draw(surface, fonts, mark);
            surface.pop();
        }
    }
}

const fn text_baseline(mark: &Mark) -> f32 {
    match mark {
        Mark::Text { baseline, .. } => *baseline,
        _ => 0.0,
    }
}

fn fill_boxes(surface: &mut Surface<'_>, ink: Ink, boxes: impl IntoIterator<Item = (f32, f32, f32, f32)>) {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in boxes {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

fn fill_circle(surface: &mut Surface<'_>, ink: Ink, x: f32, y: f32, radius: f32) {
    // How far the handles of four curves stand off so that they look like a circle.
    let handle = radius * 0.552_285;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + handle, x + handle, y + radius, x, y + radius);
    path.cubic_to(x - handle, y + radius, x - radius, y + handle, x - radius, y);
    path.cubic_to(x - radius, y - handle, x - handle, y - radius, x, y - radius);
    path.cubic_to(x + handle, y - radius, x + radius, y - handle, x + radius, y);
    path.close();
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

fn fill(ink: Ink) -> Fill {
    let (red, green, blue) = match ink {
        Ink::Text => (27, 31, 36),
        Ink::Muted => (88, 94, 102),
        Ink::Accent => (24, 84, 105),
        Ink::Rule => (196, 201, 207),
        Ink::Track => (228, 231, 235),
        Ink::Watermark => (233, 235, 238),
        Ink::Paper => (255, 255, 255),
    };
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn tag_tree(structure: &[Node], identifiers: &Identifiers, language: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    for node in structure {
        push(&mut tree.children, node, identifiers);
    }
    tree
}

fn push(siblings: &mut Vec<krilla::tagging::Node>, node: &Node, identifiers: &Identifiers) {
    match node {
        Node::Leaf(leaf) => {
            siblings.extend(identifiers.0.get(*leaf).copied().flatten().map(krilla::tagging::Node::from))
        }
        Node::Group { role, children } => {
            let mut group = TagGroup::new(tag(role));
            for child in children {
                push(&mut group.children, child, identifiers);
            }
            siblings.push(group.into());
        }
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Root | Role::Section => Tag::Section.into(),
        Role::Heading { level, title } => {
            Tag::Hn((*level).try_into().unwrap_or(std::num::NonZeroU16::MIN), Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::ListItem => Tag::LI.into(),
        Role::ListLabel => Tag::Lbl.into(),
        Role::ListBody => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Quote => Tag::BlockQuote.into(),
        Role::Figure { alt } => Tag::Figure(Some(alt.clone())).into(),
    }
}

/// Bookmarks nested as their headings are; the report's title is not one of them.
fn outline(entries: &[Entry]) -> Outline {
    let mut outline = Outline::new();
    let mut section: Option<OutlineNode> = None;
    for entry in entries {
        let node = OutlineNode::new(entry.text.clone(), XyzDestination::new(entry.page, Point::from_xy(0.0, entry.y)))
            .with_open(true);
        match (entry.level, &mut section) {
            (1, _) => outline.push_child(node),
            (2, _) => {
                if let Some(done) = section.replace(node) {
                    outline.push_child(done);
                }
            }
            (_, Some(section)) => section.push_child(node),
            (_, None) => outline.push_child(node),
        }
    }
    if let Some(done) = section {
        outline.push_child(done);
    }
    outline
}

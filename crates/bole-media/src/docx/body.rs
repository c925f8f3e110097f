//! WordprocessingML to lines of text: paragraphs, tables, text boxes, breaks. Deleted, moved-away and duplicate (fallback)
//! content is left out. Document type definitions are refused, so no entity but XML's own five exists.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::Unreadable;
use crate::limits::{MAX_CHARS, MAX_XML_DEPTH};

/// The text of a body, header, footer or notes part.
pub(super) fn text(input: &mut dyn BufRead) -> Result<String, Unreadable> {
    let mut writer = Writer::default();
    walk(input, |event| match event {
        Step::Open(element) => writer.open(element),
        Step::Close(name) => writer.close(name),
        Step::Text(text) => writer.push(text),
    })?;
    writer.finish()
}

/// The target of the package's main relation.
pub(super) fn main_target(input: &mut dyn BufRead) -> Result<Option<String>, Unreadable> {
    let mut target = None;
    walk(input, |event| {
        if let Step::Open(element) = event {
            let value = |name: &str| element.try_get_attribute(name).ok().flatten();
            let is_main = value("Type").is_some_and(|kind| kind.value.ends_with("/officeDocument"));
            if is_main && target.is_none() {
                target = value("Target").map(|target| target.value.into_owned());
            }
        }
        Ok(())
    })?;
    Ok(target)
}

/// What the parser came upon.
pub(crate) enum Step<'a> {
    /// An element begins.
    Open(&'a BytesStart<'a>),
    /// An element of this local name ends.
    Close(&'a str),
    /// Text between.
    Text(&'a str),
}

/// Visits every element and text in order.
pub(crate) fn walk(
    input: &mut dyn BufRead,
    mut visit: impl FnMut(Step<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_reader(input);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Unreadable::Damaged)? {
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_XML_DEPTH {
                    return Err(Unreadable::TooComplex);
                }
                visit(Step::Open(&element))?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close(element.local_name().as_ref()))?;
            }
            Event::Text(text) => visit(Step::Text(&text.xml10_content()))?,
            Event::CData(text) => visit(Step::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => visit(Step::Text(&resolve(&reference)?))?,
            Event::DocType(_) => return Err(Unreadable::Damaged),
            Event::Eof if depth > 0 => return Err(Unreadable::Damaged),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, Unreadable> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| Unreadable::Damaged)? {
        return Ok(c.to_string());
    }
    let name = reference.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned).ok_or(Unreadable::Damaged)
}

/// Collects lines. Text boxes and cells open an inner collection, so that they do not break the paragraph around them.
#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    outer: Block,
    in_text: usize,
    skipped: usize,
    chars: usize,
}

/// What is being filled: the part itself, a cell or a text box.
#[derive(Default)]
struct Block {
    lines: Vec<String>,
    line: String,
    /// Text boxes anchored in the present paragraph, put after it.
    boxes: Vec<String>,
    /// The cells of the present row of a table inside this block.
    rows: Vec<Vec<String>>,
}

impl Block {
    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.lines.append(&mut self.boxes);
    }

    fn into_text(mut self) -> String {
        if !self.line.is_empty() || !self.boxes.is_empty() {
            self.end_line();
        }
        self.lines.join("\n")
    }
}

impl Writer {
    fn block(&mut self) -> &mut Block {
        self.blocks.last_mut().unwrap_or(&mut self.outer)
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Unreadable> {
        let name = element.local_name();
        let name = name.as_ref();
        if self.skipped > 0 || matches!(name, "Fallback" | "moveFrom" | "del") {
            self.skipped += 1;
            return Ok(());
        }
        match name {
            "t" => self.in_text += 1,
            "tab" | "ptab" if !is_definition(element) => self.push_sign("\t")?,
            "br" | "cr" => self.push_sign("\n")?,
            "noBreakHyphen" => self.push_sign("-")?,
            "txbxContent" | "tc" => self.blocks.push(Block::default()),
            "tr" => self.block().rows.push(Vec::new()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Unreadable> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "t" => self.in_text = self.in_text.saturating_sub(1),
            "p" => self.block().end_line(),
            "txbxContent" => {
                let text = self.blocks.pop().unwrap_or_default().into_text();
                self.block().boxes.push(text);
            }
            "tc" => {
                let text = self.blocks.pop().unwrap_or_default().into_text();
                if let Some(row) = self.block().rows.last_mut() {
                    row.push(text);
                }
            }
            "tr" => {
                let row = self.block().rows.pop().unwrap_or_default();
                self.block().lines.push(join_cells(&row));
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, text: &str) -> Result<(), Unreadable> {
        if self.in_text > 0 && self.skipped == 0 { self.push_sign(text) } else { Ok(()) }
    }

    fn push_sign(&mut self, text: &str) -> Result<(), Unreadable> {
        self.chars += text.chars().count();
        if self.chars > MAX_CHARS {
            return Err(Unreadable::TooLarge);
        }
        self.block().line.push_str(text);
        Ok(())
    }

    fn finish(mut self) -> Result<String, Unreadable> {
        while let Some(block) = self.blocks.pop() {
            let text = block.into_text();
            self.block().boxes.push(text);
        }
        Ok(self.outer.into_text())
    }
}

/// `w:tab` inside `w:tabs` describes a tab stop and has a position; the character has none.
fn is_definition(element: &BytesStart<'_>) -> bool {
    element.attributes().flatten().any(|attribute| attribute.key.local_name().as_ref() == "pos")
}

/// A row of short cells is one line; cells with several lines are a layout and follow one another.
fn join_cells(cells: &[String]) -> String {
    let cells: Vec<&str> =
        cells.iter().map(|cell| cell.trim_matches('\n')).filter(|cell| !cell.trim().is_empty()).collect();
    let separator = if cells.iter().any(|cell| cell.contains('\n')) { "\n" } else { "\t" };
    cells.join(separator)
}

//! Runs the drawing operators of a page as far as they place text, forms inside forms included. It draws nothing, opens
//! nothing, and stops at a budget of operators.

mod state;

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId, Stream};

use super::font::Font;
use super::geometry::{Glyph, Matrix};
use super::reason;
use super::resources::{inherited, lookup, lookup_dictionary, number, resolve};
use crate::Unreadable;
use crate::limits::{MAX_CHARS, MAX_FORM_DEPTH, MAX_OPERATORS, MAX_STREAM_BYTES};
use state::{Run, State};

/// What a page draws.
#[derive(Default)]
pub(super) struct Drawn {
    pub glyphs: Vec<Glyph>,
    /// Characters whose font does not tell their text.
    pub unmapped: usize,
    pub has_picture: bool,
    pub is_damaged: bool,
}

/// Draws the pages of one document; fonts are read once.
pub(super) struct Interpreter<'a> {
    document: &'a Document,
    /// By the address of the dictionary, which lives as long as the document.
    fonts: BTreeMap<usize, Rc<Font>>,
    operators: usize,
    chars: usize,
}

impl<'a> Interpreter<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, fonts: BTreeMap::new(), operators: 0, chars: 0 }
    }

    /// Draws one page.
    pub(super) fn draw(&mut self, page: ObjectId) -> Result<Drawn, Unreadable> {
        let mut drawn = Drawn::default();
        let content =
            self.document.get_page_content_with_limit(page, MAX_STREAM_BYTES).map_err(|error| reason(&error))?;
        let resources = inherited(self.document, page, b"Resources").and_then(|found| found.as_dict().ok());
        let rotation = inherited(self.document, page, b"Rotate").and_then(number).unwrap_or(0.0);
        let mut run = Run::new(resources, upright(rotation), 0);
        self.run(&content, &mut run, &mut drawn)?;
        Ok(drawn)
    }

    fn run(&mut self, content: &[u8], run: &mut Run<'a>, drawn: &mut Drawn) -> Result<(), Unreadable> {
        for operation in Content::decode_iter(content) {
            self.operators += 1;
            if self.operators > MAX_OPERATORS || self.chars > MAX_CHARS {
                return Err(Unreadable::TooComplex);
            }
            match operation {
                Ok(operation) => self.step(&operation, run, drawn)?,
                Err(_) => {
                    drawn.is_damaged = true;
                    break;
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, operation: &Operation, run: &mut Run<'a>, drawn: &mut Drawn) -> Result<(), Unreadable> {
        let operands = operation.operands.as_slice();
        match operation.operator.as_str() {
            "Tj" => self.show(operands.first(), run, drawn),
            "TJ" => self.show_spaced(operands.first(), run, drawn),
            "'" => {
                run.next_line(0.0, -run.state.leading);
                self.show(operands.first(), run, drawn);
            }
            "\"" => {
                run.set_spacing(operands);
                run.next_line(0.0, -run.state.leading);
                self.show(operands.get(2), run, drawn);
            }
            "Tf" => self.choose_font(operands, run),
            "Do" => self.draw_object(operands.first(), run, drawn)?,
            "BI" => drawn.has_picture = true,
            operator => run.step(operator, operands),
        }
        Ok(())
    }

    fn choose_font(&mut self, operands: &[Object], run: &mut Run<'a>) {
        let [Object::Name(name), size] = operands else {
            return;
        };
        run.state.size = number(size).unwrap_or(0.0);
        let fonts = run.resources.and_then(|resources| lookup_dictionary(self.document, resources, b"Font"));
        run.state.font = fonts.and_then(|fonts| lookup_dictionary(self.document, fonts, name)).map(|dictionary| {
            let key = std::ptr::from_ref(dictionary).addr();
            let read = || Rc::new(Font::read(self.document, dictionary));
            Rc::clone(self.fonts.entry(key).or_insert_with(read))
        });
    }

    fn show_spaced(&mut self, operand: Option<&Object>, run: &mut Run<'a>, drawn: &mut Drawn) {
        let Some(Object::Array(items)) = operand else {
            return;
        };
        for item in items {
            match number(item) {
                Some(thousandths) => run.advance(-thousandths / 1000.0 * run.state.size * run.state.scale),
                None => self.show(Some(item), run, drawn),
            }
        }
    }

    fn show(&mut self, operand: Option<&Object>, run: &mut Run<'a>, drawn: &mut Drawn) {
        let Some(Object::String(shown, _)) = operand else {
            return;
        };
        let Some(font) = run.state.font.clone() else {
            drawn.unmapped += shown.len();
            return;
        };
        for code in font.codes(shown) {
            let state = &run.state;
            let spacing = state.char_spacing + if code.is_space { state.word_spacing } else { 0.0 };
            let step = (code.advance * state.size + spacing) * state.scale;
            match code.text {
                None => drawn.unmapped += 1,
                Some(text) if text.trim().is_empty() => run.is_after_blank = true,
                Some(text) => {
                    self.chars += text.chars().count();
                    // A soft hyphen that is drawn is a hyphen; as a character it would be invisible.
                    let text = text.replace('\u{ad}', "-");
                    let em = Matrix([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise]);
                    let map = em.then(run.text).then(state.ctm);
                    let is_after_blank = std::mem::take(&mut run.is_after_blank);
                    let glyph = Glyph::place(map, code.advance, text);
                    drawn.glyphs.extend(glyph.map(|glyph| Glyph { is_after_blank, ..glyph }));
                }
            }
            run.advance(step);
        }
    }

    fn draw_object(
        &mut self,
        operand: Option<&Object>,
        run: &mut Run<'a>,
        drawn: &mut Drawn,
    ) -> Result<(), Unreadable> {
        let Some(Object::Name(name)) = operand else {
            return Ok(());
        };
        let objects = run.resources.and_then(|resources| lookup_dictionary(self.document, resources, b"XObject"));
        let Some(Object::Stream(stream)) = objects.and_then(|objects| lookup(self.document, objects, name)) else {
            return Ok(());
        };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => drawn.has_picture = true,
            Ok(b"Form") => self.draw_form(stream, run, drawn)?,
            _ => {}
        }
        Ok(())
    }

    fn draw_form(&mut self, form: &'a Stream, run: &Run<'a>, drawn: &mut Drawn) -> Result<(), Unreadable> {
        if run.depth >= MAX_FORM_DEPTH {
            return Err(Unreadable::TooComplex);
        }
        let content = match form.get_plain_content_with_limit(MAX_STREAM_BYTES) {
            Ok(content) => content,
            Err(error) if reason(&error) == Unreadable::ZipBomb => return Err(Unreadable::ZipBomb),
            Err(_) => {
                drawn.is_damaged = true;
                return Ok(());
            }
        };
        // Unpacking the same form again and again is work too, even when it draws nothing.
        self.operators += content.len() / 16;
        let matrix = lookup(self.document, &form.dict, b"Matrix").and_then(|matrix| matrix.as_array().ok());
        let matrix = matrix.map_or(Matrix::IDENTITY, |numbers| Matrix::from_operands(&self.plain(numbers)));
        let resources = lookup_dictionary(self.document, &form.dict, b"Resources").or(run.resources);
        let mut inner = Run::new(resources, matrix.then(run.state.ctm), run.depth + 1);
        inner.state = State { ctm: inner.state.ctm, ..run.state.clone() };
        self.run(&content, &mut inner, drawn)
    }

    fn plain(&self, numbers: &[Object]) -> Vec<Object> {
        numbers.iter().filter_map(|item| resolve(self.document, item).cloned()).collect()
    }
}

/// The map that turns a page as its viewer does.
fn upright(rotation: f32) -> Matrix {
    match (rotation.rem_euclid(360.0) / 90.0).round() as u8 {
        1 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
        2 => Matrix([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
        3 => Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        _ => Matrix::IDENTITY,
    }
}

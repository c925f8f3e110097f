//! The state of a content stream between its operators, and the operators that change nothing else.

use std::rc::Rc;

use lopdf::{Dictionary, Object};

use crate::pdf::font::Font;
use crate::pdf::geometry::Matrix;
use crate::pdf::resources::number;

/// Saved graphics states inside each other; real pages use a dozen.
const MAX_SAVED_STATES: usize = 512;

/// The part of the graphics state that text depends on.
#[derive(Clone)]
pub(super) struct State {
    pub ctm: Matrix,
    pub font: Option<Rc<Font>>,
    pub size: f32,
    pub char_spacing: f32,
    pub word_spacing: f32,
    pub scale: f32,
    pub leading: f32,
    pub rise: f32,
}

/// One content stream being run.
pub(super) struct Run<'a> {
    pub resources: Option<&'a Dictionary>,
    pub state: State,
    pub saved: Vec<State>,
    pub text: Matrix,
    pub line: Matrix,
    /// The last character shown on this line was a blank.
    pub is_after_blank: bool,
    pub depth: usize,
}

impl<'a> Run<'a> {
    pub(super) fn new(resources: Option<&'a Dictionary>, ctm: Matrix, depth: usize) -> Self {
        let state = State {
            ctm,
            font: None,
            size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        Self { resources, state, saved: Vec::new(), text, line, is_after_blank: false, depth }
    }

    /// The operators that only change the state.
    pub(super) fn step(&mut self, operator: &str, operands: &[Object]) {
        let first = operands.first().and_then(number).unwrap_or(0.0);
        let second = operands.get(1).and_then(number).unwrap_or(0.0);
        match operator {
            "q" if self.saved.len() < MAX_SAVED_STATES => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => self.state.ctm = Matrix::from_operands(operands).then(self.state.ctm),
            "BT" => self.start_line(Matrix::IDENTITY),
            "Tm" => self.start_line(Matrix::from_operands(operands)),
            "Td" => self.next_line(first, second),
            "TD" => {
                self.state.leading = -second;
                self.next_line(first, second);
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tc" => self.state.char_spacing = first,
            "Tw" => self.state.word_spacing = first,
            "Tz" => self.state.scale = first / 100.0,
            "TL" => self.state.leading = first,
            "Ts" => self.state.rise = first,
            _ => {}
        }
    }

    pub(super) fn set_spacing(&mut self, operands: &[Object]) {
        self.state.word_spacing = operands.first().and_then(number).unwrap_or(0.0);
        self.state.char_spacing = operands.get(1).and_then(number).unwrap_or(0.0);
    }

    pub(super) fn next_line(&mut self, x: f32, y: f32) {
        self.start_line(Matrix::translation(x, y).then(self.line));
    }

    pub(super) fn start_line(&mut self, at: Matrix) {
        (self.text, self.line, self.is_after_blank) = (at, at, false);
    }

    pub(super) fn advance(&mut self, x: f32) {
        self.text = Matrix::translation(x, 0.0).then(self.text);
    }
}

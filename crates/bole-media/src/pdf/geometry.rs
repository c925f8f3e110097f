//! The affine maps of PDF. A number that is not finite must never get out of here: it would poison every sort.

use lopdf::Object;

/// `[a b c d e f]` as PDF writes it; a point is a row vector multiplied from the left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn translation(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Six numbers, or the identity.
    pub(super) fn from_operands(operands: &[Object]) -> Self {
        let mut numbers = [0.0; 6];
        if operands.len() != 6 {
            return Self::IDENTITY;
        }
        for (number, operand) in numbers.iter_mut().zip(operands) {
            match operand.as_float() {
                Ok(value) if value.is_finite() => *number = value,
                _ => return Self::IDENTITY,
            }
        }
        Self(numbers)
    }

    /// First this map, then the other.
    pub(super) fn then(self, next: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [g, h, i, j, k, l] = next.0;
        Self([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    pub(super) fn is_finite(self) -> bool {
        // Beyond this, sums lose whole points and squares overflow.
        self.0.iter().all(|number| number.abs() < 1e6)
    }
}

/// Where a character stands on its page, seen upright: `y` grows upwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub size: f32,
    /// Quarter turns of the writing against the page, 0 for ordinary lines.
    pub turn: u8,
    pub text: String,
    /// Whether the page drew a blank right before it.
    pub is_after_blank: bool,
}

impl Glyph {
    /// The glyph for a text-to-page map whose `d` axis is one em, or nothing for what cannot be placed.
    pub(super) fn place(map: Matrix, advance_em: f32, text: String) -> Option<Self> {
        let [a, b, c, d, e, f] = map.0;
        let size = c.hypot(d);
        if !map.is_finite() || !advance_em.is_finite() || size < 0.1 {
            return None;
        }
        let turn = match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        };
        // Turned writing is laid out in its own upright frame.
        let (x, y) = match turn {
            0 => (e, f),
            1 => (f, -e),
            2 => (-e, -f),
            _ => (-f, e),
        };
        Some(Self { x, y, width: advance_em.abs() * a.hypot(b), size, turn, text, is_after_blank: false })
    }

    pub(super) fn end(&self) -> f32 {
        self.x + self.width
    }
}

//! Character maps: which bytes make one code, and which text a code stands for. Written to be lenient, because every
//! producer has its own idea of the format, and to stay small whatever ranges a hostile file claims.

use std::collections::BTreeMap;

/// Most entries one map may have: every code of two bytes.
const MAX_ENTRIES: usize = 65_536;

/// A parsed CMap.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CMap {
    texts: BTreeMap<u32, String>,
    /// Codes of one byte that the code space names; all others have two.
    has_one_byte_codes: bool,
    has_longer_codes: bool,
}

impl CMap {
    /// Reads the operators of a CMap, ignoring what it does not know.
    pub(super) fn parse(source: &[u8]) -> Self {
        let mut map = Self::default();
        let mut operands: Vec<Token> = Vec::new();
        for token in Tokens(source) {
            match token {
                Token::Word(b"begincodespacerange" | b"beginbfchar" | b"beginbfrange") => operands.clear(),
                Token::Word(b"endcodespacerange") => map.code_space(&operands),
                Token::Word(b"endbfchar") => map.characters(&operands),
                Token::Word(b"endbfrange") => map.ranges(&operands),
                Token::Word(_) => {}
                operand => operands.push(operand),
            }
        }
        map
    }

    /// The text of a code.
    pub(super) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    /// Whether every code is one byte, where the map says so.
    pub(super) fn is_one_byte(&self) -> bool {
        self.has_one_byte_codes && !self.has_longer_codes
    }

    fn code_space(&mut self, operands: &[Token]) {
        for operand in operands {
            if let Token::Hex(bytes) = operand {
                self.has_one_byte_codes |= bytes.len() == 1;
                self.has_longer_codes |= bytes.len() > 1;
            }
        }
    }

    fn characters(&mut self, operands: &[Token]) {
        for pair in operands.chunks_exact(2) {
            if let [Token::Hex(code), Token::Hex(text)] = pair {
                self.put(number(code), utf_16(text));
            }
        }
    }

    fn ranges(&mut self, operands: &[Token]) {
        let mut rest = operands;
        while let [Token::Hex(low), Token::Hex(high), tail @ ..] = rest {
            let (low, high) = (number(low), number(high));
            match tail {
                [Token::Hex(text), tail @ ..] => {
                    self.counted_range(low, high, text);
                    rest = tail;
                }
                [Token::Open, tail @ ..] => {
                    let end = tail.iter().position(|token| *token == Token::Close).unwrap_or(tail.len());
                    for (code, token) in (low..=high).zip(&tail[..end]) {
                        if let Token::Hex(text) = token {
                            self.put(code, utf_16(text));
                        }
                    }
                    rest = tail.get(end + 1..).unwrap_or_default();
                }
                _ => return,
            }
        }
    }

    /// Consecutive codes for consecutive characters: the last unit of the text is counted up.
    fn counted_range(&mut self, low: u32, high: u32, text: &[u8]) {
        let first = utf_16(text);
        let Some(last) = first.chars().next_back() else {
            return;
        };
        let stem = &first[..first.len() - last.len_utf8()];
        for (step, code) in (low..=high).take(MAX_ENTRIES).enumerate() {
            let next = u32::try_from(step).ok().and_then(|step| char::from_u32(u32::from(last) + step));
            match next {
                Some(c) => self.put(code, format!("{stem}{c}")),
                None => return,
            }
        }
    }

    fn put(&mut self, code: u32, text: String) {
        if self.texts.len() < MAX_ENTRIES && !text.is_empty() {
            self.texts.insert(code, text);
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn utf_16(bytes: &[u8]) -> String {
    // Some producers write one byte for characters below 256.
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).filter_map(Result::ok).collect();
    // A map to nothing readable is no map.
    text.trim_matches('\0').to_owned()
}

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Word(&'a [u8]),
    Open,
    Close,
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (&first, rest) = self.0.split_first()?;
            match first {
                b'%' => {
                    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                    self.0 = &rest[end..];
                }
                b'[' | b']' => {
                    self.0 = rest;
                    return Some(if first == b'[' { Token::Open } else { Token::Close });
                }
                b'<' if rest.first() != Some(&b'<') => {
                    let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
                    self.0 = rest.get(end + 1..).unwrap_or_default();
                    return Some(Token::Hex(hex(&rest[..end])));
                }
                _ if is_regular(first) => {
                    let end = self.0.iter().position(|byte| !is_regular(*byte)).unwrap_or(self.0.len());
                    let (word, rest) = self.0.split_at(end);
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
                _ => self.0 = rest,
            }
        }
    }
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests;

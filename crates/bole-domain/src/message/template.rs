//! Templates: a text with `{names}` that are filled with values. `{{` and `}}` stand for braces.
//!
//! A name that nobody knows and a name that must be there but is not are refused when the template is saved, not when a
//! candidate waits for the mail. Values are never searched for names.

/// A template whose names are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A name and the character its brace stands at.
    Name(String, usize),
}

/// Why a template is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It uses a name that does not exist here.
    #[error("the name {{{name}}} does not exist here")]
    Unknown {
        /// The name.
        name: String,
        /// Where it stands: the brace's character, counted from 0.
        at: usize,
    },
    /// It lacks a name that must be in it.
    #[error("the name {{{name}}} must be in the text")]
    Missing {
        /// The name.
        name: String,
    },
    /// A brace is alone.
    #[error("a brace at character {at} is alone")]
    Brace {
        /// The character, counted from 0.
        at: usize,
    },
}

impl TemplateError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "template.unknown_name",
            Self::Missing { .. } => "template.missing_name",
            Self::Brace { .. } => "template.lone_brace",
        }
    }
}

impl Template {
    /// Reads a template in which the allowed names may and the required ones must occur.
    pub fn parse(text: &str, allowed: &[&str], required: &[&str]) -> Result<Self, TemplateError> {
        let parts = parts(text)?;
        let used = |wanted: &str| parts.iter().any(|part| matches!(part, Part::Name(name, _) if name == wanted));
        for part in &parts {
            if let Part::Name(name, at) = part
                && !allowed.contains(&name.as_str())
                && !required.contains(&name.as_str())
            {
                return Err(TemplateError::Unknown { name: name.clone(), at: *at });
            }
        }
        match required.iter().find(|name| !used(name)) {
            Some(name) => Err(TemplateError::Missing { name: (*name).to_owned() }),
            None => Ok(Self(parts)),
        }
    }

    /// Fills the names in; each needs a value, more values do no harm.
    pub fn fill(&self, values: &[(&str, &str)]) -> Result<String, TemplateError> {
        let mut text = String::new();
        for part in &self.0 {
            text.push_str(match part {
                Part::Text(text) => text,
                Part::Name(name, at) => values
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, value)| value)
                    .ok_or_else(|| TemplateError::Unknown { name: name.clone(), at: *at })?,
            });
        }
        Ok(text)
    }
}

/// Fills a template's names in; refuses names without a value.
pub fn render(template: &str, values: &[(&str, &str)]) -> Result<String, TemplateError> {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    Template::parse(template, &names, &[])?.fill(values)
}

fn parts(text: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut letters = text.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '{' | '}' if letters.next_if(|(_, next)| *next == letter).is_some() => plain.push(letter),
            '{' => {
                let mut name = String::new();
                loop {
                    match letters.next() {
                        Some((_, '}')) if !name.is_empty() => break,
                        Some((_, next)) if next.is_ascii_alphanumeric() || next == '_' => name.push(next),
                        _ => return Err(TemplateError::Brace { at }),
                    }
                }
                parts.push(Part::Text(std::mem::take(&mut plain)));
                parts.push(Part::Name(name, at));
            }
            '}' => return Err(TemplateError::Brace { at }),
            other => plain.push(other),
        }
    }
    parts.push(Part::Text(plain));
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in() {
        let values = [("candidate", "林𠮷安"), ("link", "https://example.com/i/x")];
        assert_eq!(
            render("{candidate}您好：\n请打开 {link}", &values).unwrap(),
            "林𠮷安您好：\n请打开 https://example.com/i/x"
        );
        assert_eq!(render("a {{b}} c", &values).unwrap(), "a {b} c");
        assert_eq!(render("", &[]).unwrap(), "");
    }

    #[test]
    fn a_value_is_never_searched_for_names() {
        assert_eq!(render("{a}", &[("a", "{b} {{"), ("b", "x")]).unwrap(), "{b} {{");
    }

    #[test]
    fn unknown_names_are_refused() {
        let error = render("{candidat}", &[("candidate", "x")]).unwrap_err();
        assert_eq!(error, TemplateError::Unknown { name: "candidat".to_owned(), at: 0 });
        assert_eq!(error.code(), "template.unknown_name");
    }

    #[test]
    fn a_template_without_a_name_that_must_be_there_is_refused() {
        let error = Template::parse("Dear {candidate}", &["candidate"], &["link"]).unwrap_err();
        assert_eq!(error, TemplateError::Missing { name: "link".to_owned() });
        assert!(Template::parse("{candidate} {link}", &["candidate"], &["link"]).is_ok());
    }

    #[test]
    fn a_name_without_a_value_is_refused_when_it_is_filled() {
        let template = Template::parse("{link}", &[], &["link"]).unwrap();
        assert_eq!(template.fill(&[]).unwrap_err().code(), "template.unknown_name");
    }

    #[test]
    fn lone_braces_are_refused_with_their_place() {
        for (text, at) in [("{", 0), ("伯乐 {", 3), ("a}", 1), ("{}", 0), ("{a b}", 0), ("{a", 0), ("{名}", 0)] {
            assert_eq!(render(text, &[("a", "x")]).unwrap_err(), TemplateError::Brace { at }, "{text}");
        }
    }
}

//! From the text of a résumé (简历) to what can be known from it safely: how to reach the person, the name, and where each
//! section stands. Chinese and English.
//!
//! Every finding carries the place it was read from and how sure it is. What is not found stays text: nothing is ever
//! invented, completed or guessed. It reads no files and talks to nobody.

mod contact;
mod heading;
mod line;
mod link;
mod name;
mod normalise;
mod phone;
mod profile;

pub use normalise::normalise;
pub use profile::{Field, Profile, Section, SectionKind};

/// Reads a résumé. The spans of the result count code points of the result's own text, which is the normalised input.
#[must_use]
pub fn understand(text: &str) -> Profile {
    let text = normalise(text);
    let chars: Vec<char> = text.chars().collect();
    let lines = line::lines(&chars);
    let sections = heading::sections(&chars, &lines);
    let head_end = sections.first().map_or(chars.len(), |section| section.heading.start as usize);
    let name = name::find(&chars, &lines, head_end);
    let emails = contact::emails(&chars);
    let phones = phone::find(&chars);
    let links = link::find(&chars, head_end);
    Profile { text, name, phones, emails, links, sections }
}

#[cfg(test)]
mod tests;

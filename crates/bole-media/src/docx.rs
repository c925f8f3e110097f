//! DOCX: a ZIP of XML parts, read within R-FILE-1's limits. It must never open a nested archive, follow a reference out of
//! the file, or honour a document type definition.

pub(crate) mod archive;
pub(crate) mod body;

use crate::{DocumentKind, DocumentText, Unreadable, Warning, tidy};
use archive::Archive;

/// Reads a DOCX.
pub(crate) fn read(bytes: &[u8]) -> Result<DocumentText, Unreadable> {
    let mut archive = Archive::open(bytes)?;
    let main = archive.main_part()?;
    let mut parts = Vec::new();
    let mut warnings = Vec::new();
    let body = archive.read(&main, body::text)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    for part in archive.parts(&folder, "header") {
        push_side_part(&mut archive, &part, &mut parts, &mut warnings)?;
    }
    parts.push(body);
    for kind in ["footnotes", "endnotes", "footer"] {
        for part in archive.parts(&folder, kind) {
            push_side_part(&mut archive, &part, &mut parts, &mut warnings)?;
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    tidy::finish(DocumentKind::Docx, &[parts.join("\n\n")], None, warnings)
}

/// Headers repeat for first, odd and even pages: the same text is taken once. A damaged one does not cost the body.
fn push_side_part(
    archive: &mut Archive<'_>,
    part: &str,
    parts: &mut Vec<String>,
    warnings: &mut Vec<Warning>,
) -> Result<(), Unreadable> {
    match archive.read(part, body::text) {
        Ok(text) if parts.contains(&text) => Ok(()),
        Ok(text) => {
            parts.push(text);
            Ok(())
        }
        Err(Unreadable::Damaged) => {
            warnings.push(Warning::PartlyDamaged);
            Ok(())
        }
        Err(reason) => Err(reason),
    }
}

#[cfg(test)]
mod tests;

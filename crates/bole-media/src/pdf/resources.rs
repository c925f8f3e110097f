//! Looking things up in a PDF's dictionaries: through references, and for pages through their parents. Nothing here may
//! follow a chain without a limit.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Page trees are shallow; deeper ones are cycles or attacks.
const MAX_PARENTS: usize = 64;

/// The dictionary's value for a key, with references followed.
pub(super) fn lookup<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    dictionary.get_deref(key, document).ok()
}

/// The same where the value is a dictionary or a stream with one.
pub(super) fn lookup_dictionary<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    match lookup(document, dictionary, key)? {
        Object::Dictionary(found) => Some(found),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// An object with references followed.
pub(super) fn resolve<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, found)| found)
}

/// A page's own or inherited value.
pub(super) fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..MAX_PARENTS {
        if let Some(found) = lookup(document, node, key) {
            return Some(found);
        }
        node = lookup_dictionary(document, node, b"Parent")?;
    }
    None
}

/// A number, whole or not.
pub(super) fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|number| number.is_finite())
}

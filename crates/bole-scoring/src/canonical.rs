//! One way to write a value as JSON, and its hash: sorted keys, no blanks, the shortest digits of each number.
//!
//! Two programs that agree on a value must agree on these bytes; a float that is not finite is never written.

use ring::digest::{SHA256, digest};
use serde::Serialize;
use serde_json::Value;

#[cfg(test)]
mod tests;

/// The canonical JSON of a value; `None` when it has no JSON form.
#[must_use]
pub fn canonical_json<T: Serialize>(value: &T) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    let mut text = String::new();
    write(&value, &mut text);
    Some(text)
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            // Sorted here: whether the map keeps an order of its own depends on features other crates turn on.
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by(|left, right| left.0.cmp(right.0));
            text.push('{');
            for (index, (key, value)) in fields.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(&Value::String(key.clone()), text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// The SHA-256 of some bytes in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|it| format!("{it:02x}")).collect()
}

//! Tests of canonical JSON.

use std::collections::HashMap;

use super::{canonical_json, sha256_hex};

#[test]
fn keys_are_sorted_at_every_depth() {
    let value = HashMap::from([("b", HashMap::from([("z", 1.5), ("a", 0.1)])), ("a", HashMap::new())]);
    assert_eq!(canonical_json(&value).as_deref(), Some(r#"{"a":{},"b":{"a":0.1,"z":1.5}}"#));
}

#[test]
fn text_is_escaped_and_lists_keep_their_order() {
    assert_eq!(canonical_json(&["b\"", "a\n", "𠮷"]).as_deref(), Some(r#"["b\"","a\n","𠮷"]"#));
}

#[test]
fn the_hash_is_sha_256() {
    assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

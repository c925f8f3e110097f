//! The contract's document: committed, complete, and every operation says what it asks for.

use std::collections::BTreeSet;

use bole_domain::module::Module;
use bole_domain::staff::Permission;
use serde_json::Value;

/// Every operation of the document: path, method, operation.
pub fn operations() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(bole_http::openapi_document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push((path.clone(), method.clone(), operation.clone()));
        }
    }
    operations
}

/// Whether the candidate's host serves it.
pub fn is_on_main(operation: &Value) -> bool {
    operation["servers"][0]["url"] == "https://{host}"
}

#[test]
fn the_committed_document_is_the_one_the_handlers_make() {
    let fresh = bole_http::openapi_text().unwrap();
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");
    let committed = std::fs::read_to_string(committed).unwrap_or_default();
    assert!(committed.trim_end() == fresh.trim_end(), "openapi.json is not current; run: cargo xtask codegen");
}

#[test]
fn every_operation_names_what_it_asks_for_and_the_host_it_is_served_on() {
    let permissions: BTreeSet<String> = Permission::ALL
        .iter()
        .map(|it| serde_json::to_value(it).unwrap().as_str().unwrap().to_owned())
        .chain(["public", "signed_in", "candidate"].map(str::to_owned))
        .collect();
    for (path, method, operation) in operations() {
        let asked = operation["x-permission"].as_str().unwrap_or("nothing");
        assert!(permissions.contains(asked), "{method} {path} asks for {asked}");
        assert!(
            is_on_main(&operation) || operation["servers"][0]["url"] == "https://console.{host}",
            "{method} {path}"
        );
    }
}

#[test]
fn every_operation_names_the_module_it_belongs_to() {
    for (path, method, operation) in operations() {
        let module = operation["x-module"].as_str().unwrap_or("nothing");
        assert!(Module::from_code(module).is_some(), "{method} {path} belongs to {module}; declare x-module");
    }
}

#[test]
fn no_two_operations_have_the_same_name() {
    let mut seen = BTreeSet::new();
    for (path, method, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(seen.insert(name.clone()), "{method} {path} is called {name} like another one");
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = serde_json::to_value(bole_http::openapi_document()).unwrap();
    let text = document.to_string();
    let references = text.split("\"$ref\":\"#/components/schemas/").skip(1).filter_map(|it| it.split('"').next());
    let known = document["components"]["schemas"].as_object().unwrap();
    let missing: BTreeSet<&str> = references.filter(|it| !known.contains_key(*it)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_document_is_the_same_every_time_it_is_made() {
    let first = bole_http::openapi_text().unwrap();
    for _ in 0..5 {
        assert!(bole_http::openapi_text().unwrap() == first);
    }
}

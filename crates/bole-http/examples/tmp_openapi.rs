//! tmp
fn main() {
    println!("{}", bole_http::openapi_document().to_pretty_json().unwrap());
}

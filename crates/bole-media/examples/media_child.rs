//! The child process by itself, as `bole media-child` runs it: the tests start it, and a person can feed it a document.
//! It must do nothing but call the library.

fn main() {
    std::process::exit(bole_media::child_main());
}

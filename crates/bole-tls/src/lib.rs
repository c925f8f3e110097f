//! Certificates: loaded, judged, exchanged while the server goes on, made for a demonstration. And the listener that uses them.
//!
//! It knows no noun of the product, never logs a key, and never lets a bad new certificate displace a good old one.

mod certificate;
mod error;
mod files;
mod listener;
mod own;
mod redirect;
mod shelf;

pub use certificate::{Certificate, SOON_MS};
pub use error::CertificateError;
pub use files::CertificateFiles;
pub use listener::TlsListener;
pub use own::{Own, self_signed};
pub use redirect::{Answers, redirect};
pub use shelf::Shelf;

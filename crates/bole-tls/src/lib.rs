//! Certificates: loaded, got by ACME, judged, exchanged while the server goes on, made for a demonstration. And the listener.
//!
//! It knows no noun of the product, never logs a key, and never lets a bad new certificate displace a good old one.

mod acme;
mod authority;
mod certificate;
mod error;
mod files;
mod listener;
mod own;
mod redirect;
mod shelf;

pub use acme::{Acme, AcmeError, LETS_ENCRYPT};
pub use certificate::{Certificate, SOON_MS};
pub use error::CertificateError;
pub use files::CertificateFiles;
pub use listener::TlsListener;
pub use own::{Own, self_signed};
pub use redirect::{Answers, redirect};
pub use shelf::Shelf;

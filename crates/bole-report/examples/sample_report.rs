//! Writes the four sample reports (two languages, two editions) into a folder, for people who want to look at them.
//!
//! It writes nothing else and nowhere else.

use std::path::PathBuf;

use bole_domain::locale::Locale;
use bole_report::{Edition, Fonts, render};

#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: sample_report FOLDER")?);
    let fonts = Fonts::new(Vec::new());
    for locale in [Locale::Zh, Locale::En] {
        for (edition, name) in [(Edition::Hr, "hr"), (Edition::Candidate, "candidate")] {
            let start = std::time::Instant::now();
            let pdf = render(&fonts, &sample::report(locale, edition))?;
            let path = folder.join(format!("report-{}-{name}.pdf", locale.code()));
            println!("{} {} bytes, {} ms", path.display(), pdf.len(), start.elapsed().as_millis());
            std::fs::write(path, pdf)?;
        }
    }
    Ok(())
}

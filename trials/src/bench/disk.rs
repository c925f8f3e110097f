//! What the disk can do: appends of 1 kB, each made permanent before the next. Nothing that acknowledges can be faster alone.

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;

use super::BenchOptions;
use super::table::Table;

/// Rounds of one second; the median counts.
const ROUNDS: u32 = 5;

/// Measures appends per second, and rewrites of a file that keeps its length, as a reused write-ahead log does.
///
/// # Errors
/// When the disk refuses.
pub fn measure(folder: &Path, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    let path = folder.join("appends");
    let mut file = File::create(&path).context("Making a file")?;
    let appends = rate(options, &mut file, |_| Ok(()))?;
    table.note("raw fdatasync of 1 kB appends, one at a time", format!("{appends:.0} per second"));
    let rewrites = rate(options, &mut file, |file| file.rewind())?;
    table.note("raw fdatasync of 1 kB rewritten in place", format!("{rewrites:.0} per second"));
    std::fs::remove_file(&path).context("Removing a file")
}

fn rate(
    options: &BenchOptions,
    file: &mut File,
    place: impl Fn(&mut File) -> std::io::Result<()>,
) -> anyhow::Result<f64> {
    let length = options.seconds(1);
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let (began, mut count) = (Instant::now(), 0_u32);
        while began.elapsed() < length {
            place(file).context("Rewinding")?;
            file.write_all(&[b'x'; 1024]).context("Writing")?;
            file.sync_data().context("Making a write permanent")?;
            count += 1;
        }
        rates.push(f64::from(count) / began.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates[rates.len() / 2])
}

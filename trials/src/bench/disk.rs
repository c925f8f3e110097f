//! What the disk can do: appends of 1 kB, each made permanent before the next. Nothing that acknowledges can be faster alone.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;

use super::BenchOptions;
use super::table::Table;

/// Rounds of one second; the median counts.
const ROUNDS: u32 = 5;

/// Measures appends per second.
///
/// # Errors
/// When the disk refuses.
pub fn measure(folder: &Path, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    let path = folder.join("appends");
    let mut file = std::fs::File::create(&path).context("Making a file")?;
    let length = options.seconds(1);
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let (began, mut count) = (Instant::now(), 0_u32);
        while began.elapsed() < length {
            file.write_all(&[b'x'; 1024]).context("Appending")?;
            file.sync_data().context("Making an append permanent")?;
            count += 1;
        }
        rates.push(f64::from(count) / began.elapsed().as_secs_f64());
    }
    std::fs::remove_file(&path).context("Removing a file")?;
    rates.sort_by(f64::total_cmp);
    let median = rates[rates.len() / 2];
    table.note("raw fdatasync of 1 kB appends, one at a time", format!("{median:.0} per second"));
    Ok(())
}

//! What the machine says about disk and memory; `None` where it does not say.

use std::path::Path;

const MIB: u64 = 1 << 20;
/// A page of memory on every machine this runs on.
const PAGE: u64 = 4096;

/// Free space where the data lies, MB.
pub fn free_mb(data: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(data).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize) / MIB)
}

/// Memory that this process keeps in use, bytes.
pub fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

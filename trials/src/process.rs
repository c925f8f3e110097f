//! What the kernel says about a running process, and how many files this one may open. Linux only.

use anyhow::Context as _;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Kernel ticks per second on every Linux there is (`USER_HZ`).
const TICKS_PER_SECOND: u64 = 100;

/// Memory of a process that is in RAM now, bytes.
///
/// # Errors
/// When the process is gone.
pub fn resident_bytes(pid: u32) -> anyhow::Result<u64> {
    status_kib(pid, "VmRSS:").map(|it| it * 1024)
}

/// The most memory that was in RAM since the start or the last [`forget_peak`], bytes.
///
/// # Errors
/// When the process is gone.
pub fn peak_resident_bytes(pid: u32) -> anyhow::Result<u64> {
    status_kib(pid, "VmHWM:").map(|it| it * 1024)
}

/// Makes the present memory the peak.
///
/// # Errors
/// When the process is gone or belongs to somebody else.
pub fn forget_peak(pid: u32) -> anyhow::Result<()> {
    std::fs::write(format!("/proc/{pid}/clear_refs"), "5").context("Resetting a process's peak memory")
}

/// Processor time used by all threads of a process so far, in milliseconds, in steps of 10.
///
/// # Errors
/// When the process is gone.
pub fn cpu_ms(pid: u32) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("Reading a process's time")?;
    // The name may hold spaces and brackets; everything after the last bracket is numbers.
    let (_, rest) = text.rsplit_once(')').context("Reading a process's time")?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut next = || fields.next().and_then(|it| it.parse::<u64>().ok()).context("Reading a process's time");
    Ok((next()? + next()?) * 1000 / TICKS_PER_SECOND)
}

/// Lets this process and those it starts open as many files as the system allows.
///
/// # Errors
/// When even that is fewer than `wanted`.
pub fn raise_file_limit(wanted: u64) -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    anyhow::ensure!(most >= wanted, "this needs {wanted} open files and the system allows {most} (ulimit -Hn)");
    if limit.current.is_some_and(|it| it < most) {
        setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: Some(most) })
            .context("Raising the number of open files")?;
    }
    Ok(())
}

fn status_kib(pid: u32, name: &str) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).context("Reading a process's memory")?;
    let line = text.lines().find_map(|it| it.strip_prefix(name)).context("Reading a process's memory")?;
    line.trim().trim_end_matches(" kB").parse().context("Reading a process's memory")
}

#[cfg(test)]
mod tests {
    use super::{cpu_ms, peak_resident_bytes, resident_bytes};

    #[test]
    fn this_process_has_memory_and_time() {
        let me = std::process::id();
        assert!(resident_bytes(me).unwrap() > 100_000);
        assert!(peak_resident_bytes(me).unwrap() >= 100_000);
        assert!(cpu_ms(me).is_ok());
    }
}

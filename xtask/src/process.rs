//! Child processes: run them, watch them, read them. It never hides what it starts.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context as _, bail};

/// How a watched process ended and what it printed on both streams.
pub struct Ended {
    /// Whether it reported success.
    pub is_success: bool,
    /// Everything it printed, in the order it arrived per stream.
    pub output: String,
}

/// Runs a command with its output on stderr; fails if it does.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    announce(command);
    let status = command.stdin(Stdio::null()).stdout(std::io::stderr()).status();
    let status = status.with_context(|| format!("Starting {}", describe(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", describe(command));
    }
    Ok(())
}

/// Runs a command whose output is shown on stderr as it comes and kept as well.
pub fn watch(command: &mut Command) -> anyhow::Result<Ended> {
    announce(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("Starting {}", describe(command)))?;
    let stdout = child.stdout.take().context("The child has no stdout")?;
    let stderr = child.stderr.take().context("The child has no stderr")?;
    let other = thread::spawn(move || copy(stdout));
    let mut output = copy(stderr);
    output.push_str(&other.join().unwrap_or_default());
    let status = child.wait().with_context(|| format!("Waiting for {}", describe(command)))?;
    Ok(Ended { is_success: status.success(), output })
}

/// The standard output of a command that has to succeed.
pub fn read(command: &mut Command) -> anyhow::Result<String> {
    announce(command);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("Starting {}", describe(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", describe(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("Reading the output of {}", describe(command)))
}

/// Whether a command can be started and succeeds; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|it| it.success())
}

/// The command as a person would type it.
pub fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|it| it.to_string_lossy().into_owned()));
    words.join(" ")
}

fn announce(command: &Command) {
    let text = describe(command);
    let first_line = text.lines().next().unwrap_or_default();
    eprintln!("$ {first_line}");
}

fn copy(stream: impl Read) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|it| it > 0) {
        let text = String::from_utf8_lossy(&line);
        // A closed stderr must not end the run: its result is what counts.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        kept.push_str(&text);
        line.clear();
    }
    kept
}

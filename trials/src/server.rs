//! The real server as a child process: started, killed, ended, by its own id and no other.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long a server may take to say where it listens.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How long a server may take to end in order.
const END_LIMIT: Duration = Duration::from_secs(10);

/// A server that runs. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// The port it listens on.
    pub port: u16,
    /// How long it took to say so.
    pub started_in: Duration,
}

/// A server that has not said yet where it listens.
#[derive(Debug)]
pub struct Starting {
    child: Child,
    began: Instant,
}

impl Starting {
    /// Starts `bole serve` on a data directory; port 0 takes a free one.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn serve(program: &Path, data: &Path, port: u16) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(data).args(["--port", &port.to_string(), "--print-json"]);
        Self::run(command)
    }

    /// Starts a program that prints one line of JSON with its candidates' address.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn run(mut command: Command) -> anyhow::Result<Self> {
        // Configuration of the surrounding shell must not reach the trial.
        command.env_remove("BOLE_DATABASE").env_remove("BOLE_ROOT_KEY_FILE");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let began = Instant::now();
        let child = command.spawn().with_context(|| format!("Starting {:?}", command.as_std().get_program()))?;
        Ok(Self { child, began })
    }

    /// Kills it before it listens.
    ///
    /// # Errors
    /// When it had ended by itself, which is a finding.
    pub async fn kill(self) -> anyhow::Result<()> {
        kill(self.child).await
    }

    /// Waits until it says where it listens.
    ///
    /// # Errors
    /// When it ends, or says nothing in time.
    pub async fn listening(self) -> anyhow::Result<Server> {
        let Self { mut child, began } = self;
        let stdout = child.stdout.take().context("The server has no stdout")?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(START_LIMIT, lines.next_line()).await;
        let line = line.context("The server did not say where it listens")?.context("Reading what the server says")?;
        let Some(line) = line else {
            let status = child.wait().await.context("Waiting for the server")?;
            bail!("the server ended before it listened ({status})");
        };
        Ok(Server { child, port: port_of(&line)?, started_in: began.elapsed() })
    }
}

impl Server {
    /// Starts `bole serve` on a data directory and waits until it listens; port 0 takes a free one.
    ///
    /// # Errors
    /// When it ends, or says nothing in time.
    pub async fn start(program: &Path, data: &Path, port: u16) -> anyhow::Result<Self> {
        Starting::serve(program, data, port)?.listening().await
    }

    /// The process.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("The server has ended")
    }

    /// Kills it as a power cut would: SIGKILL, no warning.
    ///
    /// # Errors
    /// When it had ended by itself, which is a finding.
    pub async fn kill(self) -> anyhow::Result<()> {
        kill(self.child).await
    }

    /// Ends it in order: SIGTERM, then waiting.
    ///
    /// # Errors
    /// When it does not end in time or says that it failed.
    pub async fn end(mut self) -> anyhow::Result<()> {
        let id = i32::try_from(self.pid()?).context("Reading the server's id")?;
        let pid = rustix::process::Pid::from_raw(id).context("Reading the server's id")?;
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).context("Ending the server")?;
        let status = tokio::time::timeout(END_LIMIT, self.child.wait()).await.context("The server does not end")?;
        let status = status.context("Waiting for the server")?;
        anyhow::ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

async fn kill(mut child: Child) -> anyhow::Result<()> {
    if let Some(status) = child.try_wait().context("Looking at the server")? {
        bail!("the server ended by itself ({status})");
    }
    child.kill().await.context("Killing the server")
}

fn port_of(line: &str) -> anyhow::Result<u16> {
    let json: serde_json::Value = serde_json::from_str(line).with_context(|| format!("The server says {line:?}"))?;
    let address = json["candidate"].as_str().context("The server names no address for candidates")?;
    let port = address.rsplit(':').next().and_then(|it| it.parse().ok());
    port.with_context(|| format!("There is no port in {address:?}"))
}

/// The server beside the program that runs: `target/<profile>/bole`, also seen from `target/<profile>/deps`.
///
/// # Errors
/// When it was not built.
pub fn beside_this_program() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe().context("Finding this program")?;
    let folders = here.ancestors().skip(1).take(2);
    let name = format!("bole{}", std::env::consts::EXE_SUFFIX);
    let found = folders.map(|it| it.join(&name)).find(|it| it.is_file());
    found.with_context(|| {
        format!("there is no `bole` beside {}; build it first with `cargo build --package bole`", here.display())
    })
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn the_port_is_read_from_what_the_server_prints() {
        let line = r#"{"console":"http://console.localhost:81","candidate":"http://localhost:80","setup_link":null}"#;
        assert_eq!(port_of(line).unwrap(), 80);
        assert!(port_of(r#"{"candidate":"http://localhost"}"#).is_err());
        assert!(port_of("Listening").is_err());
    }
}

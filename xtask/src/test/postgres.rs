//! A private PostgreSQL for one test run: own folder, own port, gone at the end however the run ends.
//!
//! A small shell supervises it. It waits on a pipe from this process; when the pipe closes (the run is over, was
//! interrupted or killed) it stops the server it started and removes the folder. It never touches another server.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

use crate::needs;

/// Where Debian keeps the versions of PostgreSQL.
const VERSIONS: &str = "/usr/lib/postgresql";

/// `$1` holds the binaries, `$2` is the port. Durability is off: these tests end the server's clients, not its machine.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
dir=$(mktemp -d "${TMPDIR:-/tmp}/bole-postgres.XXXXXX") || exit 1
give_up() { cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
"$1/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync >"$dir/log" 2>&1 || give_up
"$1/postgres" -D "$dir/data" -k "$dir" -h 127.0.0.1 -p "$2" -c fsync=off -c full_page_writes=off \
  -c max_connections=300 -c shared_buffers=64MB >>"$dir/log" 2>&1 &
server=$!
tries=0
until "$1/pg_isready" --quiet --host=127.0.0.1 --port="$2"; do
  tries=$((tries + 1))
  if [ "$tries" -gt 200 ] || ! kill -0 "$server" 2>/dev/null; then kill -QUIT "$server" 2>/dev/null; give_up; fi
  sleep 0.1
done
echo ready
while read -r _; do :; done
kill -INT "$server"
wait "$server"
rm -rf "$dir"
"#;

/// The running server; dropping it stops it.
pub struct Postgres {
    supervisor: Child,
    port: u16,
}

impl Postgres {
    /// Starts a fresh, empty server.
    pub fn start() -> anyhow::Result<Self> {
        let binaries = newest_binaries(Path::new(VERSIONS)).context("PostgreSQL's server programs are missing")?;
        let listener = TcpListener::bind("127.0.0.1:0").context("Looking for a free port")?;
        let port = listener.local_addr().context("Looking for a free port")?.port();
        drop(listener);
        // The server refuses to run as root, so root hands everything to the user of Debian's package.
        let mut command = if needs::is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        command.args(["-c", SUPERVISOR, "bole-postgres"]).arg(&binaries).arg(port.to_string()).current_dir("/");
        let mut supervisor =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("Starting PostgreSQL")?;
        let mut line = String::new();
        let stdout = supervisor.stdout.take().context("The supervisor has no stdout")?;
        BufReader::new(stdout).read_line(&mut line).context("Waiting for PostgreSQL")?;
        let postgres = Self { supervisor, port };
        if line.trim() != "ready" {
            bail!("PostgreSQL did not start; its log stands above");
        }
        eprintln!("PostgreSQL runs on port {port}");
        Ok(postgres)
    }

    /// The address of an administrator's connection.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        if let Err(error) = self.supervisor.wait() {
            eprintln!("PostgreSQL's supervisor cannot be waited for: {error}");
        }
    }
}

/// The folder of server programs of the highest version.
fn newest_binaries(versions: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(versions).ok()?.filter_map(Result::ok);
    let numbered =
        entries.filter_map(|it| Some((it.file_name().to_str()?.parse::<u32>().ok()?, it.path().join("bin"))));
    numbered.filter(|(_, it)| it.join("initdb").exists()).max().map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::{Postgres, VERSIONS, newest_binaries};
    use std::net::TcpStream;
    use std::path::Path;

    #[test]
    fn the_newest_version_with_a_server_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        for (version, program) in [("9", "initdb"), ("15", "initdb"), ("16", "psql")] {
            let binaries = folder.path().join(version).join("bin");
            std::fs::create_dir_all(&binaries).unwrap();
            std::fs::write(binaries.join(program), "").unwrap();
        }
        assert_eq!(newest_binaries(folder.path()), Some(folder.path().join("15/bin")));
        assert_eq!(newest_binaries(&folder.path().join("none")), None);
    }

    #[test]
    fn the_server_answers_until_it_is_dropped_and_leaves_nothing_behind() {
        if newest_binaries(Path::new(VERSIONS)).is_none() {
            eprintln!("skipped: Debian's package postgresql is not installed");
            return;
        }
        let postgres = Postgres::start().unwrap();
        let port = postgres.port;
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(postgres);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}

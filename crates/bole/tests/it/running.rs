//! The real server as a child process, and requests to it over a real connection.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A server that runs; it is killed with the test.
pub struct Running {
    child: Child,
    /// What it said about its addresses.
    pub said: Value,
    log: PathBuf,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    /// A header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|it| it.split_once(": "));
        lines.into_iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|it| panic!("{it}: {} {}", self.status, self.body))
    }
}

impl Running {
    /// Starts it; `log` takes what it writes to stderr.
    pub fn start(mut command: Command, log: PathBuf) -> Self {
        let file = std::fs::File::create(&log).expect("a file");
        command.args(["--print-json"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file);
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its stdout");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let said = serde_json::from_str(&line);
        let said =
            said.unwrap_or_else(|it| panic!("{it}: {line} {}", std::fs::read_to_string(&log).unwrap_or_default()));
        Self { child, said, log }
    }

    pub fn port(&self) -> u16 {
        let address = self.said["candidate"].as_str().expect("an address");
        address.rsplit(':').next().and_then(|it| it.parse().ok()).expect("a port")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("the log")
    }

    /// Ends it and gives its log.
    pub fn end(mut self) -> String {
        self.signal(rustix::process::Signal::TERM);
        self.child.wait().expect("it ends");
        self.log()
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = i32::try_from(self.child.id()).expect("a process");
        rustix::process::kill_process(rustix::process::Pid::from_raw(id).expect("a process"), signal)
            .expect("a signal");
    }

    /// Sends a request without TLS; `headers` are whole lines.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Reply {
        ask(TcpStream::connect(("127.0.0.1", self.port())).expect("a connection"), method, path, headers, body)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Sends a request over any stream.
pub fn ask(
    mut stream: impl std::io::Read + std::io::Write,
    method: &str,
    path: &str,
    headers: &[&str],
    body: &[u8],
) -> Reply {
    let lines: String = headers.iter().map(|it| format!("{it}\r\n")).collect();
    let head =
        format!("{method} {path} HTTP/1.1\r\n{lines}connection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).expect("to send");
    stream.write_all(body).expect("to send");
    stream.flush().expect("to send");
    let mut bytes = Vec::new();
    // A TLS stream that is closed without a farewell is an error after the answer.
    drop(stream.read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

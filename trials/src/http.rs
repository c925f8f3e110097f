//! A lean HTTP/1.1 client over one kept connection, so that the load costs the server's processors little.
//!
//! It hands bodies on as they are, also compressed ones, and follows no redirect.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest head of an answer, bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Which of the server's sites is asked, as whom.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The prefix of every request's head after its first line.
    headers: String,
}

impl Caller {
    /// A candidate's browser with this session.
    #[must_use]
    pub fn candidate(port: u16, token: &str) -> Self {
        let cookie = format!("cookie: bole_candidate={token}\r\n");
        Self { headers: format!("host: localhost:{port}\r\nx-bole-client: candidate\r\n{cookie}") }
    }

    /// A member of staff's browser; without a session before signing in.
    #[must_use]
    pub fn staff(port: u16, token: Option<&str>) -> Self {
        let cookie = token.map(|it| format!("cookie: bole_staff={it}\r\n")).unwrap_or_default();
        Self { headers: format!("host: console.localhost:{port}\r\nx-bole-client: console\r\n{cookie}") }
    }

    /// The same browser with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    fn get(&self, path: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers).into_bytes()
    }

    fn post(&self, path: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\n{}content-type: application/json\r\ncontent-length: {length}\r\n\r\n",
            self.headers
        );
        let mut request = Vec::with_capacity(head.len() + length);
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(body);
        request
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("Status {} and no JSON", self.status))
    }

    /// The answer, if the server did what was asked.
    ///
    /// # Errors
    /// With status and body otherwise.
    pub fn demand_ok(self) -> anyhow::Result<Self> {
        if self.status == 200 {
            return Ok(self);
        }
        bail!("the server answers {}: {}", self.status, String::from_utf8_lossy(&self.body));
    }
}

/// One kept connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects to a server on this machine.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.context("Connecting")?;
        stream.set_nodelay(true).context("Connecting")?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Asks for something.
    ///
    /// # Errors
    /// When the connection breaks; whether the server did something is unknown then.
    pub async fn get(&mut self, caller: &Caller, path: &str) -> anyhow::Result<Answer> {
        self.exchange(&caller.get(path)).await
    }

    /// Sends something.
    ///
    /// # Errors
    /// As [`Connection::get`].
    pub async fn post(&mut self, caller: &Caller, path: &str, body: &[u8]) -> anyhow::Result<Answer> {
        self.exchange(&caller.post(path, body)).await
    }

    async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await.context("Sending")?;
        let (head, status, length) = self.head().await?;
        self.buffer.drain(..head);
        let body = match length {
            Length::Known(length) => self.take(length).await?,
            Length::Chunks => self.chunks().await?,
        };
        Ok(Answer { status, body })
    }

    /// The next so many bytes.
    async fn take(&mut self, length: usize) -> anyhow::Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    async fn chunks(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                match self.buffer.windows(2).position(|it| it == b"\r\n") {
                    Some(end) => break end,
                    None => self.more().await?,
                }
            };
            let line = self.take(end + 2).await?;
            let size = std::str::from_utf8(&line[..end]).ok().and_then(|it| usize::from_str_radix(it, 16).ok());
            let size = size.context("Reading the size of a chunk")?;
            let chunk = self.take(size + 2).await?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }

    /// Opens a WebSocket over this connection and gives the bare stream.
    ///
    /// # Errors
    /// When the server does not switch.
    pub async fn upgrade(mut self, caller: &Caller, path: &str) -> anyhow::Result<TcpStream> {
        // The key of RFC 6455's own example; nothing is proven by it here.
        let caller = caller.clone().with("connection", "Upgrade").with("upgrade", "websocket");
        let caller = caller.with("sec-websocket-version", "13").with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        self.stream.write_all(&caller.get(path)).await.context("Sending")?;
        let (_, status, _) = self.head().await?;
        anyhow::ensure!(status == 101, "the server answers {status} instead of switching to a WebSocket");
        Ok(self.stream)
    }

    /// Reads until the head is whole: its length, the status and the body's length.
    async fn head(&mut self) -> anyhow::Result<(usize, u16, Length)> {
        loop {
            if let Some(end) = self.buffer.windows(4).position(|it| it == b"\r\n\r\n") {
                let head = std::str::from_utf8(&self.buffer[..end]).context("Reading an answer's head")?;
                let (status, length) = read_head(head)?;
                return Ok((end + 4, status, length));
            }
            anyhow::ensure!(self.buffer.len() < LONGEST_HEAD, "the head of an answer is too long");
            self.more().await?;
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        let count = self.stream.read_buf(&mut self.buffer).await.context("Reading")?;
        anyhow::ensure!(count > 0, "the server closed the connection");
        Ok(())
    }
}

/// How long a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Known(usize),
    /// Each part says its own length.
    Chunks,
}

fn read_head(head: &str) -> anyhow::Result<(u16, Length)> {
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|it| it.split(' ').nth(1)).and_then(|it| it.parse::<u16>().ok());
    let status = status.context("Reading an answer's status")?;
    let mut length = None;
    for (name, value) in lines.filter_map(|it| it.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(Length::Known(value.trim().parse().context("Reading an answer's length")?));
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            length = Some(Length::Chunks);
        }
    }
    // Neither of these has a body.
    let length = if status == 101 || status == 204 { Some(Length::Known(0)) } else { length };
    Ok((status, length.context("an answer has no length")?))
}

#[cfg(test)]
mod tests {
    use super::{Length, read_head};

    #[test]
    fn a_head_gives_status_and_length() {
        assert_eq!(read_head("HTTP/1.1 200 OK\r\nContent-Length: 12\r\ndate: x").unwrap(), (200, Length::Known(12)));
        assert_eq!(read_head("HTTP/1.1 204 No Content").unwrap(), (204, Length::Known(0)));
        assert_eq!(read_head("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked").unwrap(), (200, Length::Chunks));
        assert!(read_head("nonsense").is_err());
    }
}

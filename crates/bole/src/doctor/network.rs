//! What others must reach, and what Bole must: the port, HTTPS for phones, the mail server.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::Finding;
use crate::cli::Listen;
use crate::tls::Tls;

const PATIENCE: Duration = Duration::from_secs(3);

/// Phones give camera, microphone and offline storage to HTTPS pages only; behind a proxy its three hosts must answer.
pub async fn https(listen: &Listen, tls: &Tls) -> Finding {
    const NAME: &str = "https";
    let is_local = listen.host == "localhost" || listen.host.ends_with(".localhost") || listen.host == "127.0.0.1";
    if is_local || tls.tls_cert.is_some() || tls.acme {
        return Finding::ok(NAME, listen.host.clone());
    }
    if !listen.behind_proxy {
        let detail = format!(
            "{} 没有 HTTPS，手机不会开放摄像头和离线保存 / without HTTPS phones give neither camera nor offline storage",
            listen.host
        );
        return Finding::broken(NAME, detail, format!("bole serve --host {} --behind-proxy", listen.host));
    }
    for host in listen.hosts() {
        if let Err(error) = reach(&host, 443).await {
            let detail = format!("连不上 / nobody answers at https://{host}: {error}");
            return Finding::warning(
                NAME,
                detail,
                "检查域名解析和代理 / look at the name's DNS entry and at the proxy",
            );
        }
    }
    Finding::ok(NAME, listen.hosts().join(" "))
}

/// The port is free, or Bole itself answers on it.
pub async fn port(listen: &Listen) -> Finding {
    let at = SocketAddr::new(listen.address, listen.port);
    match TcpListener::bind(at).await {
        Ok(_) => Finding::ok("port", format!("{at}")),
        Err(_) if answers(at).await => Finding::ok("port", format!("{at} · bole 正在运行 / bole runs")),
        Err(error) => Finding::broken("port", format!("{at}: {error}"), "bole serve --port 8081"),
    }
}

/// Whether what listens there is a Bole.
async fn answers(at: SocketAddr) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(at).await?;
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await?;
        Ok::<_, std::io::Error>(&answer == b"HTTP/1.1 204")
    };
    matches!(tokio::time::timeout(PATIENCE, ask).await, Ok(Ok(true)))
}

/// Whether somebody listens there.
///
/// # Errors
/// Why nobody was reached.
pub async fn reach(host: &str, port: u16) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("没有回应 / no answer".to_owned()),
    }
}

/// The host and port of an `http` or `https` address; `None` for an empty one.
#[must_use]
pub fn host_and_port(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().filter(|it| !it.is_empty())?;
    let usual = if scheme == "http" { 80 } else { 443 };
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => Some((host.to_owned(), port.parse().ok()?)),
        _ => Some((authority.to_owned(), usual)),
    }
}

#[cfg(test)]
mod tests {
    use super::host_and_port;

    #[test]
    fn an_address_names_its_host_and_port() {
        let cases = [
            ("https://sms.example.cn/send", Some(("sms.example.cn", 443))),
            ("http://127.0.0.1:8080/send?x=1", Some(("127.0.0.1", 8080))),
            ("https://[::1]/send", Some(("[::1]", 443))),
            ("", None),
            ("https://", None),
        ];
        for (url, expected) in cases {
            assert_eq!(host_and_port(url), expected.map(|(host, port)| (host.to_owned(), port)), "{url}");
        }
    }
}

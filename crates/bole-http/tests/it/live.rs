//! The live socket over a real connection: who may open it, what it says, and that it closes when an account is revoked.

use std::net::SocketAddr;
use std::time::Duration;

use bole_app::LiveTopic;
use bole_domain::staff::Role;
use bole_testkit::{Client, Site, TestApp};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

async fn serve(test: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = test.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A browser's end of a socket, as far as it is needed here.
struct Socket(TcpStream);

impl Socket {
    async fn open(address: SocketAddr, cookie: Option<&str>, origin: &str) -> (u16, Self) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let cookie = cookie.map(|it| format!("cookie: {it}\r\n")).unwrap_or_default();
        let request = format!(
            "GET /api/live HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\n{cookie}connection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            Site::Console.host()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let status = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap().parse().unwrap();
        (status, Self(stream))
    }

    /// The next frame: its kind and its bytes.
    async fn frame(&mut self) -> (u8, Vec<u8>) {
        let (head, length) = (self.0.read_u8().await.unwrap(), self.0.read_u8().await.unwrap());
        assert!(length < 126, "topics are short");
        let mut bytes = vec![0; usize::from(length)];
        self.0.read_exact(&mut bytes).await.unwrap();
        (head & 0x0f, bytes)
    }

    async fn topic(&mut self) -> String {
        let (kind, bytes) = timeout(Duration::from_secs(10), self.frame()).await.expect("something is said");
        assert_eq!(kind, 1, "a text: {bytes:?}");
        serde_json::from_slice::<Value>(&bytes).unwrap()["topic"].as_str().unwrap().to_owned()
    }
}

fn cookie(client: &Client) -> String {
    client.cookie().unwrap()
}

#[tokio::test]
async fn only_our_own_page_with_a_session_may_listen() {
    let test = TestApp::start().await;
    let address = serve(&test).await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let (own, other) = (Site::Console.origin(), "http://evil.example");
    assert_eq!(Socket::open(address, Some(&cookie(&admin)), own).await.0, 101);
    assert_eq!(Socket::open(address, Some(&cookie(&admin)), other).await.0, 403);
    assert_eq!(Socket::open(address, Some(&cookie(&admin)), Site::Candidate.origin()).await.0, 403);
    assert_eq!(Socket::open(address, None, own).await.0, 401);
    assert_eq!(Socket::open(address, Some("bole_staff=made-up"), own).await.0, 401);
}

#[tokio::test]
async fn topics_go_to_whoever_may_read_what_changed() {
    let test = TestApp::start().await;
    let address = serve(&test).await;
    let (admin, reviewer) = (test.as_role(Role::SuperAdmin, None).await, test.as_role(Role::Reviewer, None).await);
    let mut first = Socket::open(address, Some(&cookie(&admin)), Site::Console.origin()).await.1;
    let mut second = Socket::open(address, Some(&cookie(&reviewer)), Site::Console.origin()).await.1;
    test.app.tell(LiveTopic::Messages);
    test.app.tell(LiveTopic::Reviews);
    assert_eq!((first.topic().await, first.topic().await), ("messages".to_owned(), "reviews".to_owned()));
    assert_eq!(second.topic().await, "reviews", "a reviewer hears nothing of the outbox");
}

#[tokio::test]
async fn a_revoked_accounts_socket_closes_within_five_seconds() {
    let test = TestApp::start().await;
    let address = serve(&test).await;
    let (reviewer, id) = test.member(Role::Reviewer, None).await;
    let mut socket = Socket::open(address, Some(&cookie(&reviewer)), Site::Console.origin()).await.1;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    admin.post(&format!("/api/staff/{id}/revoke"), Value::Null).await.ok();
    let (kind, bytes) = timeout(Duration::from_secs(5), socket.frame()).await.expect("it closes in time");
    assert_eq!((kind, bytes.as_slice()), (8, [0x03, 0xf0].as_slice()), "closed by policy, 1008");
}

#[tokio::test]
async fn a_console_that_talks_or_sends_much_is_cut_off() {
    let test = TestApp::start().await;
    let address = serve(&test).await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let mut chatty = Socket::open(address, Some(&cookie(&admin)), Site::Console.origin()).await.1;
    chatty.0.write_all(&[0x81, 0x82, 0, 0, 0, 0, b'h', b'i']).await.unwrap();
    assert_eq!(timeout(Duration::from_secs(5), chatty.frame()).await.unwrap().0, 8);
    let mut flooding = Socket::open(address, Some(&cookie(&admin)), Site::Console.origin()).await.1;
    let mut frame = vec![0x82, 0xfe, 0x40, 0x00, 0, 0, 0, 0];
    frame.resize(16 * 1024 + 8, 7);
    // The server may close before it has read everything.
    let _ = flooding.0.write_all(&frame).await;
    let mut rest = Vec::new();
    let ended = timeout(Duration::from_secs(5), flooding.0.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is over");
}

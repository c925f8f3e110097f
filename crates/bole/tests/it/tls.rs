//! TLS as browsers meet it: the certificate in use, another one while the server runs, and one that does not serve.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::place::{Place, Said, program};
use crate::running::{Reply, Running, ask};

const HOSTS: [&str; 3] = ["localhost", "console.localhost", "files.localhost"];

/// A certificate that vouches for itself, valid until the end of a year.
fn certificate(hosts: &[&str], until_year: i32) -> (String, String) {
    let names: Vec<String> = hosts.iter().map(|it| (*it).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until_year, 12, 31);
    let key = KeyPair::generate().expect("a key");
    (params.self_signed(&key).expect("a certificate").pem(), key.serialize_pem())
}

fn put(place: &Place, (chain, key): &(String, String)) -> [PathBuf; 2] {
    let paths = [place.path("chain.pem"), place.path("key.pem")];
    fs::write(&paths[0], chain).expect("a file");
    fs::write(&paths[1], key).expect("a file");
    paths
}

fn serve(place: &Place, more: &[&str]) -> std::process::Command {
    let mut command = program();
    command.args(["serve", "--port", "0", "--backup-time", "off", "--data"]).arg(place.data());
    command.arg("--tls-cert").arg(place.path("chain.pem")).arg("--tls-key").arg(place.path("key.pem")).args(more);
    command
}

fn refused(place: &Place) -> Said {
    serve(place, &[]).output().expect("the program runs").into()
}

/// A request over TLS that trusts this certificate only; `None` when the handshake fails.
pub fn ask_tls(port: u16, trusted: &str, host: &str, path: &str) -> Option<Reply> {
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = RootCertStore::empty();
    roots.add(rustls::pki_types::CertificateDer::from_pem_slice(trusted.as_bytes()).expect("pem")).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = StreamOwned::new(client, TcpStream::connect(("127.0.0.1", port)).expect("a connection"));
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock).ok()?;
    }
    Some(ask(stream, "GET", path, &[&format!("host: {host}:{port}")], b""))
}

/// Waits for something that happens by itself.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn all_three_hosts_are_served_and_another_certificate_is_taken_over_without_a_restart() {
    let place = Place::empty();
    let (old, new) = (certificate(&HOSTS, 2200), certificate(&HOSTS, 2300));
    put(&place, &old);
    let server = Running::start(serve(&place, &[]), place.path("log"));
    assert!(server.said["console"].as_str().is_some_and(|it| it.starts_with("https://console.localhost:")));
    for host in HOSTS {
        let reply = ask_tls(server.port(), &old.0, host, "/livez").expect("a handshake");
        assert_eq!(reply.status, 204);
        assert_eq!(reply.header("strict-transport-security"), Some("max-age=31536000"));
    }
    // A bad one changes nothing.
    fs::write(place.path("chain.pem"), &new.0).expect("a file");
    server.signal(rustix::process::Signal::HUP);
    until("a word about the bad certificate", || server.log().contains("not used"));
    assert!(ask_tls(server.port(), &old.0, "localhost", "/livez").is_some(), "the old one stays in use");
    let expired = certificate(&HOSTS, 2021);
    put(&place, &expired);
    server.signal(rustix::process::Signal::HUP);
    until("a word about the expired certificate", || server.log().contains("expired on 2021-12-31"));
    assert!(ask_tls(server.port(), &old.0, "localhost", "/livez").is_some(), "the old one stays in use");
    put(&place, &new);
    server.signal(rustix::process::Signal::HUP);
    until("the new certificate", || ask_tls(server.port(), &new.0, "localhost", "/livez").is_some());
    assert!(ask_tls(server.port(), &old.0, "localhost", "/livez").is_none());
}

#[test]
fn a_certificate_that_does_not_serve_is_named_at_the_start_with_what_to_do() {
    let place = Place::empty();
    let cases = [
        (certificate(&HOSTS, 2021), "expired on 2021-12-31"),
        (certificate(&["localhost"], 2200), "does not name: console.localhost, files.localhost"),
        (certificate(&["localhost", "*.localhost"], 2021), "expired on 2021-12-31"),
        ((certificate(&HOSTS, 2200).0, certificate(&HOSTS, 2200).1), "does not belong"),
        (("hello".to_owned(), certificate(&HOSTS, 2200).1), "no certificate in PEM form"),
        ((certificate(&HOSTS, 2200).0, "hello".to_owned()), "no private key in PEM form"),
    ];
    for (files, expected) in cases {
        put(&place, &files);
        let said = refused(&place);
        assert_eq!(said.code, 1, "{expected}");
        assert!(said.stderr.contains(expected), "{expected}: {}", said.stderr);
    }
    put(&place, &certificate(&HOSTS, 2021));
    let server = Running::start(serve(&place, &["--allow-bad-certificate"]), place.path("log"));
    assert!(server.port() > 0, "told otherwise, it starts");
}

#[test]
fn plain_requests_are_sent_to_the_same_page_over_tls_and_never_elsewhere() {
    let place = Place::empty();
    put(&place, &certificate(&HOSTS, 2200));
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
    let server = Running::start(serve(&place, &["--redirect-port", &free.to_string()]), place.path("log"));
    let sent_to = |host: &str| {
        let stream = TcpStream::connect(("127.0.0.1", free)).expect("a connection");
        let reply = ask(stream, "GET", "/i/abc?x=1", &[&format!("host: {host}")], b"");
        assert_eq!(reply.status, 308);
        reply.header("location").expect("a location").to_owned()
    };
    let port = server.port();
    assert_eq!(sent_to("console.localhost"), format!("https://console.localhost:{port}/i/abc?x=1"));
    assert_eq!(sent_to("evil.example:80"), format!("https://localhost:{port}/i/abc?x=1"));
}

#[test]
fn the_doctor_looks_at_the_certificate() {
    let place = Place::empty();
    let doctor = |until_year: i32| {
        put(&place, &certificate(&HOSTS, until_year));
        fs::set_permissions(place.path("key.pem"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .expect("a mode");
        let mut command = program();
        command.args(["doctor", "--json", "--port", "0", "--data"]).arg(place.data());
        command.arg("--tls-cert").arg(place.path("chain.pem")).arg("--tls-key").arg(place.path("key.pem"));
        let said: Said = command.output().expect("the program runs").into();
        let found = said.json();
        let checks = found["checks"].as_array().expect("checks").clone();
        checks.iter().find(|it| it["name"] == "certificate").expect("the check")["state"].clone()
    };
    assert_eq!((doctor(2200), doctor(2021)), ("ok".into(), "broken".into()));
}

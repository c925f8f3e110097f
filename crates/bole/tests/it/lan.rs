//! A demonstration for phones: three ports at one address, the certificate that was printed, and a code to scan.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::Stdio;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned};

use crate::place::{Place, program};
use crate::running::{Reply, Running, ask};

/// Takes any certificate, as a person does who says "go on".
#[derive(Debug)]
struct GoOn;

impl ServerCertVerifier for GoOn {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// A request by a phone that went on in spite of the warning, and the fingerprint it could compare.
fn ask_tls(port: u16, path: &str) -> (String, Reply) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(GoOn)).with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = StreamOwned::new(client, TcpStream::connect(("127.0.0.1", port)).expect("a connection"));
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock).expect("a handshake");
    }
    let shown = stream.conn.peer_certificates().expect("a certificate")[0].clone();
    let hash = ring::digest::digest(&ring::digest::SHA256, &shown);
    let fingerprint = hash.as_ref().iter().map(|it| format!("{it:02X}")).collect::<Vec<_>>().join(":");
    (fingerprint, ask(stream, "GET", path, &[&format!("host: 127.0.0.1:{port}")], b""))
}

fn port_of(said: &serde_json::Value, name: &str) -> u16 {
    let address = said[name].as_str().expect("an address");
    assert!(address.starts_with("https://127.0.0.1:"), "{address}");
    address.rsplit(':').next().and_then(|it| it.parse().ok()).expect("a port")
}

#[test]
fn each_port_is_one_site_under_the_certificate_whose_fingerprint_was_printed() {
    let place = Place::empty();
    let mut command = program();
    command.args(["demo", "--lan", "--lan-address", "127.0.0.1", "--port", "0"]);
    let server = Running::start(command, place.path("log"));
    let (candidate, console) = (port_of(&server.said, "candidate"), port_of(&server.said, "console"));
    let (fingerprint, reply) = ask_tls(console, "/api/setup");
    assert_eq!(server.said["fingerprint"], fingerprint);
    assert_eq!(reply.status, 200, "the console answers at its own port");
    assert_eq!(ask_tls(candidate, "/api/setup").1.status, 404, "and not at the candidates'");
    let link = server.said["candidate_links"][0]["link"].as_str().expect("a link");
    assert!(link.starts_with(&format!("https://127.0.0.1:{candidate}/")), "{link}");
}

#[test]
fn a_code_to_scan_is_printed_with_honest_words() {
    let mut command = program();
    command.args(["demo", "--lan", "--lan-address", "127.0.0.1", "--lan-plain", "--port", "0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let mut said = String::new();
    for line in BufReader::new(child.stdout.take().expect("its stdout")).lines() {
        said.push_str(&line.expect("a line"));
        said.push('\n');
        if said.contains("Not encrypted") {
            break;
        }
    }
    drop(child.kill());
    drop(child.wait());
    assert!(said.contains('█') && said.contains("用手机扫码"), "{said}");
    assert!(said.contains("Not encrypted"), "{said}");
}

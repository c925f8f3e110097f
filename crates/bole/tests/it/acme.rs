//! Certificates by ACME against an authority on this machine: got without anybody's help, renewed, and kept when it refuses.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use bole_testkit::authority::{CertificateAuthority, Refusal};

use crate::place::{Place, program};
use crate::running::Running;
use crate::tls::{ask_tls, until};

const HOSTS: [&str; 3] = ["localhost", "console.localhost", "files.localhost"];

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port()
}

fn serve(place: &Place, authority: &CertificateAuthority, redirect_port: u16) -> Running {
    let mut command = program();
    command.args(["serve", "--port", "0", "--backup-time", "off", "--acme", "--acme-contact", "it@example.cn"]);
    command.args(["--acme-directory", &authority.directory, "--redirect-port", &redirect_port.to_string(), "--data"]);
    command.arg(place.data());
    Running::start(command, place.path("log"))
}

fn is_served(server: &Running, authority: &CertificateAuthority) -> bool {
    HOSTS
        .iter()
        .all(|host| ask_tls(server.port(), &authority.root_pem, host, "/livez").is_some_and(|it| it.status == 204))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_got_kept_for_the_owner_only_and_used_again_after_a_restart() {
    let place = Place::empty();
    let port = free_port();
    let authority = CertificateAuthority::start(port, 2200).await;
    authority.refuse([Refusal::BadNonce]);
    let server = serve(&place, &authority, port);
    until("a certificate", || is_served(&server, &authority));
    assert_eq!((authority.counts(), authority.complaints()), ((1, 1), Vec::<String>::new()));
    for name in ["account.json", "key.pem", "certificate.pem"] {
        let mode = fs::metadata(place.data().join("acme").join(name)).expect(name).permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    server.end();
    let again = serve(&place, &authority, port);
    until("the kept certificate", || is_served(&again, &authority));
    assert_eq!(authority.counts(), (1, 1), "nothing was asked for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_ends_soon_is_renewed_and_one_in_use_survives_a_refusal() {
    let place = Place::empty();
    let port = free_port();
    // What it signs ended long ago: as soon as it is there it would be renewed, and it never serves.
    let authority = CertificateAuthority::start(port, 2021).await;
    let server = serve(&place, &authority, port);
    until("a word about what came", || server.log().contains("expired on 2021-12-31"));
    assert!(!is_served(&server, &authority));
    assert!(!place.data().join("acme/certificate.pem").exists(), "what does not serve is not kept");
    server.end();
    let good = CertificateAuthority::start(port, 2200).await;
    let server = serve(&place, &good, port);
    until("a certificate", || is_served(&server, &good));
    assert_eq!(good.counts(), (1, 1), "another authority gets an account of its own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_told_with_its_reason_and_so_is_a_host_that_cannot_be_confirmed() {
    let place = Place::empty();
    let (port, elsewhere) = (free_port(), free_port());
    let authority = CertificateAuthority::start(elsewhere, 2200).await;
    authority.refuse([Refusal::RateLimited]);
    let server = serve(&place, &authority, port);
    until("a word about the refusal", || server.log().contains("rateLimited"));
    server.end();
    let server = serve(&place, &authority, port);
    until("a word about the host", || server.log().contains("could not confirm localhost"));
    assert_eq!(authority.counts(), (1, 0), "the account is opened once");
}

//! What monitoring may ask: in one word from anywhere, in figures only from this machine or with the token.

use crate::place::{Place, program};
use crate::running::Running;

const HOST: &str = "host: localhost";

fn serve(place: &Place, more: &[&str]) -> Running {
    let mut command = program();
    command.args(["serve", "--port", "0", "--backup-time", "off", "--data"]).arg(place.data()).args(more);
    if more.contains(&"--behind-proxy") {
        command.args(["--port", &free_port().to_string()]);
    }
    Running::start(command, place.path("log"))
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port()
}

#[test]
fn figures_are_for_this_machine_and_name_routes_but_nobody() {
    let place = Place::empty();
    let server = serve(&place, &[]);
    let health = server.ask("GET", "/health", &[HOST], b"");
    assert_eq!((health.status, health.json()), (200, serde_json::json!({ "status": "ok" })));
    server.ask("GET", "/api/sessions/canary-7351?q=canary-7351", &["host: console.localhost"], b"");
    server.ask("GET", "/i/canary-7351", &[HOST], b"");
    let metrics = server.ask("GET", "/metrics", &[HOST], b"");
    assert_eq!(metrics.status, 200);
    for name in [
        "bole_http_requests_total{route=\"/health\"",
        "bole_http_request_seconds_bucket",
        "bole_jobs{state=\"due\"}",
        "bole_websockets 0",
        "bole_writable 1",
        "bole_disk_free_bytes",
        "bole_process_resident_bytes",
        "bole_appends_total",
    ] {
        assert!(metrics.body.contains(name), "{name}: {}", metrics.body);
    }
    assert!(!metrics.body.contains("canary-7351"), "{}", metrics.body);
    let forwarded = server.ask("GET", "/metrics", &[HOST, "x-forwarded-for: 203.0.113.7"], b"");
    assert_eq!(forwarded.status, 404, "what came through something in front is not from here");
}

#[test]
fn a_token_opens_the_figures_and_nothing_else_does() {
    let place = Place::empty();
    let server = serve(&place, &["--metrics-token", "a-long-random-text"]);
    let status = |line: &str| server.ask("GET", "/metrics", &[HOST, line], b"").status;
    assert_eq!(status("authorization: Bearer a-long-random-text"), 200);
    assert_eq!(status("authorization: Bearer a-long-random-texT"), 404);
    assert_eq!(status("accept: */*"), 404);
}

#[test]
fn what_a_proxy_says_counts_only_when_it_is_believed() {
    let place = Place::empty();
    let port = free_port();
    let start = |trusted: &str| {
        let mut command = program();
        command.args(["serve", "--backup-time", "off", "--behind-proxy", "--host", "jobs.example.cn", "--data"]);
        command.arg(place.data()).args(["--port", &port.to_string(), "--trusted-proxy", trusted]);
        Running::start(command, place.path("log"))
    };
    let ask = |headers: &[&str]| {
        let stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        crate::running::ask(stream, "GET", "/livez", headers, b"")
    };
    let plain = ["host: inside", "x-forwarded-proto: http", "x-forwarded-host: jobs.example.cn"];
    let believed = start("127.0.0.1");
    let reply = ask(&plain);
    assert_eq!((reply.status, reply.header("location")), (308, Some("https://jobs.example.cn/livez")));
    assert_eq!(ask(&["host: jobs.example.cn", "x-forwarded-proto: https"]).status, 204);
    drop(believed);
    let stranger = start("10.0.0.0/8");
    assert_eq!(ask(&plain).status, 204, "nobody is sent anywhere because a stranger says so");
    assert!(stranger.log().contains("trusted-proxy"), "{}", stranger.log());
}

//! The log of the real server at its most talkative, after everything a person types went through it: nothing of it is there.

use bole_app::App;
use bole_domain::staff::Role;
use serde_json::{Value, json};

use crate::place::{Place, program};
use crate::running::{Reply, Running};

/// What must appear nowhere: a name, a number, an address, an answer, a search, a password, a code, a token.
const NAME: &str = "金丝雀七三五一";
const MARK: &str = "canary7351";
const PHONE: &str = "19900007351";
const PASSWORD: &str = "canary7351-plum-rain-on-roofs";

/// A session of a member of staff of this role, from the demonstration's company.
async fn session(app: &App, data: &std::path::Path, role: Role) -> String {
    let url = format!("sqlite://{}/bole.db", data.display());
    let store = bole_store::Store::open(&bole_store::StoreConfig { url, readers: 1 }).await.expect("a database");
    let all = bole_store::staff::list(&store).await.expect("accounts");
    let account = all.into_iter().find(|it| it.staff.role == role.code()).expect("an account of the role");
    let tx = store.begin().await.expect("a turn");
    let token = bole_app::sign_in::open_session(app, &tx, &account).await.expect("a session");
    tx.commit().await.expect("commit");
    store.close().await.expect("to close");
    token
}

struct Browser<'a> {
    server: &'a Running,
    host: String,
    cookie: String,
}

impl Browser<'_> {
    fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        let headers = ["x-bole-client: test", "content-type: application/json", "user-agent: canary7351"];
        let lines = [&headers[..], &[self.host.as_str(), self.cookie.as_str()]].concat();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.server.ask(method, path, &lines, body.as_bytes())
    }

    fn ok(&self, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.send(method, path, body);
        assert!(reply.status < 300, "{method} {path}: {} {}", reply.status, reply.body);
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }
}

fn staff_at_work(browser: &Browser<'_>) -> String {
    let requisitions = browser.ok("GET", "/api/requisitions", &Value::Null);
    let open = requisitions["items"].as_array().expect("requisitions").iter().find(|it| it["status"] == "open");
    let requisition = open.expect("an open requisition")["id"].clone();
    let email = format!("{MARK}@example.com");
    let body = json!({ "requisition_id": requisition, "name": NAME, "phone": PHONE, "email": email });
    let application = browser.ok("POST", "/api/applications", &body);
    let id = application["id"].as_str().expect("an identifier").to_owned();
    browser.ok("POST", &format!("/api/applications/{id}/remarks"), &json!({ "text": format!("{MARK} {NAME}") }));
    browser.ok("GET", &format!("/api/applications/{id}/contact"), &Value::Null);
    browser.ok("GET", &format!("/api/applications?q={MARK}"), &Value::Null);
    let invited =
        browser.ok("POST", &format!("/api/applications/{id}/invite"), &json!({ "locale": "zh", "note": MARK }));
    let link = invited["link"].as_str().expect("a link").to_owned();
    // What goes wrong is written down more readily than what goes right.
    browser.send("POST", "/api/applications", &json!({ "requisition_id": MARK, "name": NAME, "phone": 7351 }));
    browser.send("GET", &format!("/api/applications/{MARK}"), &Value::Null);
    browser.send("GET", &format!("/api/{MARK}?phone={PHONE}"), &Value::Null);
    let mail = json!({ "host": "127.0.0.1", "port": 1, "security": "none", "user": MARK, "password": PASSWORD, "from": email });
    browser.send("PUT", "/api/settings/mail", &mail);
    browser.send("POST", "/api/settings/mail/test", &json!({ "to": email }));
    browser.send("POST", "/api/sign-in", &json!({ "email": email, "password": PASSWORD, "code": "735173" }));
    link
}

fn candidate_at_work(browser: &Browser<'_>, link: &str) {
    let token = link.rsplit('/').next().expect("a token");
    browser.ok("POST", "/api/invitations/open", &json!({ "token": token }));
    let asked = browser.ok("POST", "/api/codes", &json!({ "token": token, "contact": PHONE }));
    let code = json!({ "request_id": asked["request_id"], "token": token, "code": "735173" });
    browser.send("POST", "/api/codes/verify", &code);
    browser.send("POST", "/api/codes", &json!({ "token": token, "contact": format!("{MARK}@example.com") }));
    browser.send("POST", "/api/codes", &json!({ "token": token, "contact": { "name": NAME } }));
    let command =
        json!({ "client_seq": 1, "kind": "answer", "slot": MARK, "revision": 1, "text": NAME, "elapsed_ms": 1 });
    browser.send("POST", "/api/interview/commands", &json!({ "client_id": MARK, "commands": [command] }));
    browser.send("GET", &format!("/i/{token}?name={MARK}"), &Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_at_its_most_talkative_holds_nothing_that_a_person_typed() {
    let place = Place::with_company().await;
    let app = place.open().await;
    let admin = session(&app, &place.data(), Role::SuperAdmin).await;
    drop(app);
    let mut command = program();
    command.env("RUST_LOG", "trace").args([
        "serve",
        "--port",
        "0",
        "--backup-time",
        "off",
        "--log-format",
        "json",
        "--data",
    ]);
    command.arg(place.data());
    let server = Running::start(command, place.path("log"));
    let port = server.port();
    let staff = Browser {
        server: &server,
        host: format!("host: console.localhost:{port}"),
        cookie: format!("cookie: bole_staff={admin}"),
    };
    let link = staff_at_work(&staff);
    let candidate =
        Browser { server: &server, host: format!("host: localhost:{port}"), cookie: "accept: */*".to_owned() };
    candidate_at_work(&candidate, &link);
    // The worker writes and tries the messages meanwhile.
    std::thread::sleep(std::time::Duration::from_secs(3));
    let log = server.end();
    let token = link.rsplit('/').next().expect("a token");
    for secret in [NAME, MARK, PHONE, "735173", PASSWORD, token, &admin] {
        let line = log.lines().find(|it| it.contains(secret));
        assert!(line.is_none(), "the log holds {secret}: {line:?}");
    }
    let requests: Vec<Value> =
        log.lines().map(|it| serde_json::from_str(it).unwrap_or_else(|_| panic!("no JSON: {it}"))).collect();
    let named = |it: &&Value| {
        it["route"] == "/api/applications/{id}/remarks" && it["status"] == 200 && it["request"].is_string()
    };
    assert_eq!(requests.iter().filter(named).count(), 1, "requests are there, by their routes: {log}");
}

//! Mail against a real server on loopback that takes, refuses, dawdles and hangs up.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// What the server does instead of taking a mail.
#[derive(Clone, Copy)]
enum Manner {
    Takes,
    /// Answers the recipient with this line.
    AnswersRecipient(&'static str),
    /// Answers the sign-in with this line.
    AnswersSignIn(&'static str),
    /// Never answers the mail's text.
    Dawdles,
    /// Hangs up after the greeting.
    HangsUp,
    /// Speaks something else.
    SpeaksNonsense,
}

struct Server {
    port: u16,
    seen: Arc<Mutex<String>>,
}

impl Server {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(String::new()));
        let log = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = converse(stream, manner, &log).await;
            }
        });
        Self { port, seen }
    }

    fn seen(&self) -> String {
        self.seen.lock().unwrap().clone()
    }

    fn settings(&self) -> SmtpSettings {
        SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: Security::None,
            credentials: None,
            from: "伯乐 Bole <noreply@example.com>".to_owned(),
            reply_to: Some("hr@example.com".to_owned()),
            timeout: Some(Duration::from_millis(500)),
        }
    }
}

async fn converse(stream: TcpStream, manner: Manner, log: &Mutex<String>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    if matches!(manner, Manner::SpeaksNonsense) {
        return writer.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    }
    writer.write_all(b"220 mail.example.com ESMTP\r\n").await?;
    if matches!(manner, Manner::HangsUp) {
        return Ok(());
    }
    let mut in_text = false;
    while let Some(line) = lines.next_line().await? {
        log.lock().unwrap().push_str(&format!("{line}\n"));
        if in_text && line != "." {
            continue;
        }
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "." if matches!(manner, Manner::Dawdles) => return std::future::pending().await,
            "." => {
                in_text = false;
                "250 taken"
            }
            "EHLO" => "250-mail.example.com\r\n250 AUTH PLAIN",
            "AUTH" => match manner {
                Manner::AnswersSignIn(answer) => answer,
                _ => "235 welcome",
            },
            "RCPT" => match manner {
                Manner::AnswersRecipient(answer) => answer,
                _ => "250 ok",
            },
            "DATA" => {
                in_text = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn mail() -> Mail {
    Mail {
        id: uuid::Uuid::from_u128(42).into(),
        to: "lin@example.com".to_owned(),
        to_name: Some("林𠮷安".to_owned()),
        subject: "面试邀请：客户服务专员".to_owned(),
        text: "林𠮷安您好：\n\n请打开 https://example.com/i/abc 开始面试。".to_owned(),
        written_at: Millis(1_778_047_200_000),
    }
}

async fn send_to(manner: Manner) -> Result<(), SendFailure> {
    let server = Server::start(manner).await;
    SmtpMailer::new(&server.settings()).unwrap().send(mail()).await
}

fn check(result: Result<(), SendFailure>, code: &str, status: Option<u16>, is_permanent: bool) {
    let failure = result.unwrap_err();
    assert_eq!((failure.code(), failure.status(), failure.is_permanent()), (code, status, is_permanent), "{failure}");
}

#[tokio::test]
async fn a_mail_arrives_whole_as_text_and_as_html() {
    let server = Server::start(Manner::Takes).await;
    SmtpMailer::new(&server.settings()).unwrap().send(mail()).await.unwrap();
    let seen = server.seen();
    for line in [
        "MAIL FROM:<noreply@example.com>",
        "RCPT TO:<lin@example.com>",
        "Message-ID: <00000000-0000-0000-0000-00000000002a@example.com>",
        "Date: Wed, 06 May 2026 06:00:00 +0000",
        "Reply-To: hr@example.com",
        "Auto-Submitted: auto-generated",
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
    ] {
        assert!(seen.contains(line), "{line} is missing in {seen}");
    }
    let parts: Vec<String> = seen.split("Content-Transfer-Encoding: ").skip(1).map(decoded).collect();
    assert_eq!(parts[0], mail().text);
    let link = "请打开 <a href=\"https://example.com/i/abc\">https://example.com/i/abc</a> 开始面试。";
    assert!(parts[1].contains(link), "{}", parts[1]);
}

/// The text of a part that begins with the name of its encoding.
fn decoded(part: &str) -> String {
    let (encoding, rest) = part.split_once("\n\n").unwrap();
    let lines = rest.lines().take_while(|line| !line.starts_with("--"));
    let bytes = match encoding {
        "base64" => STANDARD.decode(lines.collect::<String>()).unwrap(),
        "quoted-printable" => unquoted(&lines.map(|line| format!("{line}\n")).collect::<String>()),
        other => panic!("unexpected encoding {other}"),
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn unquoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\n", "");
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}

#[tokio::test]
async fn a_name_or_subject_cannot_add_headers() {
    let server = Server::start(Manner::Takes).await;
    let mut mail = mail();
    mail.subject = "Hello\r\nBcc: all@example.com".to_owned();
    mail.to_name = Some("x\r\nBcc: all@example.com".to_owned());
    SmtpMailer::new(&server.settings()).unwrap().send(mail).await.unwrap();
    let seen = server.seen();
    assert!(!seen.lines().any(|line| line.starts_with("Bcc:")), "{seen}");
    assert_eq!(seen.matches("RCPT TO").count(), 1);
}

#[tokio::test]
async fn signing_in_sends_the_account_and_a_refused_account_can_be_repaired() {
    let server = Server::start(Manner::Takes).await;
    let mut settings = server.settings();
    settings.credentials = Some(Credentials { user: "bole".to_owned(), password: "a password".to_owned() });
    let mailer = SmtpMailer::new(&settings).unwrap();
    mailer.send(mail()).await.unwrap();
    assert!(server.seen().contains(&format!("AUTH PLAIN {}", STANDARD.encode("\0bole\0a password"))));
    assert!(!format!("{mailer:?}{settings:?}").contains("a password"));

    let strict = Server::start(Manner::AnswersSignIn("535 5.7.8 wrong")).await;
    let mailer = SmtpMailer::new(&SmtpSettings { port: strict.port, ..settings }).unwrap();
    check(mailer.send(mail()).await, "mail.sign_in_refused", Some(535), false);
}

#[tokio::test]
async fn a_server_that_says_later_is_tried_again_and_one_that_says_never_is_not() {
    check(send_to(Manner::AnswersRecipient("451 4.7.1 greylisted")).await, "mail.refused_for_now", Some(451), false);
    check(
        send_to(Manner::AnswersRecipient("550 5.1.1 lin@example.com unknown")).await,
        "mail.refused",
        Some(550),
        true,
    );
}

#[tokio::test]
async fn what_failed_names_nobody() {
    let failure = send_to(Manner::AnswersRecipient("550 5.1.1 lin@example.com unknown")).await.unwrap_err();
    assert_eq!(failure.to_string(), "the message will not be taken (mail.refused, status 550)");
}

#[tokio::test]
async fn a_slow_server_a_dropped_connection_and_nonsense_are_tried_again() {
    check(send_to(Manner::Dawdles).await, "mail.timed_out", None, false);
    let dropped = send_to(Manner::HangsUp).await.unwrap_err();
    assert!(!dropped.is_permanent(), "{dropped}");
    let nonsense = send_to(Manner::SpeaksNonsense).await.unwrap_err();
    assert!(!nonsense.is_permanent(), "{nonsense}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let server = Server::start(Manner::Takes).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mailer = SmtpMailer::new(&SmtpSettings { port, ..server.settings() }).unwrap();
    check(mailer.send(mail()).await, "mail.unreachable", None, false);
}

#[tokio::test]
async fn encryption_is_not_given_up_when_the_server_lacks_it() {
    let server = Server::start(Manner::Takes).await;
    let settings = SmtpSettings { host: "localhost".to_owned(), security: Security::StartTls, ..server.settings() };
    check(SmtpMailer::new(&settings).unwrap().send(mail()).await, "mail.server_lacks_feature", None, false);
    assert!(!server.seen().contains("MAIL FROM"));
    let settings = SmtpSettings { security: Security::Tls, ..settings };
    assert!(!SmtpMailer::new(&settings).unwrap().send(mail()).await.unwrap_err().is_permanent());
}

#[test]
fn wrong_settings_are_named_before_anything_is_sent() {
    let good = SmtpSettings {
        host: "mail.example.com".to_owned(),
        port: 25,
        security: Security::Tls,
        credentials: None,
        from: "noreply@example.com".to_owned(),
        reply_to: None,
        timeout: None,
    };
    let code = |settings: SmtpSettings| SmtpMailer::new(&settings).map(|_| ()).unwrap_err().code();
    assert!(SmtpMailer::new(&good).is_ok());
    assert_eq!(code(SmtpSettings { security: Security::None, ..good.clone() }), "mail.needs_encryption");
    assert_eq!(code(SmtpSettings { from: "nobody".to_owned(), ..good.clone() }), "mail.bad_sender");
    assert_eq!(code(SmtpSettings { reply_to: Some(String::new()), ..good.clone() }), "mail.bad_sender");
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
        let settings = SmtpSettings { host: host.to_owned(), security: Security::None, ..good.clone() };
        assert!(SmtpMailer::new(&settings).is_ok(), "{host}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_for_good() {
    let server = Server::start(Manner::Takes).await;
    let mailer = SmtpMailer::new(&server.settings()).unwrap();
    for address in
        ["", "lin", "lin@", "a@b@c", "lin@example.com\r\nRCPT TO:<x@example.com>", "lin@example.com, x@example.com"]
    {
        let mail = Mail { to: address.to_owned(), ..mail() };
        check(mailer.send(mail).await, "mail.bad_address", None, true);
    }
    assert_eq!(server.seen(), "");
}

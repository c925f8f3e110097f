//! The signature of a request, exactly as `docs/sms-provider.md` describes it. It reads no clock and draws nothing.

use bole_domain::time::Millis;
use ring::{digest, hmac};

/// The name of the scheme; it stands first in the header and in what is signed.
pub const SCHEME: &str = "BOLE1-HMAC-SHA256";
/// The headers under the signature, in order.
const SIGNED: &str = "host;x-bole-content-sha256;x-bole-date;x-bole-nonce";

/// What is signed of a POST.
pub struct Request<'a> {
    pub path: &'a str,
    pub query: &'a str,
    pub host: &'a str,
    pub date: &'a str,
    pub nonce: &'a str,
    pub body: &'a [u8],
}

impl Request<'_> {
    /// The headers to send with it, `host` apart, which the connection sends itself.
    pub fn headers(&self, key_id: &str, secret: &str) -> [(&'static str, String); 4] {
        let signature = self.signature(secret);
        let authorization = format!("{SCHEME} Credential={key_id},SignedHeaders={SIGNED},Signature={signature}");
        [
            ("authorization", authorization),
            ("x-bole-content-sha256", sha256(self.body)),
            ("x-bole-date", self.date.to_owned()),
            ("x-bole-nonce", self.nonce.to_owned()),
        ]
    }

    fn signature(&self, secret: &str) -> String {
        let text = format!("{SCHEME}\n{}", sha256(self.canonical().as_bytes()));
        hex(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), text.as_bytes()).as_ref())
    }

    fn canonical(&self) -> String {
        let mut query: Vec<&str> = self.query.split('&').filter(|it| !it.is_empty()).collect();
        query.sort_unstable();
        let body = sha256(self.body);
        format!(
            "POST\n{}\n{}\nhost:{}\nx-bole-content-sha256:{body}\nx-bole-date:{}\nx-bole-nonce:{}\n\n{SIGNED}\n{body}",
            self.path,
            query.join("&"),
            self.host,
            self.date,
            self.nonce,
        )
    }
}

/// An instant as `2026-09-21T14:13:20Z`.
pub fn date(at: Millis) -> String {
    let seconds = at.0.div_euclid(1000);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01 in the proleptic Gregorian calendar, by eras of 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        for (at, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_790_000_000_999, "2026-09-21T14:13:20Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(date(Millis(at)), expected);
        }
    }

    #[test]
    fn the_canonical_form_is_the_documented_one() {
        let request = Request {
            path: "/v1/send",
            query: "region=cn&a=1",
            host: "sms.example.com",
            date: "2026-09-21T14:13:20Z",
            nonce: "00ff",
            body: b"{}",
        };
        let body = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(
            request.canonical(),
            format!(
                "POST\n/v1/send\na=1&region=cn\nhost:sms.example.com\nx-bole-content-sha256:{body}\n\
                 x-bole-date:2026-09-21T14:13:20Z\nx-bole-nonce:00ff\n\n\
                 host;x-bole-content-sha256;x-bole-date;x-bole-nonce\n{body}"
            )
        );
        let [(_, authorization), ..] = request.headers("key", "secret");
        assert!(authorization.starts_with("BOLE1-HMAC-SHA256 Credential=key,SignedHeaders=host;"));
        let other = Request { body: b"{ }", ..request };
        assert_ne!(other.headers("key", "secret")[0].1, authorization);
    }
}

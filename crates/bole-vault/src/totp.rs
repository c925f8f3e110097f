//! The second factor of staff: time-based one-time passwords (RFC 6238) for any authenticator app.
//!
//! It never reads a clock: the caller passes the time and stores the step that matched, so that no code works twice.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use totp_rs::{Builder, Totp};

use crate::VaultError;
use crate::code::typed;
use crate::crypto::random;

/// What authenticator apps show above the code.
const ISSUER: &str = "Bole";
/// 160 bits, as RFC 4226 recommends.
const SECRET_LEN: usize = 20;
const STEP_SECONDS: u64 = 30;
const QR_SIDE: u32 = 200;

/// An account's secret, opened.
#[derive(Clone)]
pub struct TotpSecret([u8; SECRET_LEN]);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    /// A new secret.
    pub fn random() -> Result<Self, VaultError> {
        random().map(Self)
    }

    /// The secret of unsealed bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        bytes.try_into().map(Self).map_err(|_| VaultError::TotpMalformed)
    }

    /// The bytes to seal.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as a person types it into an app that cannot scan.
    pub fn typed_by_hand(&self) -> Result<String, VaultError> {
        Ok(self.totp("account")?.secret().to_base32())
    }

    /// The address that authenticator apps understand.
    pub fn uri(&self, account: &str) -> Result<String, VaultError> {
        self.totp(account)?.to_url().map_err(|_| VaultError::TotpMalformed)
    }

    /// The address as a QR code, an SVG picture.
    pub fn qr_svg(&self, account: &str) -> Result<String, VaultError> {
        let code = QrCode::with_error_correction_level(self.uri(account)?, EcLevel::M)
            .map_err(|_| VaultError::TotpMalformed)?;
        let picture = code.render::<svg::Color<'_>>().min_dimensions(QR_SIDE, QR_SIDE).build();
        // Without the XML declaration the picture may also stand inside a page.
        Ok(picture[picture.find("<svg").unwrap_or(0)..].to_owned())
    }

    /// The step whose code was typed: this one or a neighbour, but only one later than the last that was used.
    pub fn verify(&self, code: &str, now_seconds: u64, last_used_step: Option<u64>) -> Result<Option<u64>, VaultError> {
        let step = self.totp("account")?.check(&typed(code), now_seconds);
        Ok(step.filter(|step| last_used_step.is_none_or(|last| *step > last)))
    }

    /// The code of an instant, for tests and for the demo's own sign-in.
    pub fn code_at(&self, now_seconds: u64) -> Result<String, VaultError> {
        Ok(self.totp("account")?.generate(now_seconds).to_string())
    }

    fn totp(&self, account: &str) -> Result<Totp, VaultError> {
        // A colon separates issuer and account in the address.
        let account = account.replace(':', " ");
        Builder::new()
            .with_secret(self.0)
            .with_step_duration(STEP_SECONDS)
            .with_skew(1)
            .with_issuer(Some(ISSUER))
            .with_account_name(account)
            .build()
            .map_err(|_| VaultError::TotpMalformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's test vectors.
    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, the last six of eight digits.
        for (time, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(secret().code_at(time).unwrap(), code);
        }
    }

    #[test]
    fn the_neighbouring_steps_are_accepted_and_no_others() {
        let code = secret().code_at(1_111_111_109).unwrap();
        let step = 1_111_111_109 / 30;
        for (now, expected) in [(-61, None), (-30, Some(step)), (0, Some(step)), (30, Some(step)), (61, None)] {
            let now = 1_111_111_109_u64.checked_add_signed(now).unwrap();
            assert_eq!(secret().verify(&code, now, None).unwrap(), expected, "{now}");
        }
    }

    #[test]
    fn a_code_works_once() {
        let now = 1_111_111_109;
        let code = secret().code_at(now).unwrap();
        let step = secret().verify(&code, now, None).unwrap();
        assert!(step.is_some());
        assert_eq!(secret().verify(&code, now, step).unwrap(), None);
        let next = secret().code_at(now + 30).unwrap();
        assert!(secret().verify(&next, now + 30, step).unwrap() > step);
    }

    #[test]
    fn a_code_may_be_typed_with_a_space_and_anything_else_is_just_wrong() {
        assert!(secret().verify("081 804", 1_111_111_109, None).unwrap().is_some());
        for wrong in ["", "81804", "0818040", "abcdef", "+81804", "零八一八零四", "000000"] {
            assert_eq!(secret().verify(wrong, 1_111_111_109, None).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_issuer_and_account() {
        let uri = secret().uri("lin.hr@example.com").unwrap();
        assert_eq!(uri, "otpauth://totp/Bole:lin.hr%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bole");
        assert!(secret().uri("人事:林").unwrap().starts_with("otpauth://totp/Bole:"));
        assert_eq!(secret().typed_by_hand().unwrap(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn the_qr_code_is_a_picture() {
        let picture = secret().qr_svg("lin.hr@example.com").unwrap();
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>"));
    }

    #[test]
    fn a_secret_of_wrong_length_is_named_and_printing_shows_nothing() {
        assert_eq!(TotpSecret::from_bytes(b"short").unwrap_err().code(), "vault.totp_malformed");
        assert_eq!(format!("{:?}", TotpSecret::random().unwrap()), "TotpSecret(…)");
    }
}

//! This service as authenticators know it, and the checks of an answer that the library leaves out.

use super::structure;
use crate::error::AppError;
use crate::server::Config;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{
    PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

/// How long a challenge waits for its answer.
pub(super) const LIFE: std::time::Duration = std::time::Duration::from_mins(1);

/// Longest answer that is looked at; the largest honest ones (RSA keys, long credential ids) are under 8 KiB.
const LONGEST: usize = 32 * 1_024;

/// Bytes of a credential id, after the standard.
const LONGEST_ID: usize = 1_023;

/// The verifier for the host of the base URL. That host can never change without losing every passkey.
///
/// # Errors
/// When the base URL's host cannot be a relying party.
pub fn relying_party(config: &Config) -> Result<Webauthn, WebauthnError> {
    WebauthnBuilder::new(config.relying_party(), &config.base_url)?.rp_name("Portico").timeout(LIFE).build()
}

/// The one answer to every proof that fails: which check refused it is for the log.
pub(super) fn refused(why: &dyn std::fmt::Display) -> AppError {
    tracing::info!(passkey.refusal = %why, "a passkey was refused");
    AppError::field("", "passkeys.errors.refused")
}

/// Reads an answer of the browser.
pub(super) fn read<T: DeserializeOwned>(credential: &str) -> Result<T, AppError> {
    if credential.len() > LONGEST {
        return Err(AppError::TooLarge);
    }
    serde_json::from_str(credential).map_err(|_| AppError::Malformed)
}

/// What the library does not look at in an answer that makes a passkey: its type, that its ids are one, and its form.
pub(super) fn check_made(config: &Config, answer: &RegisterPublicKeyCredential) -> Result<(), AppError> {
    check_ids(&answer.type_, &answer.id, &answer.raw_id)?;
    check_client_data(config, &answer.response.client_data_json)?;
    let data = structure::data_of(&answer.response.attestation_object);
    let data = data.as_deref().and_then(structure::read).ok_or_else(malformed)?;
    match data.credential_id {
        // The library lets 1,024 bytes pass.
        Some(id) if id.is_empty() || id.len() > LONGEST_ID => Err(refused(&"no id that a credential can have")),
        Some(id) if id == answer.raw_id => Ok(()),
        Some(_) => Err(refused(&"made another credential than the answer names")),
        None => Err(refused(&"made no credential")),
    }
}

/// The same of an answer that proves a passkey. Whether a passkey may be copied is settled when it is made.
pub(super) fn check_proof(
    config: &Config,
    answer: &PublicKeyCredential,
    backup_eligible: bool,
) -> Result<(), AppError> {
    check_ids(&answer.type_, &answer.id, &answer.raw_id)?;
    check_client_data(config, &answer.response.client_data_json)?;
    let data = structure::read(&answer.response.authenticator_data).ok_or_else(malformed)?;
    if data.backup_eligible == backup_eligible {
        Ok(())
    } else {
        Err(refused(&"the passkey could be copied and no longer can, or the other way round"))
    }
}

fn malformed() -> AppError {
    refused(&"what the authenticator sent is not of the standard's form")
}

fn check_ids(kind: &str, id: &str, raw_id: &[u8]) -> Result<(), AppError> {
    if kind != "public-key" {
        return Err(refused(&"no public-key credential"));
    }
    if id != BASE64URL.encode(raw_id) {
        return Err(refused(&"two ids"));
    }
    Ok(())
}

#[derive(Deserialize)]
struct ClientData {
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

/// Refuses an answer that was made in a frame of another site, which the library checks for new passkeys only, or on
/// any origin but exactly ours.
fn check_client_data(config: &Config, json: &[u8]) -> Result<(), AppError> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| refused(&"client data is not understood"))?;
    if data.cross_origin || data.top_origin.is_some() {
        return Err(refused(&"made in a frame of another site"));
    }
    if data.origin != config.base_url.origin().ascii_serialization() {
        return Err(refused(&"made on another origin"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::{Mode, Sources};

    #[test]
    fn only_answers_made_on_this_origin_and_in_no_frame_pass() {
        let mut sources = Sources::default();
        sources.set("base_url", "https://portico.example");
        let config = Config::from_sources(&sources, Mode::Production).unwrap();
        let passes = |json: &str| check_client_data(&config, json.as_bytes()).is_ok();
        assert!(passes(r#"{"origin":"https://portico.example"}"#));
        assert!(passes(r#"{"origin":"https://portico.example","crossOrigin":false,"other":1}"#));
        for json in [
            r#"{"origin":"https://portico.example","crossOrigin":true}"#,
            r#"{"origin":"https://portico.example","crossOrigin":"no"}"#,
            r#"{"origin":"https://portico.example","crossOrigin":false,"crossOrigin":true}"#,
            r#"{"origin":"https://portico.example","topOrigin":"https://portico.example"}"#,
            r#"{"origin":"https://portico.example:444"}"#,
            r#"{"origin":"https://portico.example/"}"#,
            r#"{"origin":"http://portico.example"}"#,
            r#"{"origin":"https://a.portico.example"}"#,
            "{}",
            "",
        ] {
            assert!(!passes(json), "{json}");
        }
    }
}

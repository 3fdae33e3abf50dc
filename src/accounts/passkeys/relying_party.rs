//! This service as authenticators know it, and the checks of an answer that the library leaves out.

use crate::error::AppError;
use crate::server::Config;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder, WebauthnError};

/// How long a challenge waits for its answer.
pub(super) const LIFE: std::time::Duration = std::time::Duration::from_mins(1);

/// Longest answer that is looked at; the largest honest ones (RSA keys, long credential ids) are under 8 KiB.
const LONGEST: usize = 32 * 1_024;

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
pub(super) fn check_client_data(config: &Config, json: &[u8]) -> Result<(), AppError> {
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

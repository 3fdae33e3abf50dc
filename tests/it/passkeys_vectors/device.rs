//! A person's device, of code that shares nothing with the server's library nor with the tests' own: the crate `passkey`
//! is its browser and its authenticator.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use p256::ecdsa::SigningKey;
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::coset::Label;
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{
    AuthenticatedPublicKeyCredential, CreatedPublicKeyCredential, CredentialCreationOptions, CredentialRequestOptions,
};
use serde_json::{Value, json};
use url::Url;

/// Somebody who is there and shows their finger.
struct Present;

#[async_trait]
impl UserValidationMethod for Present {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// A device with its newest passkey.
pub struct Device {
    passkey: Option<Passkey>,
    /// Whether passkeys made from now on count their uses.
    counts: bool,
    /// Where its browser is.
    pub origin: Url,
}

impl Device {
    /// One whose passkeys are synced and never count.
    pub fn synced() -> Self {
        Self::new(false)
    }

    /// One whose passkeys count.
    pub fn counting() -> Self {
        Self::new(true)
    }

    fn new(counts: bool) -> Self {
        Self { passkey: None, counts, origin: "http://localhost:3000".parse().unwrap() }
    }

    fn authenticator(&mut self) -> Authenticator<Option<Passkey>, Present, RustCryptoBackend> {
        let mut device = Authenticator::new(Aaguid::new_empty(), self.passkey.take(), Present, RustCryptoBackend);
        device.set_make_credentials_with_signature_counter(self.counts);
        device
    }

    /// Makes a passkey for `PublicKeyCredentialCreationOptionsJSON`.
    pub async fn create(&mut self, options: &str) -> Value {
        let mut browser = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let asked = CredentialCreationOptions { public_key: serde_json::from_str(options).unwrap() };
        let made = browser.register(&self.origin, asked, DefaultClientData).await.unwrap();
        self.passkey = browser.authenticator_mut().store_mut().take();
        created(&made)
    }

    /// Answers `PublicKeyCredentialRequestOptionsJSON`.
    pub async fn get(&mut self, options: &str) -> Value {
        let mut browser = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let asked = CredentialRequestOptions { public_key: serde_json::from_str(options).unwrap() };
        let proved = browser.authenticate(&self.origin, asked, DefaultClientData).await.unwrap();
        self.passkey = browser.authenticator_mut().store_mut().take();
        proof(&proved)
    }

    /// Id of the newest passkey.
    pub fn id(&self) -> Vec<u8> {
        self.passkey.as_ref().unwrap().credential_id.to_vec()
    }

    /// The secret of the newest passkey, with which a lie is signed as well as the truth.
    pub fn secret(&self) -> SigningKey {
        let key = &self.passkey.as_ref().unwrap().key;
        let (_, secret) = key.params.iter().find(|(label, _)| *label == Label::Int(-4)).unwrap();
        SigningKey::from_slice(secret.as_bytes().unwrap()).unwrap()
    }
}

/// As `src/accounts/passkeys/passkey.js` writes it.
fn created(made: &CreatedPublicKeyCredential) -> Value {
    json!({
        "id": made.id,
        "rawId": BASE64URL.encode(&*made.raw_id),
        "type": "public-key",
        "response": {
            "attestationObject": BASE64URL.encode(&*made.response.attestation_object),
            "clientDataJSON": BASE64URL.encode(&*made.response.client_data_json),
            "transports": ["internal", "hybrid"],
        },
        "clientExtensionResults": {},
    })
}

fn proof(proved: &AuthenticatedPublicKeyCredential) -> Value {
    json!({
        "id": proved.id,
        "rawId": BASE64URL.encode(&*proved.raw_id),
        "type": "public-key",
        "response": {
            "authenticatorData": BASE64URL.encode(&*proved.response.authenticator_data),
            "clientDataJSON": BASE64URL.encode(&*proved.response.client_data_json),
            "signature": BASE64URL.encode(&*proved.response.signature),
            "userHandle": proved.response.user_handle.as_ref().map(|handle| BASE64URL.encode(&**handle)),
        },
        "clientExtensionResults": {},
    })
}

//! A passkey authenticator and the browser around it, written from the specification (WebAuthn level 3, sections 5.8.1,
//! 6.1, 6.5) and sharing no code with the server's library. It can be told to lie.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What the next answers say, whatever is true.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the specification or a lie of its own")]
#[derive(Clone)]
pub struct Story {
    pub origin: String,
    pub rp_id: String,
    /// In place of the challenge that was asked.
    pub challenge: Option<String>,
    pub user_verified: bool,
    pub user_present: bool,
    /// Further members of the client data.
    pub client_data: Value,
    pub user_handle: Option<Vec<u8>>,
    pub credential_id: Option<Vec<u8>>,
    pub backed_up: bool,
    /// Signs something else.
    pub forged: bool,
}

struct Key {
    id: Vec<u8>,
    user: Vec<u8>,
    secret: SigningKey,
}

/// One device with its passkeys.
pub struct Authenticator {
    pub story: Story,
    /// `None`: a device that does not count, as synced passkeys do.
    pub counter: Option<u32>,
    keys: Vec<Key>,
    name: &'static str,
}

impl Authenticator {
    /// An honest device; `name` makes its keys differ from other devices' keys.
    pub fn new(name: &'static str) -> Self {
        let story = Story {
            origin: "http://localhost:3000".to_owned(),
            rp_id: "localhost".to_owned(),
            challenge: None,
            user_verified: true,
            user_present: true,
            client_data: json!({ "crossOrigin": false }),
            user_handle: None,
            credential_id: None,
            backed_up: false,
            forged: false,
        };
        Self { story, counter: Some(0), keys: Vec::new(), name }
    }

    /// Id of the newest passkey.
    pub fn newest_id(&self) -> Vec<u8> {
        self.keys.last().unwrap().id.clone()
    }

    /// Makes a passkey for `PublicKeyCredentialCreationOptionsJSON`.
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let user = BASE64URL.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let seed: [u8; 32] = Sha256::digest(format!("{} {}", self.name, self.keys.len())).into();
        let key = Key { id: Sha256::digest(seed).to_vec(), user, secret: SigningKey::from_slice(&seed).unwrap() };
        let id = self.story.credential_id.clone().unwrap_or_else(|| key.id.clone());

        let mut data = self.authenticator_data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(id.len()).unwrap().to_be_bytes());
        data.extend(&id);
        data.extend(cose(&key.secret));
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".to_vec();
        object.push(0x59);
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let client_data = self.client_data("webauthn.create", options["challenge"].as_str().unwrap());
        self.keys.push(key);
        json!({
            "id": BASE64URL.encode(&id),
            "rawId": BASE64URL.encode(&id),
            "type": "public-key",
            "response": {
                "attestationObject": BASE64URL.encode(object),
                "clientDataJSON": BASE64URL.encode(client_data),
                "transports": ["internal", "smart-card"],
            },
            "clientExtensionResults": {},
        })
        .to_string()
    }

    /// Answers `PublicKeyCredentialRequestOptionsJSON` with the newest passkey.
    pub fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        if let Some(counter) = self.counter.as_mut() {
            *counter += 1;
        }
        let key = self.keys.last().unwrap();
        let data = self.authenticator_data(0);
        let client_data = self.client_data("webauthn.get", options["challenge"].as_str().unwrap());
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        if self.story.forged {
            signed.push(0);
        }
        let signature: Signature = key.secret.sign(&signed);
        let id = self.story.credential_id.as_ref().unwrap_or(&key.id);
        let user = self.story.user_handle.as_ref().unwrap_or(&key.user);
        json!({
            "id": BASE64URL.encode(id),
            "rawId": BASE64URL.encode(id),
            "type": "public-key",
            "response": {
                "authenticatorData": BASE64URL.encode(data),
                "clientDataJSON": BASE64URL.encode(client_data),
                "signature": BASE64URL.encode(signature.to_der().as_bytes()),
                "userHandle": BASE64URL.encode(user),
            },
            "clientExtensionResults": {},
        })
        .to_string()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let story = &self.story;
        let copied = if story.backed_up { 0x18 } else { 0 };
        let flags = flags | u8::from(story.user_present) | (u8::from(story.user_verified) << 2) | copied;
        let mut data = Sha256::digest(&story.rp_id).to_vec();
        data.push(flags);
        data.extend(self.counter.unwrap_or(0).to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &str) -> String {
        let challenge = self.story.challenge.as_deref().unwrap_or(challenge);
        let mut data = json!({ "type": kind, "challenge": challenge, "origin": self.story.origin });
        data.as_object_mut().unwrap().extend(self.story.client_data.as_object().unwrap().clone());
        data.to_string()
    }
}

/// `COSE_Key`: EC2, ES256, P-256, x, y.
fn cose(secret: &SigningKey) -> Vec<u8> {
    let point = secret.verifying_key().to_sec1_point(false);
    let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
    key.extend(point.x().unwrap());
    key.extend([0x22, 0x58, 0x20]);
    key.extend(point.y().unwrap());
    key
}

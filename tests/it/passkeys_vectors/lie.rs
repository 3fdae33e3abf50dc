//! An honest answer taken apart, one thing of it changed, and put together again: signed anew with the passkey's own
//! secret, so that nothing but the lie is wrong.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// Where flags and counter stand in authenticator data.
pub const FLAGS: usize = 32;
pub const COUNTER: usize = 33;

/// What is changed.
#[derive(Clone, Copy)]
pub enum Change {
    /// Members of the client data.
    Client(fn(&mut Map<String, Value>)),
    /// The bytes of the client data, before they are signed.
    ClientBytes(fn(Vec<u8>) -> Vec<u8>),
    /// Authenticator data, before it is signed.
    Data(fn(&mut Vec<u8>)),
    /// The attestation object as a whole.
    Object(fn(Vec<u8>) -> Vec<u8>),
    /// What is made of the bytes to sign.
    Signature(fn(&SigningKey, &[u8]) -> Vec<u8>),
    /// Members of the answer.
    Answer(fn(&mut Value)),
    /// The text of the answer.
    Text(fn(String) -> String),
}

/// One way to lie.
pub struct Lie {
    /// What is wrong.
    pub what: &'static str,
    pub status: u16,
    /// Whether its owner is told that somebody tried.
    pub told: bool,
    pub change: Change,
}

pub const fn lie(what: &'static str, status: u16, told: bool, change: Change) -> Lie {
    Lie { what, status, told, change }
}

/// The honest `answer` of a proof, with the lie in it.
pub fn proof(honest: &Value, secret: &SigningKey, change: Change) -> String {
    let mut answer = honest.clone();
    let response = &mut answer["response"];
    let mut client = changed_client(&bytes(&response["clientDataJSON"]), change);
    let mut data = bytes(&response["authenticatorData"]);
    if let Change::Data(change) = change {
        change(&mut data);
    }
    let signed = [&data[..], &Sha256::digest(&client)].concat();
    let signature = match change {
        Change::Signature(sign) => sign(secret, &signed),
        _ => sign(secret, &signed),
    };
    response["clientDataJSON"] = text(&std::mem::take(&mut client));
    response["authenticatorData"] = text(&data);
    response["signature"] = text(&signature);
    finished(answer, change)
}

/// The honest `answer` that made a passkey, with the lie in it.
pub fn made(honest: &Value, change: Change) -> String {
    let mut answer = honest.clone();
    let response = &mut answer["response"];
    response["clientDataJSON"] = text(&changed_client(&bytes(&response["clientDataJSON"]), change));
    let mut object = bytes(&response["attestationObject"]);
    if let Change::Data(change) = change {
        let mut data = data_of(&object);
        change(&mut data);
        object = object_of(&data);
    }
    if let Change::Object(change) = change {
        object = change(object);
    }
    response["attestationObject"] = text(&object);
    finished(answer, change)
}

pub fn sign(secret: &SigningKey, signed: &[u8]) -> Vec<u8> {
    let signature: Signature = secret.sign(signed);
    signature.to_der().as_bytes().to_vec()
}

/// Authenticator data of an honest attestation object, where it comes last.
pub fn data_of(object: &[u8]) -> Vec<u8> {
    let name = b"\x68authData";
    let at = object.windows(name.len()).position(|part| part == name).unwrap() + name.len();
    let (length, rest) = match object[at] {
        0x58 => (usize::from(object[at + 1]), &object[at + 2..]),
        0x59 => (usize::from(u16::from_be_bytes([object[at + 1], object[at + 2]])), &object[at + 3..]),
        other => panic!("no short byte string: {other:x}"),
    };
    assert_eq!(rest.len(), length, "something follows");
    rest.to_vec()
}

/// An attestation object without attestation.
pub fn object_of(data: &[u8]) -> Vec<u8> {
    [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"[..], &byte_string(data)].concat()
}

/// A CBOR byte string, as short as it can be written.
pub fn byte_string(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let head = match length {
        0..24 => vec![0x40 | length.to_be_bytes()[1]],
        24..256 => vec![0x58, length.to_be_bytes()[1]],
        _ => [&[0x59][..], &length.to_be_bytes()].concat(),
    };
    [head, bytes.to_vec()].concat()
}

fn changed_client(honest: &[u8], change: Change) -> Vec<u8> {
    match change {
        Change::Client(change) => {
            let Value::Object(mut members) = serde_json::from_slice(honest).unwrap() else { panic!("no object") };
            change(&mut members);
            Value::Object(members).to_string().into_bytes()
        }
        Change::ClientBytes(change) => change(honest.to_vec()),
        _ => honest.to_vec(),
    }
}

fn finished(mut answer: Value, change: Change) -> String {
    if let Change::Answer(change) = change {
        change(&mut answer);
    }
    match change {
        Change::Text(change) => change(answer.to_string()),
        _ => answer.to_string(),
    }
}

pub fn bytes(value: &Value) -> Vec<u8> {
    BASE64URL.decode(value.as_str().unwrap()).unwrap()
}

pub fn text(bytes: &[u8]) -> Value {
    BASE64URL.encode(bytes).into()
}

//! Lies in an answer that makes a passkey. Whoever is told is the person in whose session it was tried.

use super::lie::Change::{Answer, Client, Data, Object, Text};
use super::lie::{FLAGS, Lie, byte_string, bytes, data_of, lie, object_of, text};
use serde_json::{Value, json};

/// Where the length of the credential id stands, and the id.
const LENGTH: usize = 53;
const ID: usize = 55;

fn key_at(data: &[u8]) -> usize {
    ID + usize::from(u16::from_be_bytes([data[LENGTH], data[LENGTH + 1]]))
}

/// Puts another COSE key in.
fn key(data: &mut Vec<u8>, key: &[u8]) {
    data.truncate(key_at(data));
    data.extend(key);
}

/// The honest key with other bytes from `at` on.
fn in_key(data: &mut [u8], at: usize, other: &[u8]) {
    let at = key_at(data) + at;
    data[at..at + other.len()].copy_from_slice(other);
}

/// An RSA key for RS256.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let head = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20];
    [&head[..], &byte_string(modulus), &[0x21], &byte_string(exponent)].concat()
}

/// A key on a curve: type, algorithm as CBOR, curve, and coordinates of a length.
fn curve(kind: u8, algorithm: &[u8], curve: u8, length: usize) -> Vec<u8> {
    let coordinate = byte_string(&vec![0x11; length]);
    [&[0xa5, 0x01, kind, 0x03], algorithm, &[0x20, curve, 0x21], &coordinate, &[0x22], &coordinate].concat()
}

fn without(answer: &mut Value, name: &str) {
    answer["response"].as_object_mut().unwrap().remove(name);
}

fn replaced(object: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = object.windows(from.len()).position(|part| part == from).unwrap();
    [&object[..at], to, &object[at + from.len()..]].concat()
}

pub const LIES: &[Lie] = &[
    // The answer.
    lie("It is nothing.", 400, false, Text(|_| String::new())),
    lie("It is no object.", 400, false, Text(|_| "[]".to_owned())),
    lie("It breaks off.", 400, false, Text(|t| t[..t.len() - 1].to_owned())),
    lie("It is larger than any can be.", 413, false, Text(|t| t + &" ".repeat(40_000))),
    lie("It has a response twice.", 400, false, Text(|t| t.replacen('{', r#"{"response":null,"#, 1))),
    lie("It has no attestation.", 400, false, Answer(|a| without(a, "attestationObject"))),
    lie("It has no client data.", 400, false, Answer(|a| without(a, "clientDataJSON"))),
    lie("Its attestation is a number.", 400, false, Answer(|a| a["response"]["attestationObject"] = 7.into())),
    lie("Its attestation is no base64.", 400, false, Answer(|a| a["response"]["attestationObject"] = "*".into())),
    lie("Its type is another.", 422, true, Answer(|a| a["type"] = "password".into())),
    lie("Its two ids are two.", 422, true, Answer(|a| a["id"] = "AAAA".into())),
    lie(
        "It names another credential than it made.",
        422,
        true,
        Answer(|a| {
            a["id"] = text(&[7; 16]);
            a["rawId"] = text(&[7; 16]);
        }),
    ),
    lie("Its transports are no list.", 400, false, Answer(|a| a["response"]["transports"] = json!({}))),
    lie("Its browser was asked for a proof.", 422, true, Client(|c| c["type"] = "webauthn.get".into())),
    // The attestation object.
    lie("Its attestation is empty.", 422, true, Object(|_| Vec::new())),
    lie("Its attestation breaks off.", 422, true, Object(|o| o[..o.len() - 9].to_vec())),
    lie(
        "Its attestation announces gigabytes.",
        422,
        true,
        Object(|_| vec![0x5b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ),
    lie("Its attestation is nested without end.", 422, true, Object(|_| vec![0x81; 8_000])),
    lie("Something follows its attestation.", 422, true, Object(|o| [&o[..], &[0xf6]].concat())),
    lie(
        "Its attestation has a member twice.",
        422,
        true,
        Object(|o| replaced(&o, b"\xa3\x63fmt\x64none", b"\xa4\x63fmt\x64none\x63fmt\x64none")),
    ),
    lie(
        "Its attestation has a member too many.",
        422,
        true,
        Object(|o| replaced(&o, b"\xa3\x63fmt\x64none", b"\xa4\x62epr\x01\x63fmt\x64none").into_iter().collect()),
    ),
    lie("Its attestation is of no known kind.", 422, true, Object(|o| replaced(&o, b"\x64none", b"\x64some"))),
    lie(
        "Its attestation is of the kind that is signed, and is not.",
        422,
        true,
        Object(|o| replaced(&o, b"\x64none", b"\x66packed")),
    ),
    lie(
        "It attests with a statement where there is none.",
        422,
        true,
        Object(|o| replaced(&o, b"\x67attStmt\xa0", b"\x67attStmt\xa1\x63alg\x26")),
    ),
    lie(
        "Its authenticator data is text.",
        422,
        true,
        Object(|o| {
            [
                &b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x78\x25"[..],
                &data_of(&o)[..37].iter().map(|_| b'a').collect::<Vec<_>>(),
            ]
            .concat()
        }),
    ),
    // Authenticator data.
    lie("The passkey is of another site.", 422, true, Data(|d| d[0] ^= 1)),
    lie("Nobody was there.", 422, true, Data(|d| d[FLAGS] &= !0x01)),
    lie("Nobody was recognised.", 422, true, Data(|d| d[FLAGS] &= !0x04)),
    lie("The passkey is copied, which it cannot be.", 422, true, Data(|d| d[FLAGS] = 0x55)),
    lie(
        "It made no credential.",
        422,
        true,
        Data(|d| {
            d.truncate(37);
            d[FLAGS] &= !0x40;
        }),
    ),
    lie("It announces a credential that is not there.", 422, true, Data(|d| d.truncate(37))),
    lie("It has a credential without announcing it.", 422, true, Data(|d| d[FLAGS] &= !0x40)),
    lie(
        "Its credential id is longer than what follows.",
        422,
        true,
        Data(|d| d[LENGTH..ID].copy_from_slice(&[0x03, 0xff])),
    ),
    lie("Its credential id is shorter than it is.", 422, true, Data(|d| d[LENGTH..ID].copy_from_slice(&[0, 3]))),
    lie("It announces extensions that are not there.", 422, true, Data(|d| d[FLAGS] |= 0x80)),
    lie("It has extensions without announcing them.", 422, true, Data(|d| d.push(0xa0))),
    lie("It has a byte too many.", 422, true, Data(|d| d.push(0))),
    lie("It has a byte too few.", 422, true, Data(|d| d.truncate(d.len() - 1))),
    // The key.
    lie(
        "Its key is of an algorithm that was not asked for.",
        422,
        true,
        Data(|d| {
            key(d, &[&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21][..], &byte_string(&[0x11; 32])].concat());
        }),
    ),
    lie("Its key is on a curve that was not asked for.", 422, true, Data(|d| key(d, &curve(2, &[0x38, 0x22], 2, 48)))),
    lie(
        "Its key is for signatures with SHA-1.",
        422,
        true,
        Data(|d| {
            key(
                d,
                &[
                    &[0xa4, 0x01, 0x03, 0x03, 0x39, 0xff, 0xfe, 0x20][..],
                    &byte_string(&[0xc5; 256]),
                    &[0x21],
                    &byte_string(&[1, 0, 1]),
                ]
                .concat(),
            );
        }),
    ),
    lie("Its RSA key has 512 bits.", 422, true, Data(|d| key(d, &rsa(&[0xc5; 64], &[1, 0, 1])))),
    lie("Its RSA key has the exponent 1.", 422, true, Data(|d| key(d, &rsa(&[0xc5; 256], &[0, 0, 1])))),
    lie("Its RSA key has an even modulus.", 422, true, Data(|d| key(d, &rsa(&[0xc4; 256], &[1, 0, 1])))),
    lie("Its key is of RSA and says that it is on a curve.", 422, true, Data(|d| in_key(d, 2, &[3]))),
    lie("Its key is for P-256 and says P-384.", 422, true, Data(|d| in_key(d, 6, &[2]))),
    lie("Its point is not on the curve.", 422, true, Data(|d| *d.last_mut().unwrap() ^= 1)),
    lie(
        "Its point is zero.",
        422,
        true,
        Data(|d| {
            in_key(d, 10, &[0; 32]);
            in_key(d, 45, &[0; 32]);
        }),
    ),
    lie("A coordinate of its point is too short.", 422, true, Data(|d| key(d, &curve(2, &[0x26], 1, 31)))),
    lie(
        "Its point is compressed.",
        422,
        true,
        Data(|d| {
            let at = key_at(d) + 43;
            d.truncate(at);
            d.push(0xf5);
        }),
    ),
    lie(
        "Its key names no algorithm.",
        422,
        true,
        Data(|d| {
            let honest = d[key_at(d) + 5..].to_vec();
            key(d, &[&[0xa4, 0x01, 0x02][..], &honest].concat());
        }),
    ),
    lie(
        "Its key has a coordinate twice.",
        422,
        true,
        Data(|d| {
            let at = key_at(d);
            let x = d[at + 7..at + 42].to_vec();
            d[at] = 0xa6;
            d.extend(x);
        }),
    ),
    lie("Its key is empty.", 422, true, Data(|d| key(d, &[0xa0]))),
    lie("Its key is a list.", 422, true, Data(|d| key(d, &[0x80]))),
    // The credential id.
    lie("Its credential id is longer than any.", 422, true, Answer(|a| with_id(a, &[7; 1_024]))),
    lie("Its credential id is empty.", 422, true, Answer(|a| with_id(a, &[]))),
];

/// The honest passkey under another credential id.
pub fn with_id(answer: &mut Value, id: &[u8]) {
    let honest = data_of(&bytes(&answer["response"]["attestationObject"]));
    let length = u16::try_from(id.len()).unwrap().to_be_bytes();
    let data = [&honest[..LENGTH], &length, id, &honest[key_at(&honest)..]].concat();
    answer["response"]["attestationObject"] = text(&object_of(&data));
    answer["id"] = text(id);
    answer["rawId"] = text(id);
}

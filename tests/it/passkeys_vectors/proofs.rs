//! Lies in an answer that proves a passkey.

use super::lie::Change::{Answer, Client, Data, Signature, Text};
use super::lie::{COUNTER, FLAGS, Lie, bytes, lie, sign, text};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

/// What stands in the response under `name`, without its last byte.
fn cut(answer: &mut Value, name: &str) {
    let mut value = bytes(&answer["response"][name]);
    value.pop();
    answer["response"][name] = text(&value);
}

fn without(answer: &mut Value, name: &str) {
    answer.as_object_mut().unwrap().remove(name);
}

fn response_without(answer: &mut Value, name: &str) {
    answer["response"].as_object_mut().unwrap().remove(name);
}

/// Sets the id in both its places.
fn id(answer: &mut Value, id: &[u8]) {
    answer["id"] = text(id);
    answer["rawId"] = text(id);
}

pub const LIES: &[Lie] = &[
    // The answer.
    lie("It is nothing.", 400, false, Text(|_| String::new())),
    lie("It is no object.", 400, false, Text(|_| "[]".to_owned())),
    lie("It breaks off.", 400, false, Text(|t| t[..t.len() - 1].to_owned())),
    lie("It goes on after its end.", 400, false, Text(|t| t + "{}")),
    lie("It is larger than any can be.", 413, false, Text(|t| t + &" ".repeat(40_000))),
    lie("It is nested without end.", 400, false, Text(|_| "{\"id\":".repeat(5_000))),
    lie("It has an id twice.", 400, false, Text(|t| t.replacen('{', r#"{"rawId":"AAAA","#, 1))),
    lie("It has no id.", 400, false, Answer(|a| without(a, "id"))),
    lie("It has no raw id.", 400, false, Answer(|a| without(a, "rawId"))),
    lie("It has no response.", 400, false, Answer(|a| without(a, "response"))),
    lie("It has no type.", 400, false, Answer(|a| without(a, "type"))),
    lie("Its type is another.", 422, true, Answer(|a| a["type"] = "password".into())),
    lie("Its two ids are two.", 422, true, Answer(|a| a["id"] = "AAAA".into())),
    lie("Its raw id is a number.", 400, false, Answer(|a| a["rawId"] = 7.into())),
    lie("Its raw id is no base64.", 400, false, Answer(|a| a["rawId"] = "*".into())),
    lie("Its raw id is of the other base64.", 400, false, Answer(|a| a["rawId"] = "++//".into())),
    lie("Its response has no authenticator data.", 400, false, Answer(|a| response_without(a, "authenticatorData"))),
    lie("Its response has no client data.", 400, false, Answer(|a| response_without(a, "clientDataJSON"))),
    lie("Its response has no signature.", 400, false, Answer(|a| response_without(a, "signature"))),
    lie("Its signature is null.", 400, false, Answer(|a| a["response"]["signature"] = Value::Null)),
    lie("Its signature is a list of numbers.", 400, false, Answer(|a| a["response"]["signature"] = json!([1, 2]))),
    lie(
        "Its authenticator data is one byte, and padded.",
        422,
        true,
        Answer(|a| a["response"]["authenticatorData"] = "AA==".into()),
    ),
    // Whose it is.
    lie("It names a credential of nobody.", 422, false, Answer(|a| id(a, &[7; 16]))),
    lie("It names no credential.", 422, false, Answer(|a| id(a, &[]))),
    lie("Its credential is longer than any.", 422, false, Answer(|a| id(a, &[7; 1024]))),
    lie("It names nobody.", 422, false, Answer(|a| a["response"]["userHandle"] = Value::Null)),
    lie("It names an empty person.", 422, false, Answer(|a| a["response"]["userHandle"] = "".into())),
    lie("It names a person that is no id.", 422, false, Answer(|a| a["response"]["userHandle"] = text(b"hoa"))),
    lie("It names a person of 64 bytes.", 422, false, Answer(|a| a["response"]["userHandle"] = text(&[7; 64]))),
    lie("It names a person that does not exist.", 422, false, Answer(|a| a["response"]["userHandle"] = text(&[7; 16]))),
    lie("Its person is no base64.", 400, false, Answer(|a| a["response"]["userHandle"] = "*".into())),
    lie("Its browser was asked to make a passkey.", 422, true, Client(|c| c["type"] = "webauthn.create".into())),
    // Authenticator data.
    lie("The passkey is of another site.", 422, true, Data(|d| d[0] ^= 1)),
    lie("Nobody was there.", 422, true, Data(|d| d[FLAGS] &= !0x01)),
    lie("Nobody was recognised.", 422, true, Data(|d| d[FLAGS] &= !0x04)),
    lie("Nobody was there and nobody was recognised.", 422, true, Data(|d| d[FLAGS] &= !0x05)),
    lie("The passkey is copied, which it cannot be.", 422, true, Data(|d| d[FLAGS] = 0x15)),
    lie("The passkey's nature has changed.", 422, true, Data(|d| d[FLAGS] ^= 0x08 | (d[FLAGS] & 0x10))),
    lie("It announces a key that is not there.", 422, true, Data(|d| d[FLAGS] |= 0x40)),
    lie("It announces extensions that are not there.", 422, true, Data(|d| d[FLAGS] |= 0x80)),
    lie(
        "Its extensions are no map.",
        422,
        true,
        Data(|d| {
            d[FLAGS] |= 0x80;
            d.push(0x07);
        }),
    ),
    lie(
        "Its extensions break off.",
        422,
        true,
        Data(|d| {
            d[FLAGS] |= 0x80;
            d.extend(b"\xa1\x6bcredProtect");
        }),
    ),
    lie("It has extensions without announcing them.", 422, true, Data(|d| d.push(0xa0))),
    lie(
        "Something follows its extensions.",
        422,
        true,
        Data(|d| {
            d[FLAGS] |= 0x80;
            d.extend([0xa0, 0x00]);
        }),
    ),
    lie("It has a byte too many.", 422, true, Data(|d| d.push(0))),
    lie("It has a byte too few.", 422, true, Data(|d| d.truncate(d.len() - 1))),
    lie("It is empty.", 422, true, Data(Vec::clear)),
    lie("It is thousands of zeros.", 422, true, Data(|d| d.resize(8_000, 0))),
    // The signature.
    lie("It is not signed.", 422, true, Signature(|_, _| Vec::new())),
    lie(
        "One bit of the signature is another.",
        422,
        true,
        Signature(|key, signed| {
            let mut signature = sign(key, signed);
            *signature.last_mut().unwrap() ^= 1;
            signature
        }),
    ),
    lie("The signature is noise.", 422, true, Signature(|_, _| vec![0x5a; 70])),
    lie(
        "The signature is a list that announces more than there is.",
        422,
        true,
        Signature(|_, _| vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
    ),
    lie("The signature is of two zeros.", 422, true, Signature(|_, _| vec![0x30, 6, 2, 1, 0, 2, 1, 0])),
    lie(
        "The signature is two bare numbers.",
        422,
        true,
        Signature(|key, signed| p256::ecdsa::Signature::from_der(&sign(key, signed)).unwrap().to_bytes().to_vec()),
    ),
    lie("Something follows the signature.", 422, true, Signature(|key, signed| [sign(key, signed), vec![0]].concat())),
    lie("The signature breaks off.", 422, true, Answer(|a| cut(a, "signature"))),
    lie(
        "Another key signed it.",
        422,
        true,
        Signature(|_, signed| sign(&SigningKey::from_slice(&[7; 32]).unwrap(), signed)),
    ),
    lie(
        "Only the authenticator data is signed.",
        422,
        true,
        Signature(|key, signed| sign(key, &signed[..signed.len() - 32])),
    ),
    lie("Only the client data is signed.", 422, true, Signature(|key, signed| sign(key, &signed[signed.len() - 32..]))),
    lie(
        "Another counter is signed.",
        422,
        true,
        Signature(|key, signed| {
            let mut other = signed.to_vec();
            other[COUNTER + 3] ^= 1;
            sign(key, &other)
        }),
    ),
    lie(
        "The signed client data was changed afterwards.",
        422,
        true,
        Answer(|a| {
            let client = String::from_utf8(bytes(&a["response"]["clientDataJSON"])).unwrap();
            a["response"]["clientDataJSON"] = text(client.replacen('{', "{ ", 1).as_bytes());
        }),
    ),
    lie(
        "The signed authenticator data was changed afterwards.",
        422,
        true,
        Answer(|a| {
            let mut data = bytes(&a["response"]["authenticatorData"]);
            data[COUNTER + 3] = data[COUNTER + 3].wrapping_add(9);
            a["response"]["authenticatorData"] = text(&data);
        }),
    ),
];

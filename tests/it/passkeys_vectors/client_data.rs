//! Lies in the client data, of which the standard asks the same whether a passkey is made or proved.

use super::lie::Change::{Client, ClientBytes};
use super::lie::{Lie, lie};
use serde_json::{Value, json};

fn origin(members: &mut serde_json::Map<String, Value>, origin: &str) {
    members.insert("origin".to_owned(), origin.into());
}

/// Text put in front of the closing brace.
fn with(honest: Vec<u8>, more: &str) -> Vec<u8> {
    let text = String::from_utf8(honest).unwrap();
    format!("{},{more}}}", text.strip_suffix('}').unwrap()).into_bytes()
}

pub const LIES: &[Lie] = &[
    lie("The browser was asked for a payment.", 422, true, Client(|c| c["type"] = "payment.get".into())),
    lie("The type in its client data is no text.", 422, true, Client(|c| c["type"] = json!(["webauthn.get"]))),
    lie("Its client data has no type.", 422, true, Client(|c| drop(c.remove("type")))),
    lie("It answers another challenge.", 422, true, Client(|c| c["challenge"] = "A".repeat(43).into())),
    lie("It answers the challenge of nobody.", 422, true, Client(|c| c["challenge"] = "".into())),
    lie("It answers half the challenge.", 422, true, {
        Client(|c| {
            let half = c["challenge"].as_str().unwrap()[..20].to_owned();
            c["challenge"] = half.into();
        })
    }),
    lie("Its challenge is a number.", 422, true, Client(|c| c["challenge"] = 7.into())),
    lie("It has no challenge.", 422, true, Client(|c| drop(c.remove("challenge")))),
    lie("It has two challenges.", 422, true, ClientBytes(|c| with(c, r#""challenge":"AAAA""#))),
    lie("It was made on another site.", 422, true, Client(|c| origin(c, "https://example.org"))),
    lie("It was made on a site below ours.", 422, true, Client(|c| origin(c, "http://login.localhost:3000"))),
    lie("It was made on a site that ends as ours.", 422, true, Client(|c| origin(c, "http://evillocalhost:3000"))),
    lie(
        "It was made on a site that begins as ours.",
        422,
        true,
        Client(|c| origin(c, "http://localhost:3000.example.org")),
    ),
    lie("It was made over the other scheme.", 422, true, Client(|c| origin(c, "https://localhost:3000"))),
    lie("It was made on another port.", 422, true, Client(|c| origin(c, "http://localhost:3001"))),
    lie("It was made on the port of the scheme.", 422, true, Client(|c| origin(c, "http://localhost"))),
    lie("Its origin hides ours as a user.", 422, true, Client(|c| origin(c, "http://localhost:3000@example.org"))),
    lie("Its origin is a page.", 422, true, Client(|c| origin(c, "http://localhost:3000/en/sign-in"))),
    lie("Its origin is that of a file.", 422, true, Client(|c| origin(c, "null"))),
    lie("Its origin is an app's.", 422, true, Client(|c| origin(c, "android:apk-key-hash:AAAA"))),
    lie("It has no origin.", 422, true, Client(|c| drop(c.remove("origin")))),
    lie("It has two origins.", 422, true, ClientBytes(|c| with(c, r#""origin":"https://example.org""#))),
    lie("It was made in a frame of another site.", 422, true, ClientBytes(|c| with(c, r#""crossOrigin":true"#))),
    lie("It does not say clearly that it was made in no frame.", 422, true, {
        ClientBytes(|c| with(c, r#""crossOrigin":"no""#))
    }),
    lie("It names the page around its frame.", 422, true, {
        ClientBytes(|c| with(c, r#""topOrigin":"http://localhost:3000""#))
    }),
    lie(
        "Its client data begins with a byte order mark.",
        422,
        true,
        ClientBytes(|c| [&b"\xef\xbb\xbf"[..], &c].concat()),
    ),
    lie("Its client data ends with a zero byte.", 422, true, ClientBytes(|c| [&c[..], b"\0"].concat())),
    lie("Its client data has a zero byte within.", 422, true, ClientBytes(|c| [&c[..1], b"\0", &c[1..]].concat())),
    lie("Its client data is not UTF-8.", 422, true, {
        ClientBytes(|c| [&c[..c.len() - 1], b",\"note\":\"\xff\xfe\"}"].concat())
    }),
    lie("Its client data is UTF-16.", 422, true, {
        ClientBytes(|c| String::from_utf8(c).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect())
    }),
    lie("Its client data goes on after its end.", 422, true, ClientBytes(|c| [&c[..], b"{}"].concat())),
    lie("Its client data breaks off.", 422, true, ClientBytes(|c| c[..c.len() / 2].to_vec())),
    lie("Its client data is a list.", 422, true, ClientBytes(|c| [b"[", &c[..], b"]"].concat())),
    lie("Its client data is empty.", 422, true, ClientBytes(|_| Vec::new())),
];

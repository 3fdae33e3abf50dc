//! The form of what an authenticator sends, which the library reads leniently: it must be whole, say nothing twice, and
//! end where it says. Numbers written longer than they need be are let pass: some honest password managers write such.
//! No IO.

use super::cbor::after_item;
use serde_cbor_2::Value;

/// Bytes of `rpIdHash`, flags and counter.
const HEAD: usize = 37;
/// Bytes of the AAGUID and of the length of the credential id.
const BEFORE_ID: usize = 18;
const BACKED_UP: u8 = 0x10;
const MAY_BE_BACKED_UP: u8 = 0x08;
const HAS_KEY: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// What an authenticator says of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Data<'a> {
    pub backup_eligible: bool,
    /// Of a new passkey; `None` in a proof.
    pub credential_id: Option<&'a [u8]>,
}

/// Reads authenticator data. `None` when it is not of the form that its flags announce, ends early or goes on.
pub(super) fn read(data: &[u8]) -> Option<Data<'_>> {
    let (head, mut rest) = data.split_at_checked(HEAD)?;
    let flags = *head.get(32)?;
    let says = |flag: u8| flags & flag != 0;
    if says(BACKED_UP) && !says(MAY_BE_BACKED_UP) {
        return None;
    }
    let mut credential_id = None;
    if says(HAS_KEY) {
        let (before, more) = rest.split_at_checked(BEFORE_ID)?;
        let length = u16::from_be_bytes(before.last_chunk().copied()?);
        let (id, more) = more.split_at_checked(length.into())?;
        credential_id = Some(id);
        rest = after_item(more)?.1;
    }
    if says(HAS_EXTENSIONS) {
        let (extensions, more) = after_item(rest)?;
        matches!(extensions, Value::Map(_)).then_some(())?;
        rest = more;
    }
    rest.is_empty().then_some(Data { backup_eligible: says(MAY_BE_BACKED_UP), credential_id })
}

/// The authenticator data in an attestation object of exactly three members. One of the kind `none` states nothing.
pub(super) fn data_of(object: &[u8]) -> Option<Vec<u8>> {
    let (Value::Map(mut members), []) = after_item(object)? else { return None };
    let data = members.remove(&Value::Text("authData".to_owned()))?;
    let kind = members.remove(&Value::Text("fmt".to_owned()))?;
    let statement = members.remove(&Value::Text("attStmt".to_owned()))?;
    let states = !matches!(&statement, Value::Map(members) if members.is_empty());
    match data {
        Value::Bytes(data) if members.is_empty() && !(states && kind == Value::Text("none".to_owned())) => Some(data),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&[7; 32][..], &[flags], &[0, 0, 0, 1], rest].concat()
    }

    #[test]
    fn authenticator_data_must_be_what_its_flags_announce_to_the_last_byte() {
        let key: &[u8] = &[0xa1, 0x01, 0x02];
        let new = [&[0; 16][..], &[0, 2, 8, 9], key].concat();
        let proof = data(0x1d, &[]);
        assert_eq!(read(&proof), Some(Data { backup_eligible: true, credential_id: None }));
        let made = data(0x45, &new);
        assert_eq!(read(&made), Some(Data { backup_eligible: false, credential_id: Some(&[8, 9]) }));
        assert!(read(&data(0x45, &[&[0; 16][..], &[0, 0, 0xa1, 1, 0x18, 2]].concat())).is_some(), "a longer number");
        assert!(read(&data(0xc5, &[&new[..], &[0xa0]].concat())).is_some());
        for (what, lying) in [
            ("nothing", Vec::new()),
            ("ends early", proof[..36].to_vec()),
            ("goes on", data(0x05, &[0])),
            ("a backup of what cannot be", data(0x15, &[])),
            ("no key", data(0x45, &[])),
            ("a longer id than there is", data(0x45, &[&[0; 16][..], &[3, 255, 8, 9], key].concat())),
            ("half a key", data(0x45, &new[..new.len() - 1])),
            ("a member twice", data(0x45, &[&[0; 16][..], &[0, 0, 0xa2, 1, 2, 1, 2]].concat())),
            ("no extensions", data(0x85, &[])),
            ("extensions that are no map", data(0x85, &[0x01])),
            ("extensions without their flag", data(0x05, &[0xa0])),
        ] {
            assert_eq!(read(&lying), None, "{what}");
        }
    }

    #[test]
    fn an_attestation_object_has_its_three_members_once_and_nothing_behind_it() {
        let three = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x41\x07";
        assert_eq!(data_of(three), Some(vec![7]));
        for lying in [
            &b"\xa2\x63fmt\x64none\x68authData\x41\x07"[..],
            b"\xa4\x63fmt\x64none\x63fmt\x64none\x67attStmt\xa0\x68authData\x41\x07",
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x61x",
            b"\xa3\x63fmt\x64none\x67attStmt\xa1\x63alg\x26\x68authData\x41\x07",
            &[&three[..], &[0]].concat(),
            &three[..10],
            b"\xff",
            b"",
        ] {
            assert_eq!(data_of(lying), None, "{lying:?}");
        }
    }
}

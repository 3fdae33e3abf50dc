//! Reading CBOR in which no member of a map is there twice: of two, a reader takes one and another reader the other.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_cbor_2::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The first item, and what follows it.
pub(super) fn after_item(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let mut reader = serde_cbor_2::Deserializer::from_slice(bytes);
    let Item(value) = Item::deserialize(&mut reader).ok()?;
    Some((value, bytes.get(reader.byte_offset()..)?))
}

struct Item(Value);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Read).map(Self)
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item in which nothing is there twice")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(value.to_vec()))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Item(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((Item(name), Item(value))) = members.next_entry()? {
            if all.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is there twice"));
            }
        }
        Ok(Value::Map(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_read_to_its_end_and_no_further_unless_something_in_it_is_there_twice() {
        for (bytes, rest) in
            [(&b"\xa2\x01\x02\x61a\x82\xf5\xa1\x20\x41\x07"[..], 0), (b"\xa1\x01\x18\x02\xff", 1), (b"\x00\x00", 1)]
        {
            assert_eq!(after_item(bytes).map(|(_, rest)| rest.len()), Some(rest), "{bytes:?}");
        }
        let deep = vec![0x81; 10_000];
        for bytes in
            [&b"\xa2\x01\x02\x01\x02"[..], b"\x81\xa2\x61a\x00\x61a\x01", b"\xa2\x01\x02", b"\x5b\xff", b"", &deep]
        {
            assert!(after_item(bytes).is_none(), "{bytes:?}");
        }
    }
}

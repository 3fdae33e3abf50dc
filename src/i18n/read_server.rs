//! Reading a catalogue on the server.

use serde_json::Value;
use std::collections::HashMap;

/// Sentences by dotted key; none if the text is no JSON object.
pub(super) fn read(text: &str) -> HashMap<String, String> {
    let mut sentences = HashMap::new();
    if let Ok(value) = serde_json::from_str(text) {
        flatten(&value, String::new(), &mut sentences);
    }
    sentences
}

fn flatten(value: &Value, key: String, into: &mut HashMap<String, String>) {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(value, key, into);
            }
        }
        Value::String(text) => {
            into.insert(key, text.clone());
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

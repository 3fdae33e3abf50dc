//! A row of somebody's activity as a line of a table and as JSON.

use super::model::ActivityRow;
use super::words::{device, sentence};
use crate::i18n::I18n;
use serde_json::{Value, json};

pub fn json_row(i: &I18n, row: &ActivityRow) -> Value {
    json!({
        "number": row.number, "at": row.at.machine(), "act": row.act, "refused": row.refused,
        "said": sentence(i, row), "device": device(i, row), "network": row.network,
    })
}

/// What stands above the rows.
pub fn csv_head(i: &I18n) -> String {
    let heads = ["number", "when", "what", "device", "network"];
    // Spreadsheets read UTF-8 only behind this mark.
    format!("\u{feff}{}", line(heads.map(|head| i.t(&format!("audit.columns.{head}")))))
}

pub fn csv_row(i: &I18n, row: &ActivityRow) -> String {
    line([row.number.to_string(), row.at.machine(), sentence(i, row), device(i, row), row.network.clone()])
}

fn line(cells: [String; 5]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_early() {
        for (text, expected) in [
            ("Signed in", "\"Signed in\""),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@sum(a1)", "\"'@sum(a1)\""),
            ("a \"b\", c\nd", "\"a \"\"b\"\", c\nd\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}

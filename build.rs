//! Lists the catalogues in `locales/` and the vocabularies beside them in `data/vocabulary/`, so that adding a language
//! is adding its files.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=data/vocabulary");
    println!("cargo::rerun-if-changed=migrations");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let root = Path::new(&root);
    let folder = root.join("locales");
    let mut codes: Vec<String> = fs::read_dir(&folder)
        .expect("the folder of catalogues is there")
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .collect();
    // English is the default and comes first.
    codes.sort_by_key(|code| (code != "en", code.clone()));

    let mut list = String::from("/// Codes of all catalogues, the default first.\npub const CODES: &[&str] = &[");
    let mut names =
        String::from("/// Name of every language in itself, in the same order.\npub const NAMES: &[&str] = &[");
    let mut texts =
        String::from("/// Text of every catalogue, in the same order.\npub static CATALOGUES: &[&str] = &[");
    let mut vocabularies =
        String::from("/// Text of every vocabulary, in the same order.\nstatic VOCABULARIES: &[&str] = &[");
    for code in &codes {
        write!(list, "{code:?}, ").expect("writing to a string cannot fail");
        let path = folder.join(format!("{code}.json"));
        write!(names, "{:?}, ", own_name(&path)).expect("writing to a string cannot fail");
        texts.push_str(&included(&path));
        let path = root.join("data/vocabulary").join(format!("{code}.json"));
        // A language without one is a language whose statuses are explained in English, and a test that fails.
        vocabularies.push_str(&if path.exists() { included(&path) } else { "\"{}\", ".to_owned() });
    }
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let write = |name: &str, text: String| fs::write(Path::new(&out).join(name), text).expect("OUT_DIR can be written");
    write("codes.rs", list + "];\n" + &names + "];\n");
    write("catalogues.rs", texts + "];\n");
    write("vocabularies.rs", vocabularies + "];\n");
}

fn included(path: &Path) -> String {
    format!("include_str!({:?}), ", path.display().to_string())
}

/// The value of `"language": { "name": … }`, without a JSON parser among the build's dependencies.
fn own_name(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a catalogue can be read");
    let name = text.split("\"language\"").nth(1).and_then(|rest| rest.split('"').nth(3));
    name.expect("a catalogue begins with language.name").to_owned()
}

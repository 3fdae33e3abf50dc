//! The statuses of `data/statuses.json` and the forms of `data/forms.json`: what each status does to a case and which path
//! each form takes, and what both are called and mean in each language (`data/vocabulary/`). Facts of data files, never
//! constants in code; a title that is not there is unknown, not guessed.

use super::event::Words;
use super::model::{AgencyWords, FormName, Glossary, GlossaryGroup, Outcome, Stage, Step, Term};
use crate::i18n::{Locale, in_words, vocabulary};
use crate::types::CivilDate;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One explained status.
#[derive(Debug, Deserialize)]
pub struct Entry {
    /// Names its words in the vocabularies, and its place on the page of statuses.
    id: String,
    /// As the agency writes it.
    pub title: String,
    group: String,
    /// The stage this status is evidence for.
    pub stage: Option<Stage>,
    /// Where the case is afterwards.
    pub phase: Option<Step>,
    pub action_required: bool,
    pub closes: bool,
    pub outcome: Option<Outcome>,
    code: Option<Vec<String>>,
}

/// One form.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(rename = "form")]
    spelling: String,
    pub usual: Vec<Stage>,
    pub not_always: Vec<Stage>,
    pub normally_biometrics: bool,
}

#[derive(Deserialize)]
struct StatusFile {
    as_of: CivilDate,
    /// Code of the language that the titles are in.
    language: String,
    groups: Vec<String>,
    statuses: Vec<Entry>,
}

#[derive(Deserialize)]
struct FormFile {
    forms: Vec<Form>,
}

struct Vocabulary {
    file: StatusFile,
    by_title: HashMap<String, usize>,
    by_code: HashMap<String, usize>,
    forms: HashMap<String, Form>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let file: StatusFile = serde_json::from_str(include_str!("../../data/statuses.json"))
        .expect("data/statuses.json is compiled in and a test reads it");
    let forms: FormFile = serde_json::from_str(include_str!("../../data/forms.json"))
        .expect("data/forms.json is compiled in and a test reads it");
    let by_title = file.statuses.iter().enumerate().map(|(place, entry)| (title_key(&entry.title), place)).collect();
    let by_code = codes(&file.statuses);
    Vocabulary {
        file,
        by_title,
        by_code,
        forms: forms.forms.into_iter().map(|form| (form_key(&form.spelling), form)).collect(),
    }
});

/// Codes that say one thing only: those whose titles all have the same effect.
fn codes(statuses: &[Entry]) -> HashMap<String, usize> {
    let effect = |entry: &Entry| (entry.stage, entry.phase, entry.action_required, entry.closes, entry.outcome);
    let mut found: HashMap<String, Option<usize>> = HashMap::new();
    for (place, entry) in statuses.iter().enumerate() {
        for code in entry.code.iter().flatten() {
            let first = found.entry(code.clone()).or_insert(Some(place));
            if first.and_then(|first| statuses.get(first)).is_some_and(|first| effect(first) != effect(entry)) {
                *first = None;
            }
        }
    }
    found.into_iter().filter_map(|(code, place)| Some((code, place?))).collect()
}

/// The agency spells one title in several ways: case, spaces and apostrophes do not count.
fn title_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    for word in title.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().map(|c| if c == '\u{2019}' { '\'' } else { c }).flat_map(char::to_lowercase));
    }
    key
}

/// `I-485`, `i485` and `I 485` are one form.
fn form_key(form: &str) -> String {
    form.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn at(place: usize) -> Option<&'static Entry> {
    VOCABULARY.file.statuses.get(place)
}

/// The entry that explains a title.
#[must_use]
pub fn explain(title: &Words) -> Option<&'static Entry> {
    title.0.values().find_map(|text| VOCABULARY.by_title.get(&title_key(text)).copied().and_then(at))
}

/// What a status does to the case: by its title, else by its code. An unknown one does nothing.
#[must_use]
pub fn effect(title: Option<&Words>, code: Option<&str>) -> Option<&'static Entry> {
    title.and_then(explain).or_else(|| code.and_then(|code| VOCABULARY.by_code.get(code).copied().and_then(at)))
}

#[must_use]
pub fn form(form: &str) -> Option<&'static Form> {
    VOCABULARY.forms.get(&form_key(form))
}

/// The form's usual spelling; as given for a form that the list does not have.
#[must_use]
pub fn form_spelling(text: &str) -> String {
    form(text).map_or_else(|| text.to_owned(), |form| form.spelling.clone())
}

#[must_use]
pub fn form_name(text: &str, locale: Locale) -> FormName {
    FormName { form: text.to_owned(), short: named(text, "short", locale) }
}

/// What the agency calls the form; `None` for a form that the list does not have.
#[must_use]
pub fn official_name(text: &str, locale: Locale) -> Option<String> {
    named(text, "name", locale)
}

fn named(text: &str, what: &str, locale: Locale) -> Option<String> {
    in_words(&format!("forms.{}.{what}", form(text)?.spelling), locale).map(str::to_owned)
}

impl Entry {
    #[must_use]
    pub fn meaning(&self, locale: Locale) -> String {
        self.says("meaning", locale).unwrap_or_default()
    }

    #[must_use]
    pub fn is_not(&self, locale: Locale) -> Option<String> {
        self.says("not", locale)
    }

    #[must_use]
    pub fn todo(&self, locale: Locale) -> Option<String> {
        self.says("todo", locale)
    }

    /// Our translation of the title, where the language is not the agency's.
    #[must_use]
    pub fn translated(&self, locale: Locale) -> Option<&'static str> {
        vocabulary(locale).find(&self.key("title"))
    }

    fn says(&self, what: &str, locale: Locale) -> Option<String> {
        in_words(&self.key(what), locale).map(str::to_owned)
    }

    fn key(&self, what: &str) -> String {
        format!("statuses.{}.{what}", self.id)
    }
}

/// A title as the reader should see it: in their language if the agency or the glossary has it so.
#[must_use]
pub fn title_for(title: &Words, locale: Locale) -> Option<AgencyWords> {
    let picked = title.pick(locale.code())?;
    if picked.lang == locale.code() {
        return Some(picked);
    }
    match explain(title) {
        Some(entry) => Some(match entry.translated(locale) {
            Some(text) => AgencyWords { lang: locale.code().to_owned(), text: text.to_owned() },
            // Known titles are in the agency's language, whether it said so or not.
            None => AgencyWords { lang: VOCABULARY.file.language.clone(), text: picked.text },
        }),
        None => Some(picked),
    }
}

/// The whole glossary in one language.
#[must_use]
pub fn glossary(locale: Locale) -> Glossary {
    let file = &VOCABULARY.file;
    let terms_of = |group: &str| {
        let entries = file.statuses.iter().filter(|entry| entry.group == group);
        entries.map(|entry| term(entry, locale)).collect()
    };
    let groups = file.groups.iter().map(|group| GlossaryGroup {
        id: group.clone(),
        name: in_words(&format!("groups.{group}"), locale).unwrap_or(group).to_owned(),
        terms: terms_of(group),
    });
    Glossary { as_of: file.as_of, groups: groups.collect() }
}

fn term(entry: &Entry, locale: Locale) -> Term {
    Term {
        anchor: entry.id.clone(),
        title: entry.title.clone(),
        translated: entry.translated(locale).map(str::to_owned),
        meaning: entry.meaning(locale),
        is_not: entry.is_not(locale),
        todo: entry.todo(locale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_status_is_read_and_anchored_once() {
        let glossary = glossary(Locale::default());
        let anchors: Vec<_> = glossary.groups.iter().flat_map(|g| &g.terms).map(|t| t.anchor.clone()).collect();
        let unique: HashSet<_> = anchors.iter().collect();
        assert_eq!(anchors.len(), VOCABULARY.file.statuses.len());
        assert_eq!(unique.len(), anchors.len());
        assert!(anchors.iter().flat_map(|anchor| anchor.chars()).all(|c| c.is_ascii_alphanumeric() || c == '-'));
    }

    /// Every key that the facts ask of a language.
    fn asked(locale: Locale) -> HashSet<String> {
        let file = &VOCABULARY.file;
        let mut keys: HashSet<String> = file.groups.iter().map(|group| format!("groups.{group}")).collect();
        for entry in &file.statuses {
            let translated = (locale.code() != file.language).then_some("title");
            let todo = entry.action_required.then_some("todo");
            keys.extend(["meaning"].into_iter().chain(translated).chain(todo).map(|what| entry.key(what)));
        }
        let forms = VOCABULARY.forms.values().flat_map(|form| ["name", "short"].map(|what| (&form.spelling, what)));
        keys.extend(forms.map(|(form, what)| format!("forms.{form}.{what}")));
        keys
    }

    #[test]
    fn every_language_explains_every_status_and_names_every_form_and_nothing_else() {
        let ours = |key: &&str| ["groups.", "statuses.", "forms."].iter().any(|start| key.starts_with(start));
        // What a status does not mean is said where it needs saying, in all languages alike.
        let is_not = |key: &&str| key.rsplit('.').next() == Some("not");
        let english: HashSet<&str> = vocabulary(Locale::default()).keys().filter(is_not).collect();
        assert!(english.len() > 50);
        for locale in Locale::all() {
            let words = vocabulary(locale);
            let asked = asked(locale);
            let said: HashSet<&str> = words.keys().filter(ours).filter(|key| !is_not(key)).collect();
            let missing: Vec<_> = asked.iter().filter(|key| !said.contains(key.as_str())).collect();
            let spare: Vec<_> = said.iter().filter(|key| !asked.contains(**key)).collect();
            assert!(missing.is_empty() && spare.is_empty(), "{}: {missing:?}, {spare:?}", locale.code());
            assert_eq!(words.keys().filter(is_not).collect::<HashSet<_>>(), english, "{}", locale.code());
            let empty: Vec<_> = said.iter().filter(|key| words.t(key).trim().is_empty()).collect();
            assert!(empty.is_empty(), "{}: {empty:?}", locale.code());
        }
    }

    #[test]
    fn the_spanish_title_is_ours_and_the_english_one_the_agencys() {
        let entry = explain(&Words::bare("Case Was Received")).unwrap();
        assert_eq!(entry.translated(Locale::default()), None);
        assert_eq!(entry.translated(Locale::parse("es").unwrap()), Some("Caso recibido"));
    }

    #[test]
    fn a_title_is_found_in_any_spelling_and_never_guessed() {
        for title in
            ["Case Was Received", " case  was RECEIVED ", "Response To USCIS’ Request For Evidence Was Received"]
        {
            assert!(explain(&Words::bare(title)).is_some(), "{title}");
        }
        assert!(explain(&Words::bare("Case Was Received By Somebody")).is_none());
    }

    #[test]
    fn a_code_speaks_only_where_the_title_says_nothing_known() {
        let approved = effect(None, Some("SA")).unwrap();
        assert_eq!(approved.outcome, Some(Outcome::Approved));
        let denied = effect(Some(&Words::bare("Case Was Denied")), Some("SA")).unwrap();
        assert_eq!(denied.outcome, Some(Outcome::Denied));
        assert!(effect(Some(&Words::bare("New Words")), Some("RCV0")).is_none());
    }

    #[test]
    fn forms_are_found_without_their_dash() {
        assert_eq!(form_spelling("i485"), "I-485");
        assert_eq!(form_spelling("X-999"), "X-999");
        assert!(form("N 400").unwrap().normally_biometrics);
    }
}

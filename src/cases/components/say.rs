//! What is said, where there is a choice.

use crate::cases::model::{Days, FormName, Kind, Outcome, Stage};
use crate::i18n::I18n;
use leptos::prelude::*;
use std::collections::HashMap;

/// "Green card (I-485)"; the form alone where it has no short name.
pub fn form_title(i: &I18n, form: &FormName) -> String {
    match &form.short {
        Some(short) => format!("{short} ({})", form.form),
        None if form.form.is_empty() => i.t("cases.unnamed_form"),
        None => form.form.clone(),
    }
}

/// The same inside a sentence of ours, which has no tags to isolate what only the agency named.
pub fn form_within(i: &I18n, form: &FormName) -> String {
    let title = form_title(i, form);
    if form.short.is_some() { title } else { format!("\u{2068}{title}\u{2069}") }
}

/// Our sentence for what an event without a title reports.
pub fn kind_text(i: &I18n, kind: Kind, outcome: Option<Outcome>) -> String {
    match (kind, outcome) {
        (Kind::DecisionMade, Some(outcome)) => i.t(&format!("cases.outcome.{}", outcome.as_str())),
        (kind, _) => i.t(&format!("cases.kind.{}", kind.as_str())),
    }
}

pub fn stage_name(i: &I18n, stage: Stage) -> String {
    i.t(&format!("cases.stage.{}", stage.as_str()))
}

/// "23 days left", "today", "2 days ago".
pub fn days_left(i: &I18n, days: i64) -> String {
    match days {
        0 => i.t("cases.due_today"),
        1.. => i.plural("cases.days_left", days, &[]),
        _ => i.plural("cases.overdue", -days, &[]),
    }
}

/// "today", "yesterday", "12 days ago".
pub fn ago(i: &I18n, days: i64) -> String {
    match days {
        ..=0 => i.t("cases.today"),
        1 => i.t("cases.yesterday"),
        _ => i.plural("cases.days_ago", days, &[]),
    }
}

/// "Day 143; quiet for 22 days, longest so far 41".
pub fn pulse(i: &I18n, days: Days) -> String {
    let quiet = match days.quiet {
        0 => i.t("cases.changed_today"),
        quiet if quiet >= days.longest => i.plural("cases.quiet_longest", quiet, &[]),
        quiet => i.plural("cases.quiet", quiet, &[("longest", &days.longest.to_string())]),
    };
    match days.day {
        Some(day) => format!("{}; {quiet}", i.with("cases.day", &[("day", &day.to_string())])),
        None => quiet,
    }
}

/// What this page has shown before, so that only what is newer than its first look is highlighted.
#[derive(Clone, Copy)]
pub struct Seen {
    shown: StoredValue<HashMap<String, i64>>,
    looked: StoredValue<bool>,
}

impl Seen {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self { shown: StoredValue::new(HashMap::new()), looked: StoredValue::new(false) }
    }

    /// Whether `version` of `name` is news to a page that was already read.
    pub fn is_news(self, name: &str, version: i64) -> bool {
        let looked = self.looked.get_value();
        let before = self.shown.with_value(|shown| shown.get(name).copied());
        if before != Some(version) {
            self.shown.update_value(|shown| {
                shown.insert(name.to_owned(), version);
            });
        }
        looked && before.is_none_or(|before| before < version)
    }

    /// Called when everything was rendered once.
    pub fn looked(self) {
        self.looked.set_value(true);
    }
}

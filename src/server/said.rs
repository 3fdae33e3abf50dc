//! The sentence that the page after a form begins with, where the page itself does not say what the form did. A cookie
//! carries its word, which is of the catalogue (`said.…`) and so tells nothing of anybody: `done.…` for a form that leads
//! back to its page, `gone.…` for one that leads to another, `ended` when the session was over before the form arrived.

use crate::error::AppError;
use crate::i18n::I18n;
use crate::ui::{Next, ToldText};

/// Long enough for a slow line, too short to be told on a page that has nothing to do with it.
pub(super) const LIFE: u32 = 60;

/// The word for what the function at `path` answered, if there is anything to tell. The program tells by itself what it
/// does in its own page.
pub(super) fn word(i: &I18n, path: &str, outcome: &Result<String, AppError>, plain: bool) -> Option<String> {
    let word = match outcome {
        Ok(json) => {
            let next = Next::in_answer(json);
            if !plain && !next.as_ref().is_some_and(|next| next.reload) {
                return None;
            }
            let group = if next.is_some() { "gone" } else { "done" };
            format!("{group}.{}", name(path))
        }
        Err(AppError::Unauthenticated) if plain => "ended".to_owned(),
        Err(_) => return None,
    };
    i.knows(&format!("said.{word}")).then_some(word)
}

/// What the catalogue calls the function at `path`.
fn name(path: &str) -> String {
    path.trim_start_matches("/api/").replace(['/', '-'], "_")
}

/// The sentence of a cookie's word. A word that is none says nothing.
pub(super) fn told(i: &I18n, word: Option<&str>) -> ToldText {
    let sentence = |word: &str| {
        let key = format!("said.{word}");
        let mark = if word == "ended" { '-' } else { '+' };
        i.knows(&key).then(|| format!("{mark}{}", i.t(&key)))
    };
    ToldText(word.and_then(sentence).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn only_words_of_the_catalogue_are_told() {
        let i = I18n::of(Locale::default());
        for word in ["", "done", "gone.cases_link.x", "<script>", "done.cases_link", &"x".repeat(256)] {
            assert_eq!(told(&i, Some(word)).0, "", "{word}");
        }
        assert_eq!(told(&i, None).0, "");
        assert_eq!(told(&i, Some("gone.cases_link")).0, "+The case is linked to your account.");
        assert!(told(&i, Some("ended")).0.starts_with("-Your session had ended"));
    }

    #[test]
    fn the_program_is_told_only_what_a_page_that_is_loaded_anew_cannot_know() {
        let i = I18n::of(Locale::default());
        let leads = |reload: bool| Ok(format!("{{\"to\":\"/x\",\"reload\":{reload}}}"));
        let (link, stop) = ("/api/cases/link", "/api/accounts/stop-authenticator");
        assert_eq!(word(&i, link, &leads(false), true).as_deref(), Some("gone.cases_link"));
        assert_eq!(word(&i, link, &leads(true), false).as_deref(), Some("gone.cases_link"));
        assert_eq!(word(&i, link, &leads(false), false), None);
        assert_eq!(word(&i, stop, &Ok("null".to_owned()), true).as_deref(), Some("done.accounts_stop_authenticator"));
        assert_eq!(word(&i, stop, &Ok("null".to_owned()), false), None);
        assert_eq!(word(&i, stop, &Err(AppError::Unauthenticated), true).as_deref(), Some("ended"));
        assert_eq!(word(&i, stop, &Err(AppError::NotFound), true), None);
        assert_eq!(word(&i, "/api/cases/dashboard", &Ok("{}".to_owned()), true), None);
    }
}

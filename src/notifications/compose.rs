//! Turns a kind of mail into subject, plain text and HTML in a language, and a kind of text message into its few words.
//! Everything filled in is escaped in HTML, which is one column without colours of its own, so that it is as readable in the
//! dark as the reader's program is.

use super::story;
use super::{MailKind, TextKind};
use crate::i18n::{Catalogue, Locale, messages};
use crate::server::Config;
use std::fmt::Write as _;

/// A mail as it is read.
pub(super) struct Composed {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What makes a mail known as ours.
pub(super) struct Marks<'a> {
    /// Code that the page of checks knows, in groups.
    pub code: &'a str,
    /// The person's own words; `None` where the reader may be somebody else.
    pub phrase: Option<&'a str>,
}

const STYLE: &str = "<style>:root{color-scheme:light dark}\
    body{max-width:36em;margin:0 auto;padding:16px;font:17px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}</style>";

pub(super) fn compose(config: &Config, locale: Locale, kind: &MailKind, marks: &Marks<'_>) -> Composed {
    let messages = messages(locale);
    let base = config.base_url.as_str().trim_end_matches('/');
    let days = config.limits.closing_days.to_string();
    let part = |name: &str| {
        let key = format!("mail.{}.{name}", kind.name());
        messages.find(&key).map(|_| messages.with(&key, &[("base", base), ("days", &days)]))
    };
    let subject = part("subject").unwrap_or_default();
    let mut footer = vec![
        messages.t("mail.footer.never"),
        messages.with("mail.footer.check", &[("base", base), ("sender", &sender(config)), ("code", marks.code)]),
    ];
    footer.extend(kind.stop().map(|stop| messages.with("mail.footer.stop", &[("link", stop)])));
    let told = kind.story().map(|story| story::told(messages, story)).unwrap_or_default();
    let content = Content {
        subject: &subject,
        phrase: marks.phrase.map(|phrase| messages.with("mail.phrase", &[("phrase", phrase)])),
        hello: messages.t("mail.hello"),
        body: part(story::body(kind)).unwrap_or_default(),
        told,
        link: kind.link().zip(part("action")),
        after: part("after").unwrap_or_else(|| messages.with("mail.not_you", &[("base", base)])),
        footer,
    };
    let (text, html) = (content.text(), content.html(messages));
    Composed { subject, text, html }
}

/// What a text message says.
pub(super) fn text_message(locale: Locale, kind: &TextKind) -> String {
    let key = format!("factors.texts.{}", kind.name());
    messages(locale).with(&key, &[("code", kind.code().unwrap_or_default())])
}

/// The bare address that mails come from.
fn sender(config: &Config) -> String {
    config.mail_from.parse::<lettre::message::Mailbox>().map_or_else(|_| String::new(), |from| from.email.to_string())
}

struct Content<'a> {
    subject: &'a str,
    phrase: Option<String>,
    hello: String,
    body: String,
    /// Facts, a line each.
    told: Vec<String>,
    /// Address and the words on it.
    link: Option<(&'a str, String)>,
    after: String,
    footer: Vec<String>,
}

impl Content<'_> {
    fn text(&self) -> String {
        let mut text = String::new();
        if let Some(phrase) = &self.phrase {
            let _ = write!(text, "{phrase}\n\n");
        }
        let _ = write!(text, "{}\n\n{}\n\n", self.hello, self.body);
        for line in &self.told {
            let _ = writeln!(text, "* {line}");
        }
        if !self.told.is_empty() {
            text.push('\n');
        }
        if let Some((link, action)) = &self.link {
            let _ = write!(text, "{action}:\n{link}\n\n");
        }
        let _ = write!(text, "{}\n\n-- \n{}\n", self.after, self.footer.join("\n\n"));
        text
    }

    fn html(&self, messages: &Catalogue) -> String {
        let locale = messages.locale();
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>{STYLE}</head>\n<body>\n",
            locale.code(),
            locale.direction(),
            escape(self.subject)
        );
        if let Some(phrase) = &self.phrase {
            let _ = writeln!(html, "<p><strong>{}</strong></p>", escape(phrase));
        }
        for paragraph in [&self.hello, &self.body] {
            let _ = writeln!(html, "<p>{}</p>", escape(paragraph));
        }
        if !self.told.is_empty() {
            let lines = self.told.iter().fold(String::new(), |lines, line| lines + "<li>" + &escape(line) + "</li>");
            let _ = writeln!(html, "<ul>{lines}</ul>");
        }
        if let Some((link, action)) = &self.link {
            let link = escape(link);
            let _ = writeln!(html, "<p><strong>{}</strong><br><a href=\"{link}\">{link}</a></p>", escape(action));
        }
        let _ = writeln!(html, "<p>{}</p>\n<hr>", escape(&self.after));
        for line in &self.footer {
            let _ = writeln!(html, "<p><small>{}</small></p>", escape(line));
        }
        html.push_str("</body>\n</html>\n");
        html
    }
}

/// Text as HTML shows it, in an element or a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::kinds::{a_story, every_kind};
    use super::*;
    use crate::server::config::{Mode, Sources};
    use std::collections::BTreeMap;

    const MARKS: Marks<'_> = Marks { code: "ABCDE-FGHJK", phrase: Some("violet lantern harbour") };

    fn config() -> Config {
        let mut sources = Sources::default();
        sources.set("base_url", "https://portico.example");
        sources.set("mail_from", "Portico <no-reply@portico.example>");
        Config::from_sources(&sources, Mode::Production).unwrap()
    }

    /// The HTML without its style, whose braces are no places of a sentence.
    fn unstyled(html: &str) -> String {
        let (head, rest) = html.split_once("<style>").unwrap();
        format!("{head}{}", rest.split_once("</style>").unwrap().1)
    }

    #[test]
    fn every_mail_is_complete_in_every_language() {
        for locale in Locale::all() {
            for kind in every_kind() {
                let mail = compose(&config(), locale, &kind, &MARKS);
                let name = kind.name();
                assert!(!mail.subject.is_empty() && !mail.subject.contains("mail."), "{name}");
                assert!(messages(locale).find(&format!("mail.{name}.body")).is_some(), "{name}");
                for text in [&mail.text, &unstyled(&mail.html)] {
                    assert!(
                        !text.contains("mail.") && !text.contains("audit.") && !text.contains('{'),
                        "{name}: {text}"
                    );
                    assert!(text.contains("no-reply@portico.example"), "{name}: the footer says who writes");
                    assert!(text.contains("https://portico.example/verify") && text.contains(MARKS.code), "{name}");
                    assert!(!text.contains("/sign-in"), "{name}: no mail leads to the sign-in page");
                    assert_eq!(text.contains("/verify-email/token"), kind.link().is_some(), "{name}");
                    assert_eq!(text.contains("/stop-mail/token"), kind.stop().is_some(), "{name}");
                    assert!(!text.contains('!') || text.starts_with("<!doctype"), "{name}: {text}");
                }
                let code = locale.code();
                assert!(
                    mail.html.contains(&format!("<html lang=\"{code}\" dir=\"{}\">", locale.direction())),
                    "{name}"
                );
                for never in ["<img", "src=", "url(", "<script", "<link", "style=\""] {
                    assert!(!mail.html.contains(never), "{name}: {never}");
                }
            }
        }
    }

    #[test]
    fn the_phrase_is_the_first_line_of_every_kind_and_of_none_that_goes_to_somebody_unknown() {
        for locale in Locale::all() {
            for kind in every_kind() {
                let mail = compose(&config(), locale, &kind, &MARKS);
                let first = mail.text.lines().next().unwrap();
                assert!(first.contains("violet lantern harbour"), "{}: {first}", kind.name());
                let body = mail.html.split_once("<body>\n").unwrap().1;
                assert!(body.lines().next().unwrap().contains("violet lantern harbour"), "{}: {body}", kind.name());
                let mail = compose(&config(), locale, &kind, &Marks { phrase: None, ..MARKS });
                assert!(mail.text.starts_with(&messages(locale).t("mail.hello")), "{}", kind.name());
                assert!(!mail.html.contains("violet"), "{}", kind.name());
            }
        }
    }

    #[test]
    fn a_subject_tells_nothing_of_what_happened_in_a_case_or_where() {
        for locale in Locale::all() {
            let about_cases = every_kind().into_iter().filter(|kind| kind.name().starts_with("case_"));
            let subjects: BTreeMap<_, _> = about_cases
                .map(|kind| (kind.name(), compose(&config(), locale, &kind, &MARKS).subject.to_lowercase()))
                .collect();
            assert!(subjects.len() >= 3, "{subjects:?}");
            assert_eq!(subjects["case_linked"], subjects["case_changed"]);
            let silent = |subject: &String| !subject.contains("case") && !subject.contains("caso");
            assert!(subjects.values().all(silent), "{subjects:?}");
        }
    }

    #[test]
    fn a_text_message_is_short_and_leads_nowhere() {
        for locale in Locale::all() {
            for kind in [TextKind::Code { code: "123456".to_owned() }, TextKind::AccountChanged] {
                let text = text_message(locale, &kind);
                assert!(text.starts_with("Portico: ") && !text.contains('{'), "{text}");
                // One message of a gateway takes 160 characters of the common alphabet, 70 of any other.
                assert!(text.chars().count() <= 160, "{text}");
                assert!(!text.contains("http") && !text.contains('/'), "{text}");
                assert_eq!(text.contains("123456"), kind.code().is_some(), "{text}");
            }
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let link = "https://portico.example/\"><script>alert('x')</script>".to_owned();
        let marks = Marks { phrase: Some("</p><script>alert(1)</script>"), ..MARKS };
        let mail = compose(&config(), Locale::default(), &MailKind::VerifyEmail { link }, &marks);
        assert!(!mail.html.contains("<script>") && mail.html.contains("&quot;&gt;&lt;script&gt;"));
    }

    #[test]
    fn a_new_browser_is_told_with_what_happened_since() {
        let link = "https://portico.example/en/not-me/t".to_owned();
        let text = |signed_in| {
            let kind = MailKind::NewDevice { link: link.clone(), story: a_story(signed_in) };
            compose(&config(), Locale::default(), &kind, &MARKS).text
        };
        for line in [
            "* When: 10 March 2026, 15:00 UTC",
            "* Browser: Firefox on Windows",
            "* Network, roughly: 203.0.113.0/24",
            "* After that: your password was changed.",
            "* After that: a passkey was added.",
        ] {
            assert!(text(true).contains(line), "{line} in {}", text(true));
        }
        assert!(text(false).contains("the second step was not done") && !text(true).contains("second step was not"));
    }
}

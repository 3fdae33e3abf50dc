//! Turns a kind of mail into subject, plain text and HTML in a language, and a kind of text message into its few words.
//! Everything filled in is escaped in HTML.

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

pub(super) fn compose(config: &Config, locale: Locale, kind: &MailKind) -> Composed {
    let messages = messages(locale);
    let base = config.base_url.as_str().trim_end_matches('/');
    let part = |name: &str| {
        let key = format!("mail.{}.{name}", kind.name());
        messages.find(&key).map(|_| messages.with(&key, &[("base", base)]))
    };
    let subject = part("subject").unwrap_or_default();
    let footer = [
        messages.t("mail.footer.never"),
        messages.with("mail.footer.check", &[("base", base), ("sender", &sender(config))]),
    ];
    let content = Content {
        subject: &subject,
        hello: messages.t("mail.hello"),
        body: part("body").unwrap_or_default(),
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
    hello: String,
    body: String,
    /// Address and the words on it.
    link: Option<(&'a str, String)>,
    after: String,
    footer: [String; 2],
}

impl Content<'_> {
    fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n\n", self.hello, self.body);
        if let Some((link, action)) = &self.link {
            let _ = write!(text, "{action}:\n{link}\n\n");
        }
        let [never, check] = &self.footer;
        let _ = write!(text, "{}\n\n-- \n{never}\n{check}\n", self.after);
        text
    }

    fn html(&self, messages: &Catalogue) -> String {
        let locale = messages.locale();
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n",
            locale.code(),
            locale.direction(),
            escape(self.subject)
        );
        for paragraph in [&self.hello, &self.body] {
            let _ = writeln!(html, "<p>{}</p>", escape(paragraph));
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
    use super::super::model::every_kind;
    use super::*;
    use crate::server::config::{Mode, Sources};

    fn config() -> Config {
        let mut sources = Sources::default();
        sources.set("base_url", "https://portico.example");
        sources.set("mail_from", "Portico <no-reply@portico.example>");
        Config::from_sources(&sources, Mode::Production).unwrap()
    }

    #[test]
    fn every_mail_is_complete_in_every_language() {
        for locale in Locale::all() {
            for kind in every_kind() {
                let mail = compose(&config(), locale, &kind);
                let name = kind.name();
                assert!(!mail.subject.is_empty() && !mail.subject.contains("mail."), "{name}");
                assert!(messages(locale).find(&format!("mail.{name}.body")).is_some(), "{name}");
                for text in [&mail.text, &mail.html] {
                    assert!(!text.contains("mail.") && !text.contains('{'), "{name}: {text}");
                    assert!(text.contains("no-reply@portico.example"), "{name}: the footer says who writes");
                    assert!(!text.contains("/sign-in"), "{name}: no mail leads to the sign-in page");
                    assert_eq!(text.contains("/verify-email/token"), kind.link().is_some(), "{name}");
                }
            }
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
        let mail = compose(&config(), Locale::default(), &MailKind::VerifyEmail { link });
        assert!(!mail.html.contains("<script>") && mail.html.contains("&quot;&gt;&lt;script&gt;"));
    }
}

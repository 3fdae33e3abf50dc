//! What a mail tells of a sign-in from a browser not seen before, line by line.

use super::MailKind;
use super::model::DeviceStory;
use crate::audit::Device;
use crate::i18n::Catalogue;

/// Name of the sentence that says what the mail is about.
pub(super) fn body(kind: &MailKind) -> &'static str {
    match kind.story() {
        Some(story) if !story.signed_in => "body_half",
        Some(_) | None => "body",
    }
}

/// When, with what, from where, and what came of it.
pub(super) fn told(messages: &Catalogue, story: &DeviceStory) -> Vec<String> {
    let unknown = || messages.t("audit.device_unknown");
    let browser = match Device::parse(&story.agent).map(|device| (device.browser.name(), device.system.name())) {
        Some((Some(browser), Some(system))) => {
            messages.with("audit.device", &[("browser", browser), ("system", system)])
        }
        Some((Some(one), None) | (None, Some(one))) => one.to_owned(),
        Some((None, None)) | None => unknown(),
    };
    let mut lines = vec![
        messages.with("mail.new_device.when", &[("date", &messages.date_time(&story.at))]),
        messages.with("mail.new_device.browser", &[("browser", &browser)]),
    ];
    if !story.network.is_empty() {
        lines.push(messages.with("mail.new_device.network", &[("network", &story.network)]));
    }
    if story.since.is_empty() {
        lines.push(messages.t("mail.new_device.nothing_since"));
    }
    lines.extend(story.since.iter().map(|act| since(messages, act)));
    lines
}

/// An act in a mail whose reader may not be the one who did it. One that has no words here has those of the activity.
fn since(messages: &Catalogue, act: &str) -> String {
    let key = format!("mail.new_device.since.{act}");
    match messages.find(&key) {
        Some(_) => messages.t(&key),
        None => messages.t(&format!("audit.acts.{act}")),
    }
}

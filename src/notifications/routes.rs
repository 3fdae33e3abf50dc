//! `/demo/mailbox`: every mail and text message of a demonstration, readable by anyone. Mounted only by `portico demo`.

use super::compose::escape;
use super::model::DemoText;
use super::{DemoMail, store};
use crate::error::AppError;
use crate::i18n::{Catalogue, messages, negotiate};
use crate::server::{CookieName, Ctx, read_cookie};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use std::fmt::Write as _;

/// Messages of each kind shown at once.
const SHOWN: i64 = 100;

/// The mailbox page and its JSON.
pub fn demo_routes() -> Router<Ctx> {
    Router::new()
        .route("/demo/mailbox", get(page))
        .route("/demo/mailbox.json", get(json))
        .route("/demo/texts.json", get(texts_json))
}

#[derive(Deserialize)]
struct Filter {
    /// Only mail to this address, or text messages to this number.
    #[serde(default)]
    to: String,
}

async fn json(State(ctx): State<Ctx>, Query(filter): Query<Filter>) -> Result<Json<Vec<DemoMail>>, Response> {
    list(&ctx, &filter).await.map(Json).map_err(refuse)
}

async fn page(
    State(ctx): State<Ctx>,
    Query(filter): Query<Filter>,
    headers: HeaderMap,
) -> Result<Html<String>, Response> {
    let mails = list(&ctx, &filter).await.map_err(refuse)?;
    let texts = list_texts(&ctx, &filter).await.map_err(refuse)?;
    let saved = read_cookie(&headers, &ctx.config, CookieName::Language);
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let messages = messages(negotiate(saved.as_deref(), accept));
    Ok(Html(render(messages, ctx.config.base_url.as_str(), filter.to.trim(), &mails, &texts)))
}

async fn texts_json(State(ctx): State<Ctx>, Query(filter): Query<Filter>) -> Result<Json<Vec<DemoText>>, Response> {
    list_texts(&ctx, &filter).await.map(Json).map_err(refuse)
}

async fn list_texts(ctx: &Ctx, filter: &Filter) -> Result<Vec<DemoText>, AppError> {
    // In an address a plus may have become a space.
    let to = filter.to.trim().to_lowercase();
    let to = if to.starts_with(|c: char| c.is_ascii_digit()) { format!("+{to}") } else { to };
    Ok(store::list_demo_texts(ctx.db.read().await?.conn(), &to, SHOWN).await?)
}

async fn list(ctx: &Ctx, filter: &Filter) -> Result<Vec<DemoMail>, AppError> {
    let to = filter.to.trim().to_lowercase();
    Ok(store::list_demo(ctx.db.read().await?.conn(), &to, SHOWN).await?)
}

fn refuse(error: AppError) -> Response {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

fn render(messages: &Catalogue, base: &str, to: &str, mails: &[DemoMail], texts: &[DemoText]) -> String {
    let locale = messages.locale();
    let title = escape(&messages.t("mail.mailbox.title"));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title></head>\n\
         <body><main>\n<h1>{title}</h1>\n<p>{}</p>\n",
        locale.code(),
        locale.direction(),
        escape(&messages.t("mail.mailbox.lead")),
    );
    let _ = writeln!(
        html,
        "<form method=\"get\" action=\"/demo/mailbox\"><label for=\"to\">{}</label> \
         <input id=\"to\" name=\"to\" type=\"text\" value=\"{}\"> <button type=\"submit\">{}</button></form>",
        escape(&messages.t("mail.mailbox.to")),
        escape(to),
        escape(&messages.t("mail.mailbox.show")),
    );
    if mails.is_empty() {
        let _ = writeln!(html, "<p>{}</p>", escape(&messages.t("mail.mailbox.empty")));
    }
    for mail in mails {
        let _ = writeln!(
            html,
            "<article><h2>{}</h2>\n<p>{} <bdi>{}</bdi> · <time datetime=\"{sent}\">{sent}</time></p>\n<pre>{}</pre></article>",
            escape(&mail.subject),
            escape(&messages.t("mail.mailbox.to")),
            escape(&mail.recipient),
            linked(base, &mail.body_text),
            sent = jiff::Timestamp::from_millisecond(mail.sent_at).unwrap_or_default(),
        );
    }
    let _ = writeln!(
        html,
        "<section aria-labelledby=\"texts\"><h2 id=\"texts\">{}</h2>",
        escape(&messages.t("factors.mailbox.title"))
    );
    if texts.is_empty() {
        let _ = writeln!(html, "<p>{}</p>", escape(&messages.t("factors.mailbox.empty")));
    }
    for text in texts {
        let _ = writeln!(
            html,
            "<article><p>{} <bdi>{}</bdi> · <time datetime=\"{sent}\">{sent}</time></p>\n<pre>{}</pre></article>",
            escape(&messages.t("mail.mailbox.to")),
            escape(&text.recipient),
            escape(&text.body),
            sent = jiff::Timestamp::from_millisecond(text.sent_at).unwrap_or_default(),
        );
    }
    html.push_str("</section></main></body>\n</html>\n");
    html
}

/// Plain text with the links of this service made clickable.
fn linked(base: &str, text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for word in text.split_inclusive(char::is_whitespace) {
        let address = word.trim_end();
        // Not the bare base address of the footer, where a full stop may follow.
        if address.len() > base.len() + 1 && address.starts_with(base) {
            let (href, rest) = (escape(address), word.get(address.len()..).unwrap_or_default());
            let _ = write!(html, "<a href=\"{href}\">{href}</a>{rest}");
        } else {
            html.push_str(&escape(word));
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn links_are_clickable_and_everything_else_is_text() {
        let base = "http://localhost:3000/";
        let text =
            "Open:\nhttp://localhost:3000/en/verify-email/abc\nor http://evil.example/ <b>x</b> http://localhost:3000.";
        let html = linked(base, text);
        assert!(html.contains("<a href=\"http://localhost:3000/en/verify-email/abc\">"));
        assert_eq!(html.matches("<a ").count(), 1);
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"));
    }

    #[test]
    fn a_hostile_address_and_filter_stay_text() {
        let hostile = "\"><script>alert(1)</script>";
        let mail = DemoMail {
            recipient: hostile.to_owned(),
            subject: hostile.to_owned(),
            body_text: hostile.to_owned(),
            body_html: String::new(),
            sent_at: 0,
        };
        let text = DemoText { recipient: hostile.to_owned(), body: hostile.to_owned(), sent_at: 0 };
        let html = render(messages(Locale::default()), "http://localhost:3000/", hostile, &[mail], &[text]);
        assert!(!html.contains("<script"), "{html}");
    }
}

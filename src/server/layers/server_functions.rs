//! The answers of server functions. For the program: the error's own status instead of Leptos' 500. For a plain form:
//! never a redirect with the error in its address, but a flash that the page reads once.

use super::Refusal;
use crate::error::AppError;
use crate::i18n::{I18n, Locale};
use crate::server::{CookieLife, CookieName, Ctx, Visitor, flash, leave_nothing, said};
use crate::ui::{Flash, Next as NextPage};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use futures::StreamExt as _;

/// Largest form. The longest field is far below it.
pub(super) const BODY: usize = 256 * 1024;
/// Read of a larger one before it is refused: a browser shows an answer only when it could send everything.
const SWALLOWED: usize = 8 * 1024 * 1024;

/// Wraps every server function.
pub async fn answer_forms(State(ctx): State<Ctx>, request: Request, next: Next) -> Response {
    // A link, which any page can hold, asks for nothing here: no flash is written for it either.
    if request.method() != Method::POST {
        return Refusal(AppError::Malformed).into_response();
    }
    let plain = accepts_html(&request);
    let path = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    let body = match read_form(body).await {
        Ok(body) => body,
        Err(error) => return Refusal(error).into_response(),
    };
    let page = if plain { page_of(&body) } else { None };
    if plain {
        // Leptos then answers as it does to the program, and the answer is turned into a page below.
        parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let locale = page.as_deref().and_then(|page| page.split('/').nth(1)).and_then(Locale::parse);
        if let (Some(visitor), Some(locale)) = (parts.extensions.get_mut::<Visitor>(), locale) {
            visitor.locale = locale;
        }
    }
    let locale = parts.extensions.get::<Visitor>().map(|visitor| visitor.locale).unwrap_or_default();
    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let (head, answer) = response.into_parts();
    // Answers are bounded by what pages show.
    let Ok(answer) = to_bytes(answer, 16 * 1024 * 1024).await else {
        return Refusal(AppError::Internal { reference: String::new() }).into_response();
    };
    let outcome = read_outcome(head.status, &answer);
    let word = said::word(&I18n::of(locale), &path, &outcome, plain);
    let cookie = word.map(|word| CookieName::Said.header(&ctx.config, &word, CookieLife::Seconds(said::LIFE)));
    let told = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok());
    if !plain {
        let mut response = Response::from_parts(head, Body::from(answer));
        if let Err(error) = &outcome {
            apply(&mut response, error);
        }
        if let Some(told) = told {
            response.headers_mut().append(header::SET_COOKIE, told);
        }
        return response;
    }
    let page = page.unwrap_or_else(|| format!("/{}/", locale.code()));
    let mut response = match answer_page(&ctx, &path, &page, locale, &body, outcome).await {
        Ok(response) => response,
        Err(error) => return Refusal(error).into_response(),
    };
    let (clear, _) = leave_nothing();
    for name in [header::SET_COOKIE, clear] {
        for value in head.headers.get_all(&name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    if let Some(told) = told {
        response.headers_mut().append(header::SET_COOKIE, told);
    }
    response
}

async fn answer_page(
    ctx: &Ctx,
    path: &str,
    page: &str,
    locale: Locale,
    body: &Bytes,
    outcome: Result<String, AppError>,
) -> Result<Response, AppError> {
    if let Some(next) = outcome.as_ref().ok().and_then(|json| NextPage::in_answer(json)) {
        return Ok(Redirect::to(&format!("/{}{}", locale.code(), next.to)).into_response());
    }
    let fields = match &outcome {
        // Who comes to the page next may be somebody else.
        Ok(_) | Err(AppError::Unauthenticated) => Vec::new(),
        Err(_) => flash::keepable(body),
    };
    let mut response = Redirect::to(page).into_response();
    let mut tie = |name: CookieName, token: &str, life| {
        if let Ok(cookie) = HeaderValue::from_str(&name.header(&ctx.config, token, life)) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    if outcome == Err(AppError::StepUp) {
        // Once for the page that says so, once for the page as it is when that was mended.
        let flash = Flash { form: path.to_owned(), fields: fields.clone(), answer: None };
        tie(CookieName::Kept, &flash::keep(ctx, &flash).await?, CookieLife::Seconds(10 * 60));
    }
    let flash = Flash { form: path.to_owned(), fields, answer: Some(outcome) };
    tie(CookieName::Flash, &flash::keep(ctx, &flash).await?, CookieLife::Browser);
    Ok(response)
}

/// The body of a form, if it is text of a size that a form can have.
async fn read_form(body: Body) -> Result<Bytes, AppError> {
    let (mut kept, mut size) = (Vec::new(), 0_usize);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| AppError::Malformed)?;
        size = size.saturating_add(chunk.len());
        if size > SWALLOWED {
            break;
        }
        if size <= BODY {
            kept.extend_from_slice(&chunk);
        }
    }
    if size > BODY {
        return Err(AppError::TooLarge);
    }
    std::str::from_utf8(&kept).map_err(|_| AppError::Malformed)?;
    Ok(kept.into())
}

pub(super) fn accepts_html(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// The page the form stands on, if it is one of ours: a local path, nothing that a browser reads as another host.
fn page_of(body: &[u8]) -> Option<String> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
    let page = fields.into_iter().find(|(name, _)| name == "_page")?.1;
    let locale = page.split('/').nth(1).and_then(Locale::parse);
    let safe = page.len() <= 512 && page.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (page.starts_with('/') && locale.is_some() && safe).then_some(page)
}

fn read_outcome(status: StatusCode, answer: &[u8]) -> Result<String, AppError> {
    if status.is_success() {
        return Ok(String::from_utf8_lossy(answer).into_owned());
    }
    let error = serde_json::from_slice(answer);
    Err(error.unwrap_or(if status.is_server_error() {
        AppError::Internal { reference: String::new() }
    } else {
        AppError::Malformed
    }))
}

fn apply(response: &mut Response, error: &AppError) {
    if let Ok(status) = StatusCode::from_u16(error.status()) {
        *response.status_mut() = status;
    }
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// An error that the program can decode like any other.
pub(super) fn refuse_function(error: &AppError) -> Response {
    let body = serde_json::to_string(error).unwrap_or_default();
    let mut response =
        ([(header::CONTENT_TYPE, "application/json"), (header::HeaderName::from_static("serverfnerror"), "")], body)
            .into_response();
    apply(&mut response, error);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_returns_only_to_a_page_of_ours() {
        for (page, ours) in [
            ("/en/sign-in?next=%2Fen%2Fdashboard", true),
            ("//evil.example/en", false),
            ("/\\evil.example", false),
            ("https://evil.example/en/", false),
            ("/xx/sign-in", false),
            ("/en/a b", false),
        ] {
            let body = serde_urlencoded::to_string([("_page", page)]).unwrap();
            assert_eq!(page_of(body.as_bytes()).is_some(), ours, "{page}");
        }
    }
}

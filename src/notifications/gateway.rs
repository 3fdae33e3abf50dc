//! Where a text message goes: a gateway over HTTP, or the mailbox of a demonstration. The request is the one that Twilio
//! takes and others have copied: `To`, `From` and `Body` as a form, user and password by HTTP basic authentication.

use super::model::DemoText;
use super::rules::SEND_TIMEOUT;
use super::store;
use super::transport::Delivery;
use crate::db::DbResult;
use crate::server::Ctx;
use crate::server::config::{Config, Mode};
use axum::http::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode};
use std::time::Duration;
use url::Url;
use uuid::Uuid;

/// Longest that the gateway may take to be connected to.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The gateway cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("PORTICO_SMS_URL must be https://user:password@host/path, or http:// to a gateway on this machine")]
    Url,
    #[error("PORTICO_SMS_URL cannot be used")]
    Client(#[source] reqwest::Error),
    #[error("the gateway does not answer")]
    Silent(#[source] reqwest::Error),
    #[error("the gateway does not let us in: it answered {0}")]
    Refused(u16),
}

/// Where text messages go.
#[derive(Debug)]
pub enum Gateway {
    /// Text messages are off; what waits from before stays so until it expires.
    Off,
    /// The table behind `/demo/mailbox`.
    DemoMailbox,
    Http(Box<HttpGateway>),
}

/// A gateway over HTTP.
pub struct HttpGateway {
    client: Client,
    url: Url,
    user: String,
    password: String,
    from: String,
}

impl std::fmt::Debug for HttpGateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpGateway([redacted])")
    }
}

/// One text message on its way.
pub(super) struct Message {
    pub id: Uuid,
    pub to: String,
    pub body: String,
}

impl Gateway {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the address of the gateway cannot be used.
    pub fn from_config(config: &Config) -> Result<Self, GatewayError> {
        Self::with_patience(config, SEND_TIMEOUT / 2)
    }

    /// As [`Self::from_config`], giving the gateway so long to answer.
    ///
    /// # Errors
    /// As [`Self::from_config`].
    pub fn with_patience(config: &Config, patience: Duration) -> Result<Self, GatewayError> {
        match config.mode {
            Mode::Demo => Ok(Self::DemoMailbox),
            Mode::Production if config.sms_url.0.is_empty() => Ok(Self::Off),
            Mode::Production => http(config, patience).map(|gateway| Self::Http(Box::new(gateway))),
        }
    }

    /// Asks the gateway for its head, signed in as for a message, and sends none.
    ///
    /// # Errors
    /// When the gateway does not answer or does not let us in.
    pub async fn reach(&self) -> Result<(), GatewayError> {
        let Self::Http(gateway) = self else { return Ok(()) };
        let asked = gateway.client.head(gateway.url.clone()).basic_auth(&gateway.user, Some(&gateway.password));
        match asked.send().await.map_err(|error| GatewayError::Silent(error.without_url()))?.status() {
            refused @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                Err(GatewayError::Refused(refused.as_u16()))
            }
            // Many gateways only take posts, and say so.
            _ => Ok(()),
        }
    }

    pub(super) async fn deliver(&self, ctx: &Ctx, message: Message) -> DbResult<Delivery> {
        match self {
            Self::Off => Ok(Delivery::Later("off".to_owned())),
            Self::DemoMailbox => deliver_demo(ctx, message).await,
            Self::Http(gateway) => Ok(gateway.deliver(&message).await),
        }
    }
}

fn http(config: &Config, patience: Duration) -> Result<HttpGateway, GatewayError> {
    let mut url = Url::parse(&config.sms_url.0).map_err(|_| GatewayError::Url)?;
    let part = |text: &str| percent_decoded(text).ok_or(GatewayError::Url);
    let (user, password) = (part(url.username())?, part(url.password().unwrap_or_default())?);
    // Kept out of the address that errors repeat.
    url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| GatewayError::Url)?;
    // Refused when the process has chosen already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .timeout(patience)
        .connect_timeout(CONNECT_TIMEOUT)
        // A message follows nobody to another place, and the password neither.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(GatewayError::Client)?;
    Ok(HttpGateway { client, url, user, password, from: config.sms_from.clone() })
}

fn percent_decoded(text: &str) -> Option<String> {
    // In a query a plus is a space; in the user part of an address it is a plus.
    let pair = format!("x={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}

impl HttpGateway {
    async fn deliver(&self, message: &Message) -> Delivery {
        let form = [("To", message.to.as_str()), ("From", &self.from), ("Body", &message.body)];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .client
            .post(self.url.clone())
            .basic_auth(&self.user, Some(&self.password))
            .header(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")
            .body(form);
        match request.send().await {
            Ok(answer) => judge(answer.status()),
            Err(error) if error.is_timeout() => Delivery::Later("timeout".to_owned()),
            Err(_) => Delivery::Later("connection".to_owned()),
        }
    }
}

/// A refused message is final. Everything else may be mended by waiting or by the operator: a wrong password must not
/// cost anybody a message.
fn judge(status: StatusCode) -> Delivery {
    let code = format!("http {}", status.as_u16());
    match status.as_u16() {
        200..=299 => Delivery::Sent,
        401 | 403 | 404 | 405 | 407 | 408 | 425 | 429 => Delivery::Later(code),
        400..=499 => Delivery::Never(code),
        _ => Delivery::Later(code),
    }
}

async fn deliver_demo(ctx: &Ctx, message: Message) -> DbResult<Delivery> {
    let text = DemoText { recipient: message.to, body: message.body, sent_at: ctx.now() };
    let mut tx = ctx.db.begin().await?;
    store::insert_demo_text(tx.conn(), message.id, &text).await?;
    tx.commit().await?;
    Ok(Delivery::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_gateway_says_of_the_message_itself_is_final() {
        let outcome = |status: u16| match judge(StatusCode::from_u16(status).unwrap()) {
            Delivery::Sent => "sent",
            Delivery::Later(_) => "later",
            Delivery::Never(_) | Delivery::Returned(_) => "never",
        };
        for (status, expected) in [
            (200, "sent"),
            (201, "sent"),
            (302, "later"),
            (400, "never"),
            (401, "later"),
            (403, "later"),
            (404, "later"),
            (422, "never"),
            (429, "later"),
            (500, "later"),
            (503, "later"),
        ] {
            assert_eq!(outcome(status), expected, "{status}");
        }
    }

    #[test]
    fn user_and_password_are_read_from_the_address_as_they_were_meant() {
        for (written, meant) in [("AC12", "AC12"), ("a%40b", "a@b"), ("p%3Aw+x%25", "p:w+x%"), ("", "")] {
            assert_eq!(percent_decoded(written).as_deref(), Some(meant));
        }
    }
}

//! Where a composed mail goes: a mail server, or the mailbox of a demonstration.

use super::compose::Composed;
use super::model::DemoMail;
use super::rules::SEND_TIMEOUT;
use super::store;
use crate::db::DbResult;
use crate::server::Ctx;
use crate::server::config::{Config, Mode};
use crate::types::Millis;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::time::{Duration, UNIX_EPOCH};
use url::{Host, Url};
use uuid::Uuid;

/// The mail server cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("PORTICO_SMTP_URL must be smtp://[user:password@]host[:port] or smtps://…")]
    Url,
    #[error("PORTICO_SMTP_URL cannot be used")]
    Smtp(#[source] lettre::transport::smtp::Error),
}

/// Where mail goes.
#[derive(Debug)]
pub enum Transport {
    /// No mail server is configured: mail waits.
    Unset,
    /// The table behind `/demo/mailbox`.
    DemoMailbox,
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
}

/// One mail on its way.
pub(super) struct Envelope {
    pub id: Uuid,
    pub to: String,
    pub written_at: Millis,
    pub mail: Composed,
}

/// How an attempt ended. The code is for the operator and holds nothing of the mail: a server's own sentence often
/// repeats the address.
#[derive(Debug)]
pub(super) enum Delivery {
    Sent,
    Later(String),
    Never(String),
}

impl Transport {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the address of the mail server cannot be used.
    pub fn from_config(config: &Config) -> Result<Self, TransportError> {
        match config.mode {
            Mode::Demo => Ok(Self::DemoMailbox),
            Mode::Production if config.smtp_url.0.is_empty() => Ok(Self::Unset),
            Mode::Production => smtp(&config.smtp_url.0),
        }
    }

    /// Connects to the mail server and signs in, as for a mail, and sends none.
    ///
    /// # Errors
    /// When the server does not answer or does not let us in.
    pub async fn reach(&self) -> Result<(), TransportError> {
        match self {
            Self::Unset | Self::DemoMailbox => Ok(()),
            Self::Smtp(server) => server.test_connection().await.map(|_| ()).map_err(TransportError::Smtp),
        }
    }

    pub(super) async fn deliver(&self, ctx: &Ctx, envelope: Envelope) -> DbResult<Delivery> {
        match self {
            Self::Unset => Ok(Delivery::Later("unset".to_owned())),
            Self::DemoMailbox => deliver_demo(ctx, envelope).await,
            Self::Smtp(server) => Ok(deliver_smtp(ctx, server, envelope).await),
        }
    }
}

/// `smtp://` means STARTTLS or nothing, whatever the URL's own parameters say; only a server on this machine may be
/// spoken to in the clear.
fn smtp(url: &str) -> Result<Transport, TransportError> {
    let mut url = Url::parse(url).map_err(|_| TransportError::Url)?;
    let here =
        match url.host().ok_or(TransportError::Url)? {
            Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        } || url.host_str().and_then(|host| host.parse::<std::net::IpAddr>().ok()).is_some_and(|a| a.is_loopback());
    url.set_query((url.scheme() == "smtp" && !here).then_some("tls=required"));
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
        .map_err(TransportError::Smtp)?
        .timeout(Some(SEND_TIMEOUT / 2))
        .build();
    Ok(Transport::Smtp(Box::new(server)))
}

async fn deliver_demo(ctx: &Ctx, envelope: Envelope) -> DbResult<Delivery> {
    let Composed { subject, text, html } = envelope.mail;
    let mail = DemoMail {
        recipient: envelope.to.to_lowercase(),
        subject,
        body_text: text,
        body_html: html,
        sent_at: ctx.now(),
    };
    let mut tx = ctx.db.begin().await?;
    store::insert_demo(tx.conn(), envelope.id, &mail).await?;
    tx.commit().await?;
    Ok(Delivery::Sent)
}

async fn deliver_smtp(ctx: &Ctx, server: &AsyncSmtpTransport<Tokio1Executor>, envelope: Envelope) -> Delivery {
    let Some(message) = message(&ctx.config, envelope) else {
        return Delivery::Never("address".to_owned());
    };
    match tokio::time::timeout(SEND_TIMEOUT, server.send(message)).await {
        Ok(Ok(_)) => Delivery::Sent,
        Ok(Err(error)) => judge(&error),
        Err(_) => Delivery::Later("timeout".to_owned()),
    }
}

/// A refused recipient is final. Everything else may be mended by waiting or by the operator: a wrong password must not
/// cost anybody a mail.
fn judge(error: &lettre::transport::smtp::Error) -> Delivery {
    match error.status().map(|status| status.to_string()) {
        Some(status) if matches!(status.as_str(), "550" | "551" | "552" | "553") => {
            Delivery::Never(format!("smtp {status}"))
        }
        Some(status) => Delivery::Later(format!("smtp {status}")),
        None if error.is_timeout() => Delivery::Later("timeout".to_owned()),
        None if error.is_tls() => Delivery::Later("tls".to_owned()),
        None => Delivery::Later("connection".to_owned()),
    }
}

/// The message; `None` when the address is none. Its `Message-ID` is the row's: a second delivery after a crash can be
/// told from a second mail.
fn message(config: &Config, envelope: Envelope) -> Option<Message> {
    let from: Mailbox = config.mail_from.parse().ok()?;
    let to: Address = envelope.to.parse().ok()?;
    let written = UNIX_EPOCH + Duration::from_millis(u64::try_from(envelope.written_at).unwrap_or(0));
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .message_id(Some(format!("<{}@{}>", envelope.id, config.relying_party())))
        .date(written)
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(envelope.mail.subject)
        .raw_header(automatic)
        .multipart(MultiPart::alternative_plain_html(envelope.mail.text, envelope.mail.html))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_server_elsewhere_is_never_spoken_to_in_the_clear() {
        for url in ["smtp://mail.example.org", "smtp://me:x@mail.example.org:25?tls=opportunistic", "smtp://192.0.2.1"]
        {
            let built = format!("{:?}", smtp(url).unwrap());
            assert!(built.contains("Required"), "{url}: {built}");
        }
        for url in ["smtp://localhost:1025", "smtp://127.0.0.1:1025?tls=required", "smtp://[::1]:1025"] {
            assert!(smtp(url).is_ok(), "{url}");
        }
        assert!(smtp("smtp:nowhere").is_err());
    }
}

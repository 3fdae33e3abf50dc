//! Where a composed mail goes: a mail server, or the mailbox of a demonstration.

use super::compose::Composed;
use super::model::DemoMail;
use super::rules::{SEND_TIMEOUT, refuses_mailbox};
use super::store;
use crate::db::DbResult;
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::server::config::{Config, Mode};
use crate::types::Millis;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::error::Error as _;
use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};
use url::Url;
use uuid::Uuid;

/// The mail server cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("PORTICO_SMTP_URL must be smtp://[user:password@]host[:port] or smtps://…")]
    Url,
    #[error("PORTICO_SMTP_URL cannot be used")]
    Smtp(#[source] lettre::transport::smtp::Error),
    #[error("PORTICO_SMTP_CA_FILE: {0} cannot be read")]
    CaFile(String, #[source] std::io::Error),
    #[error("PORTICO_SMTP_CA_FILE: {0} holds no certificate")]
    NoCa(String),
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
    pub locale: Locale,
    /// Where such mails are switched off with one press, if they may be.
    pub stop: Option<String>,
}

/// How an attempt ended. The code is for the operator and holds nothing of the mail: a server's own sentence often
/// repeats the address.
#[derive(Debug)]
pub(super) enum Delivery {
    Sent,
    Later(String),
    Never(String),
    /// There is no such mailbox.
    Returned(String),
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
            Mode::Production => smtp(&config.smtp_url.0, config.smtp_ca_file.as_deref()),
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

/// `smtp://` means STARTTLS or nothing; only a server on this machine may be spoken to in the clear, and not when its URL
/// or a certificate file asks for TLS.
fn smtp(url: &str, ca_file: Option<&Path>) -> Result<Transport, TransportError> {
    let mut url = Url::parse(url).map_err(|_| TransportError::Url)?;
    let host = url.host_str().ok_or(TransportError::Url)?.trim_matches(['[', ']']).to_owned();
    let asked = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    url.set_query(None);
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(TransportError::Smtp)?;
    let tls = || {
        let mut parameters = TlsParameters::builder(host.clone());
        for certificate in certificates(ca_file)? {
            parameters = parameters.add_root_certificate(certificate);
        }
        parameters.build().map_err(TransportError::Smtp)
    };
    let server = match url.scheme() {
        "smtps" => server.tls(Tls::Wrapper(tls()?)),
        _ if asked || ca_file.is_some() || !is_here(&host) => server.tls(Tls::Required(tls()?)),
        _ => server.tls(Tls::None),
    };
    Ok(Transport::Smtp(Box::new(server.timeout(Some(SEND_TIMEOUT / 2)).build())))
}

fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Authorities that are trusted beside the machine's own.
fn certificates(ca_file: Option<&Path>) -> Result<Vec<Certificate>, TransportError> {
    const END: &str = "-----END CERTIFICATE-----";
    let Some(path) = ca_file else { return Ok(Vec::new()) };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| TransportError::CaFile(name.clone(), error))?;
    let blocks = text.split_inclusive(END).filter(|block| block.contains(END));
    let read: Result<Vec<Certificate>, _> = blocks.map(|block| Certificate::from_pem(block.as_bytes())).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) | Err(_) => Err(TransportError::NoCa(name)),
    }
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
    let Some(status) = error.status() else {
        let code = if error.is_timeout() {
            "timeout"
        } else if error.is_tls() {
            "tls"
        } else {
            "connection"
        };
        return Delivery::Later(code.to_owned());
    };
    let status = u16::from(status);
    let code = format!("smtp {status}");
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    match status {
        550..=553 if refuses_mailbox(status, &said) => Delivery::Returned(code),
        550..=553 => Delivery::Never(code),
        _ => Delivery::Later(code),
    }
}

/// The message; `None` when the address is none. Its `Message-ID` is the row's: a second delivery after a crash can be
/// told from a second mail.
fn message(config: &Config, envelope: Envelope) -> Option<Message> {
    let from: Mailbox = config.mail_from.parse().ok()?;
    let to: Address = envelope.to.parse().ok()?;
    let written = UNIX_EPOCH + Duration::from_millis(u64::try_from(envelope.written_at).unwrap_or(0));
    let header = |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    let mut message = Message::builder()
        .message_id(Some(format!("<{}@{}>", envelope.id, config.relying_party())))
        .date(written)
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(envelope.mail.subject)
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(header("Content-Language", envelope.locale.code().to_owned()));
    if let Some(stop) = envelope.stop {
        // RFC 8058: the reader's program posts there when somebody presses its button.
        message = message
            .raw_header(header("List-Unsubscribe", format!("<{stop}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    message.multipart(MultiPart::alternative_plain_html(envelope.mail.text, envelope.mail.html)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_server_elsewhere_is_never_spoken_to_in_the_clear() {
        for url in ["smtp://mail.example.org", "smtp://me:x@mail.example.org:25?tls=opportunistic", "smtp://192.0.2.1"]
        {
            let built = format!("{:?}", smtp(url, None).unwrap());
            assert!(built.contains("Required"), "{url}: {built}");
        }
        for (url, clear) in [
            ("smtp://localhost:1025", true),
            ("smtp://127.0.0.1:1025?tls=opportunistic", true),
            ("smtp://127.0.0.1:1025?tls=required", false),
            ("smtp://[::1]:1025", true),
            ("smtps://localhost", false),
        ] {
            let built = format!("{:?}", smtp(url, None).unwrap());
            assert_eq!(!built.contains("Required") && !built.contains("Wrapper"), clear, "{url}: {built}");
        }
        assert!(smtp("smtp:nowhere", None).is_err());
    }
}

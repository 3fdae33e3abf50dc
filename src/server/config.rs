//! Configuration: defaults < `portico.toml` < environment `PORTICO_*` < flags. Read once; a wrong value stops the start
//! and names itself. Every field says its variable; `docs/configuration.md` is the same table for operators.

use crate::db::DbConfig;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use url::{Host, Url};

/// Text that must not be shown: `Debug` hides it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How this process serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Production,
    /// Synthetic people and the built-in mailbox.
    Demo,
}

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    /// `serve` or `demo`; not a setting.
    pub mode: Mode,
    /// `--reload` of `demo`, for `make dev`; not a setting.
    pub reload: bool,
    /// `PORTICO_BASE_URL`: where browsers reach this service. Its host is the passkeys' relying party id for ever.
    /// Default `http://localhost:3000`.
    pub base_url: Url,
    /// `PORTICO_LISTEN`: address and port to listen on. Default `127.0.0.1:3000`.
    pub listen: SocketAddr,
    /// `PORTICO_METRICS_LISTEN`: address and port of `/metrics`; none by default.
    pub metrics_listen: Option<SocketAddr>,
    /// `PORTICO_DATA_DIR`: folder of the embedded database and the key file. Default `portico-data`.
    pub data_dir: PathBuf,
    /// `PORTICO_SITE_DIR`: folder of the browser's files, made by the build. Default `site` beside the program, else
    /// `target/site`.
    pub site_dir: PathBuf,
    /// `PORTICO_DATABASE_URL`: `sqlite://…` or `postgres://…`. Default `sqlite://<data_dir>/portico.db`.
    /// `PORTICO_DATABASE_CONNECTIONS`: connections of the pool. Default 8.
    pub database: DatabaseSettings,
    /// `PORTICO_KEYS_FILE`: the key ring. Default `<data_dir>/keys.json`, made on first start.
    pub keys_file: PathBuf,
    /// `PORTICO_SMTP_URL`: `smtp://`, `smtps://`. Mail waits in the outbox while it is empty.
    pub smtp_url: Secret,
    /// `PORTICO_SMTP_CA_FILE`: certificates, PEM, that the mail server's may be signed by. The machine's own by default.
    pub smtp_ca_file: Option<PathBuf>,
    /// `PORTICO_MAIL_FROM`: sender of every mail. Default `Portico <no-reply@localhost>`.
    pub mail_from: String,
    /// `PORTICO_SMS_URL`: gateway for text messages, `https://user:password@…`. They are off while it is empty.
    pub sms_url: Secret,
    /// `PORTICO_SMS_FROM`: sender of every text message. None by default.
    pub sms_from: String,
    /// `PORTICO_TRUSTED_PROXIES`: addresses, comma-separated, whose `X-Forwarded-For` counts. None by default.
    pub trusted_proxies: Vec<IpAddr>,
    /// `PORTICO_SECURITY_QUESTIONS`: `off`, or `support`, where they are an item of the support desk's checklist. Default
    /// `off`.
    pub security_questions: SecurityQuestions,
    /// `PORTICO_AGENCY_TIME_ZONE`: IANA name of the zone that the agency's dates are in. Default `America/New_York`.
    pub agency_time_zone: String,
    /// `PORTICO_LOG`: filter such as `info` or `portico=debug`. Default `info`; `warn` for commands that do not serve.
    pub log: String,
    /// `PORTICO_LOG_FORMAT`: `json` or `text`. Default `json` for `serve`, else `text`.
    pub log_format: LogFormat,
    /// Limits; see [`Limits`].
    pub limits: Limits,
}

/// The database setting, its URL hidden because it may hold a password.
#[derive(Clone)]
pub struct DatabaseSettings(pub DbConfig);

impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.url.split(':').next().unwrap_or_default();
        write!(f, "{scheme}:[redacted], {} connections", self.0.connections)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    Text,
}

/// What security questions are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityQuestions {
    /// Nothing: nobody is asked any.
    Off,
    /// The support desk's checklist, and nothing else.
    Support,
}

/// Limits that an operator may move within safe bounds.
#[derive(Clone, Debug)]
pub struct Limits {
    /// `PORTICO_STRANGER_REQUESTS`: requests of one network in 5 minutes without a session, 100 to 1,000,000. Default
    /// 300; 100,000 for `demo`, where everybody comes from one address.
    pub stranger_requests: u32,
    /// `PORTICO_FREE_MAIL_REQUESTS`: registrations and password resets of one network in an hour that want no proof of
    /// work, 1 to 1,000,000. Default 5; 100,000 for `demo`.
    pub free_mail_requests: u32,
    /// `PORTICO_PROOF_OF_WORK`: most numbers that a browser tries for a proof of work, 2 to 100,000. Default 1,000.
    pub proof_of_work: u32,
    /// `PORTICO_IDLE_MINUTES`: minutes without an act of the person after which a session ends, 2 to 60. Default 15.
    pub idle_minutes: u32,
    /// `PORTICO_SHARED_IDLE_MINUTES`: the same on a computer that others use too, 2 to 15, and never more than the other.
    /// Default 5.
    pub shared_idle_minutes: u32,
    /// `PORTICO_SESSION_HOURS`: hours after which a session ends in any case, 1 to 24. Default 12.
    pub session_hours: u32,
    /// `PORTICO_CLOSING_DAYS`: days that an account waits before it is closed, 1 to 90. Default 14.
    pub closing_days: u32,
    /// `PORTICO_RECOVERY_HOURS`: hours that a recovery by mailbox waits, 24 to 168. Default 24.
    pub recovery_hours: u32,
    /// `PORTICO_SUPPORT_RECOVERY_HOURS`: hours that a recovery waits after two of the support desk have approved it, 72
    /// to 336. Default 72.
    pub support_recovery_hours: u32,
}

/// A value that cannot be used, named so that its owner can mend it.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct ConfigError {
    pub name: String,
    pub problem: String,
}

/// Names known to `portico.toml` (small letters) and the environment (`PORTICO_` and capitals).
const NAMES: &[&str] = &[
    "agency_time_zone",
    "base_url",
    "closing_days",
    "data_dir",
    "database_connections",
    "database_url",
    "free_mail_requests",
    "idle_minutes",
    "keys_file",
    "listen",
    "log",
    "log_format",
    "mail_from",
    "metrics_listen",
    "proof_of_work",
    "recovery_hours",
    "security_questions",
    "session_hours",
    "shared_idle_minutes",
    "site_dir",
    "smtp_ca_file",
    "sms_from",
    "sms_url",
    "smtp_url",
    "stranger_requests",
    "support_recovery_hours",
    "trusted_proxies",
];

/// Raw settings by name, later sources over earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// Adds the settings of a `portico.toml`.
    ///
    /// # Errors
    /// When the text is no TOML, a name is unknown, or a value is neither text, number nor boolean.
    pub fn add_toml(&mut self, text: &str) -> Result<(), ConfigError> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| problem("portico.toml", error.message()))?;
        for (name, value) in table {
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(yes) => yes.to_string(),
                toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => {
                    return Err(problem(&format!("portico.toml: {name}"), "must be text or a whole number"));
                }
            };
            if !NAMES.contains(&name.as_str()) {
                return Err(problem(&format!("portico.toml: {name}"), "is not a setting; see docs/configuration.md"));
            }
            self.0.insert(name, value);
        }
        Ok(())
    }

    /// Adds those variables whose names begin with `PORTICO_`.
    ///
    /// # Errors
    /// When such a variable is no setting (those of the test tools excepted).
    pub fn add_environment(
        &mut self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), ConfigError> {
        for (variable, value) in variables {
            let Some(name) = variable.strip_prefix("PORTICO_") else { continue };
            if name.starts_with("TEST_") {
                continue;
            }
            let name = name.to_ascii_lowercase();
            if !NAMES.contains(&name.as_str()) {
                return Err(problem(&variable, "is not a setting; see docs/configuration.md"));
            }
            self.0.insert(name, value);
        }
        Ok(())
    }

    /// Sets one value, as a flag does.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// Gives one value a default of its own, as a command that ends does.
    pub fn set_default(&mut self, name: &str, value: &str) {
        self.0.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }

    fn text(&self, name: &str, default: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn parsed<T: FromStr>(&self, name: &str, default: &str, expected: &str) -> Result<T, ConfigError> {
        self.text(name, default).trim().parse().map_err(|_| problem(&variable(name), expected))
    }

    fn within(&self, name: &str, default: u32, low: u32, high: u32) -> Result<u32, ConfigError> {
        let expected = format!("must be a whole number from {low} to {high}");
        let value: u32 = self.parsed(name, &default.to_string(), &expected)?;
        if (low..=high).contains(&value) { Ok(value) } else { Err(problem(&variable(name), &expected)) }
    }
}

fn variable(name: &str) -> String {
    format!("PORTICO_{}", name.to_ascii_uppercase())
}

fn problem(name: &str, problem: &str) -> ConfigError {
    ConfigError { name: name.to_owned(), problem: problem.to_owned() }
}

impl Config {
    /// Checks every value.
    ///
    /// # Errors
    /// The first value that cannot be used, by the name of its variable.
    pub fn from_sources(sources: &Sources, mode: Mode) -> Result<Self, ConfigError> {
        let data_dir = PathBuf::from(sources.text("data_dir", "portico-data"));
        let database_url = sources.text("database_url", &format!("sqlite://{}", data_dir.join("portico.db").display()));
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            return Err(problem("PORTICO_DATABASE_URL", "must begin with sqlite: or postgres:"));
        }
        let zone = sources.text("agency_time_zone", "America/New_York");
        if jiff::tz::TimeZone::get(&zone).is_err() {
            return Err(problem("PORTICO_AGENCY_TIME_ZONE", "must be an IANA zone such as America/New_York"));
        }
        let metrics_listen = match sources.text("metrics_listen", "").trim() {
            "" => None,
            _ => Some(sources.parsed("metrics_listen", "", "must be an address and a port, such as 127.0.0.1:9100")?),
        };
        Ok(Self {
            mode,
            reload: false,
            base_url: base_url(sources)?,
            listen: sources.parsed(
                "listen",
                "127.0.0.1:3000",
                "must be an address and a port, such as 127.0.0.1:3000",
            )?,
            metrics_listen,
            site_dir: sources.0.get("site_dir").map_or_else(default_site_dir, PathBuf::from),
            database: DatabaseSettings(DbConfig {
                url: database_url,
                connections: sources.within("database_connections", 8, 2, 200)?,
            }),
            keys_file: sources.0.get("keys_file").map_or_else(|| data_dir.join("keys.json"), PathBuf::from),
            data_dir,
            smtp_url: Secret(smtp_url(sources)?),
            smtp_ca_file: Some(sources.text("smtp_ca_file", "")).filter(|path| !path.is_empty()).map(PathBuf::from),
            mail_from: mail_from(sources)?,
            sms_url: Secret(sms_url(sources)?),
            sms_from: sms_from(sources)?,
            trusted_proxies: trusted_proxies(sources)?,
            security_questions: security_questions(sources)?,
            agency_time_zone: zone,
            log: log(sources)?,
            log_format: log_format(sources, mode)?,
            limits: Limits {
                stranger_requests: sources.within(
                    "stranger_requests",
                    if mode == Mode::Demo { 100_000 } else { 300 },
                    100,
                    1_000_000,
                )?,
                free_mail_requests: sources.within(
                    "free_mail_requests",
                    if mode == Mode::Demo { 100_000 } else { 5 },
                    1,
                    1_000_000,
                )?,
                proof_of_work: sources.within("proof_of_work", 1_000, 2, 100_000)?,
                idle_minutes: sources.within("idle_minutes", 15, 2, 60)?,
                shared_idle_minutes: sources.within("shared_idle_minutes", 5, 2, 15)?,
                session_hours: sources.within("session_hours", 12, 1, 24)?,
                closing_days: sources.within("closing_days", 14, 1, 90)?,
                recovery_hours: sources.within("recovery_hours", 24, 24, 168)?,
                support_recovery_hours: sources.within("support_recovery_hours", 72, 72, 336)?,
            },
        })
    }

    /// Relying party id of the passkeys: the host of the base URL.
    #[must_use]
    pub fn relying_party(&self) -> &str {
        self.base_url.host_str().unwrap_or("localhost")
    }

    /// Whether people can be sent text messages: to a gateway, or in a demonstration to its mailbox.
    #[must_use]
    pub fn texts_are_on(&self) -> bool {
        self.mode == Mode::Demo || !self.sms_url.0.is_empty()
    }

    /// Whether people can set security questions for the support desk.
    #[must_use]
    pub fn questions_are_on(&self) -> bool {
        self.security_questions == SecurityQuestions::Support
    }

    /// Absolute address of a path that begins with `/`.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}

fn base_url(sources: &Sources) -> Result<Url, ConfigError> {
    let expected = "must be https://host, or http://localhost with a port";
    let url: Url = sources.parsed("base_url", "http://localhost:3000", expected)?;
    let plain_local = url.scheme() == "http" && url.host_str() == Some("localhost");
    let secure = url.scheme() == "https" && url.domain().is_some();
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if (plain_local || secure) && bare { Ok(url) } else { Err(problem("PORTICO_BASE_URL", expected)) }
}

fn smtp_url(sources: &Sources) -> Result<String, ConfigError> {
    let url = sources.text("smtp_url", "");
    if url.is_empty() || url.starts_with("smtp://") || url.starts_with("smtps://") {
        Ok(url)
    } else {
        Err(problem("PORTICO_SMTP_URL", "must begin with smtp:// or smtps://"))
    }
}

fn mail_from(sources: &Sources) -> Result<String, ConfigError> {
    let from = sources.text("mail_from", "Portico <no-reply@localhost>");
    match from.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(from),
        Err(_) => Err(problem("PORTICO_MAIL_FROM", "must be an address such as Portico <no-reply@example.org>")),
    }
}

/// `https`, or a gateway on this machine: a code must not be read on its way.
fn sms_url(sources: &Sources) -> Result<String, ConfigError> {
    let text = sources.text("sms_url", "");
    if text.is_empty() {
        return Ok(text);
    }
    let usable = text.parse::<Url>().is_ok_and(|url| match url.scheme() {
        "https" => url.has_host(),
        "http" => is_here(&url),
        _ => false,
    });
    let expected = "must be https://user:password@host/path, or http:// to a gateway on this machine";
    if usable { Ok(text) } else { Err(problem("PORTICO_SMS_URL", expected)) }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A number with its country code, or the name that a gateway allows in its place.
fn sms_from(sources: &Sources) -> Result<String, ConfigError> {
    let from = sources.text("sms_from", "");
    let named = !sources.text("sms_url", "").is_empty();
    let usable = from.len() <= 20 && from.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | ' ' | '-'));
    if usable && (!named || !from.trim().is_empty()) {
        Ok(from)
    } else {
        Err(problem("PORTICO_SMS_FROM", "must be a number such as +12125550100, or a name that the gateway allows"))
    }
}

fn trusted_proxies(sources: &Sources) -> Result<Vec<IpAddr>, ConfigError> {
    let text = sources.text("trusted_proxies", "");
    let addresses = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    addresses
        .map(|part| {
            part.parse().map_err(|_| problem("PORTICO_TRUSTED_PROXIES", "must be addresses with commas between"))
        })
        .collect()
}

fn security_questions(sources: &Sources) -> Result<SecurityQuestions, ConfigError> {
    match sources.text("security_questions", "off").as_str() {
        "off" => Ok(SecurityQuestions::Off),
        "support" => Ok(SecurityQuestions::Support),
        _ => Err(problem("PORTICO_SECURITY_QUESTIONS", "must be off or support")),
    }
}

/// A bare word that is no level would be read as the name of a module, and silence everything else.
fn log(sources: &Sources) -> Result<String, ConfigError> {
    let text = sources.text("log", "info");
    let level = |part: &str| !part.is_empty() && part.parse::<LevelFilter>().is_ok();
    let plain = !text.contains('[') && !text.split(',').all(|part| part.contains('=') || level(part.trim()));
    if plain || EnvFilter::try_new(&text).is_err() {
        return Err(problem("PORTICO_LOG", "must be a filter such as info or portico=debug,sqlx=warn"));
    }
    Ok(text)
}

fn log_format(sources: &Sources, mode: Mode) -> Result<LogFormat, ConfigError> {
    match sources.text("log_format", if mode == Mode::Demo { "text" } else { "json" }).as_str() {
        "json" => Ok(LogFormat::Json),
        "text" => Ok(LogFormat::Text),
        _ => Err(problem("PORTICO_LOG_FORMAT", "must be json or text")),
    }
}

fn default_site_dir() -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|folder| folder.join("site")));
    beside.filter(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("target/site"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut sources = Sources::default();
        sources.add_environment(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))?;
        Config::from_sources(&sources, Mode::Production)
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        for (name, value) in [
            ("PORTICO_LISTEN", "here"),
            ("PORTICO_BASE_URL", "http://example.org"),
            ("PORTICO_BASE_URL", "https://user@example.org/path"),
            ("PORTICO_DATABASE_URL", "mysql://x"),
            ("PORTICO_DATABASE_CONNECTIONS", "0"),
            ("PORTICO_IDLE_MINUTES", "600"),
            ("PORTICO_RECOVERY_HOURS", "23"),
            ("PORTICO_SUPPORT_RECOVERY_HOURS", "24"),
            ("PORTICO_SMTP_URL", "http://x"),
            ("PORTICO_MAIL_FROM", "nobody"),
            ("PORTICO_SMS_URL", "http://gateway.example/messages"),
            ("PORTICO_SMS_URL", "gateway.example"),
            ("PORTICO_SMS_FROM", "<script>"),
            ("PORTICO_TRUSTED_PROXIES", "10.0.0.1,here"),
            ("PORTICO_SECURITY_QUESTIONS", "on"),
            ("PORTICO_SECURITY_QUESTIONS", ""),
            ("PORTICO_AGENCY_TIME_ZONE", "Mars/Olympus"),
            ("PORTICO_LOG", ""),
            ("PORTICO_LOG", "inof"),
            ("PORTICO_LOG", "portico=loud"),
            ("PORTICO_LOG", "info,sqlx"),
            ("PORTICO_LOG_FORMAT", "xml"),
            ("PORTICO_LISTN", "127.0.0.1:1"),
        ] {
            let error = config(&[(name, value)]).expect_err(value);
            assert_eq!(error.name, name, "{value}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file_and_unknown_names_in_the_file_are_refused() {
        let mut sources = Sources::default();
        sources.add_toml("idle_minutes = 5\nlisten = \"127.0.0.1:4000\"").unwrap();
        sources.add_environment([("PORTICO_IDLE_MINUTES".to_owned(), "7".to_owned())]).unwrap();
        let config = Config::from_sources(&sources, Mode::Production).unwrap();
        assert_eq!((config.limits.idle_minutes, config.listen.port()), (7, 4000));
        assert!(Sources::default().add_toml("idle = 5").is_err());
    }

    #[test]
    fn a_filter_of_the_log_is_kept_as_it_was_written() {
        for filter in ["warn", "portico=debug,sqlx=warn", "info,portico=trace", "[request]=debug", "off"] {
            assert_eq!(config(&[("PORTICO_LOG", filter)]).unwrap().log, filter);
        }
    }

    #[test]
    fn a_default_of_a_command_gives_way_to_what_was_set() {
        let mut sources = Sources::default();
        sources.set_default("log", "warn");
        assert_eq!(Config::from_sources(&sources, Mode::Production).unwrap().log, "warn");
        sources.set("log", "debug");
        sources.set_default("log", "warn");
        assert_eq!(Config::from_sources(&sources, Mode::Production).unwrap().log, "debug");
    }

    #[test]
    fn a_gateway_wants_a_sender_and_is_spoken_to_in_the_clear_only_on_this_machine() {
        let error = config(&[("PORTICO_SMS_URL", "https://me:x@gateway.example/messages")]).unwrap_err();
        assert_eq!(error.name, "PORTICO_SMS_FROM");
        for url in ["https://me:x@gateway.example/messages", "http://127.0.0.1:9000/", "http://[::1]:9000/"] {
            let config = config(&[("PORTICO_SMS_URL", url), ("PORTICO_SMS_FROM", "+12125550100")]).unwrap();
            assert!(config.texts_are_on(), "{url}");
        }
        assert!(!config(&[]).unwrap().texts_are_on());
    }

    #[test]
    fn security_questions_are_off_until_they_are_turned_on_for_the_support_desk() {
        assert!(!config(&[]).unwrap().questions_are_on());
        assert!(!Config::from_sources(&Sources::default(), Mode::Demo).unwrap().questions_are_on());
        assert!(config(&[("PORTICO_SECURITY_QUESTIONS", "support")]).unwrap().questions_are_on());
    }

    #[test]
    fn debug_output_holds_no_secret() {
        let config = config(&[
            ("PORTICO_DATABASE_URL", "postgres://me:hunter2@db/portico"),
            ("PORTICO_SMTP_URL", "smtps://me:hunter2@mail"),
            ("PORTICO_SMS_URL", "https://me:hunter2@gateway.example/messages"),
            ("PORTICO_SMS_FROM", "+12125550100"),
        ]);
        assert!(!format!("{:?}", config.unwrap()).contains("hunter2"));
    }
}

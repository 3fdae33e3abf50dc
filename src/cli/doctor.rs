//! `portico doctor`: checks the configuration and each part it can reach, a line each, and says what to do.

use crate::audit;
use crate::db::{Db, Schema, schema};
use crate::jobs;
use crate::notifications::{Gateway, Transport};
use crate::server::config::Config;
use crate::server::{Assets, Random};
use crate::storage::KeyRing;
use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::ExitCode;

/// What a check found.
enum Found {
    Ok(String),
    /// The service works, but perhaps not as meant.
    Warning(String),
    /// The service would not start, or something that it is told to use does not work.
    Problem(String),
}

use Found::{Ok as Good, Problem, Warning};

/// Prints the checks; fails if there is any problem.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let checks = [
        ("base URL", base_url(config)),
        ("address", address(config.listen, "PORTICO_LISTEN").await),
        ("metrics", metrics(config).await),
        ("data folder", data_folder(config)),
        ("keys", keys(config)),
        ("database", database(config).await),
        ("audit log", audit_log(config).await),
        ("jobs", given_up_jobs(config).await),
        ("browser files", browser_files(config)),
        ("mail", mail(config).await),
        ("text messages", text_messages(config).await),
    ];
    let (mut warnings, mut problems) = (0, 0);
    for (part, found) in checks {
        match found {
            Good(text) => println!("ok       {part}: {text}"),
            Warning(text) => {
                warnings += 1;
                println!("warning  {part}: {text}");
            }
            Problem(text) => {
                problems += 1;
                println!("problem  {part}: {text}");
            }
        }
    }
    if problems > 0 {
        println!("Mend the problems above, then run this again.");
        return Ok(ExitCode::FAILURE);
    }
    println!("Everything needed to serve is in place{}.", if warnings > 0 { "; read the warnings above" } else { "" });
    Ok(ExitCode::SUCCESS)
}

fn base_url(config: &Config) -> Found {
    let url = &config.base_url;
    if url.scheme() == "http" {
        Warning(format!("{url} is for trying out: only browsers of this machine reach it; set PORTICO_BASE_URL"))
    } else if config.trusted_proxies.is_empty() {
        Warning(format!(
            "{url} needs a proxy that speaks TLS, and PORTICO_TRUSTED_PROXIES names none: to the limits all visitors \
             would be one network"
        ))
    } else {
        Good(format!("{url}, the relying party of every passkey is {}", config.relying_party()))
    }
}

async fn address(address: SocketAddr, name: &str) -> Found {
    match tokio::net::TcpListener::bind(address).await {
        Ok(_) => Good(format!("{address} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Warning(format!(
            "{address} is in use; if it is not by this service, which then runs already, change {name}"
        )),
        Err(error) => Problem(format!("{address} cannot be listened on ({error}); change {name}")),
    }
}

async fn metrics(config: &Config) -> Found {
    match config.metrics_listen {
        Some(listen) => address(listen, "PORTICO_METRICS_LISTEN").await,
        None => Good("off; PORTICO_METRICS_LISTEN turns them on".to_owned()),
    }
}

fn data_folder(config: &Config) -> Found {
    let folder = &config.data_dir;
    let name = folder.display();
    if config.database.0.file().is_none() {
        return Good("not needed for the database".to_owned());
    }
    let about = match fs::metadata(folder) {
        Ok(about) if about.is_dir() => about,
        Ok(_) => return Problem(format!("{name} is a file; change PORTICO_DATA_DIR")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Good(format!("{name} will be made on the first start"));
        }
        Err(error) => return Problem(format!("{name}: {error}")),
    };
    if let Err(error) = try_writing(folder) {
        return Problem(format!("{name} cannot be written ({error}); give it to the user of the service"));
    }
    if about.permissions().mode() & 0o007 != 0 {
        return Warning(format!("{name} is open to every user of this machine; chmod 700 it"));
    }
    Good(format!("{name} can be written"))
}

fn try_writing(folder: &Path) -> std::io::Result<()> {
    let file = folder.join(format!(".doctor-{}", std::process::id()));
    fs::File::create_new(&file)?;
    fs::remove_file(file)
}

fn keys(config: &Config) -> Found {
    let path = &config.keys_file;
    let name = path.display();
    if !path.exists() {
        let used = config.database.0.file().is_some_and(|file| file.exists());
        return if used {
            Warning(format!(
                "{name} is absent although there is a database; if people have used it, put the file of the backup \
                 back: a new one opens nothing that is sealed"
            ))
        } else {
            Good(format!("{name} will be made on the first start; put it into the backup, apart from the database"))
        };
    }
    match KeyRing::load_or_create(path, &Random::system()) {
        Ok(_) => Good(format!("{name} is private and readable; without it sealed fields are lost, so back it up")),
        Err(error) => Problem(format!("{name}: {}", chain(&error))),
    }
}

async fn database(config: &Config) -> Found {
    if let Some(file) = config.database.0.file().filter(|file| !file.exists()) {
        return Good(format!("{} will be made on the first start", file.display()));
    }
    let unreachable = || Problem("it does not answer; check PORTICO_DATABASE_URL and that it runs".to_owned());
    let Ok(db) = Db::open(&config.database.0).await else { return unreachable() };
    let found = schema(&db).await;
    db.close().await;
    let kind = db.kind();
    match found {
        Ok(Schema::Current) => Good(format!("{kind} answers and is up to date")),
        Ok(Schema::Behind(missing)) => Good(format!(
            "{kind} answers; migrations that will run on start, or now with `portico migrate`: {}",
            missing.len()
        )),
        Ok(Schema::Ahead) => {
            Problem(format!("{kind} answers, but a newer program has migrated it; install that one, or a backup"))
        }
        Err(_) => unreachable(),
    }
}

/// Only the newest row: `portico audit verify` looks at all.
async fn audit_log(config: &Config) -> Found {
    let later = || Good("will be begun with the first act".to_owned());
    let absent = config.database.0.file().is_some_and(|file| !file.exists());
    if absent || !config.keys_file.exists() {
        return later();
    }
    let unread = || Warning("it was not looked at: database and keys come first".to_owned());
    let Ok(keys) = KeyRing::load_or_create(&config.keys_file, &Random::system()) else { return unread() };
    let Ok(db) = Db::open(&config.database.0).await else { return unread() };
    let found = match schema(&db).await {
        Ok(Schema::Current) => audit::glance(&db, &keys).await.map_or_else(
            |_| unread(),
            |finding| match finding {
                None => Good("its newest row is as it was written; `portico audit verify` looks at all".to_owned()),
                Some(finding) => Problem(format!("{finding}; run `portico audit verify` and keep a copy as evidence")),
            },
        ),
        Ok(Schema::Behind(_)) => later(),
        Ok(Schema::Ahead) | Err(_) => unread(),
    };
    db.close().await;
    found
}

/// What is done later and could not be done.
async fn given_up_jobs(config: &Config) -> Found {
    let none = || Good("none was given up".to_owned());
    let unread = || Warning("they were not looked at: the database comes first".to_owned());
    if config.database.0.file().is_some_and(|file| !file.exists()) {
        return none();
    }
    let Ok(db) = Db::open(&config.database.0).await else { return unread() };
    let found = match (schema(&db).await, db.read().await) {
        (Ok(Schema::Current), Ok(mut read)) => match jobs::given_up(read.conn()).await {
            Ok(0) => none(),
            Ok(count) => Warning(format!(
                "given up after {} attempts: {count}; the log says why under \"a job failed\", and what they were for \
                 must be asked for again",
                jobs::ATTEMPTS
            )),
            Err(_) => unread(),
        },
        (Ok(Schema::Behind(_)), _) => none(),
        (Ok(Schema::Current | Schema::Ahead) | Err(_), _) => unread(),
    };
    db.close().await;
    found
}

fn browser_files(config: &Config) -> Found {
    match Assets::read(&config.site_dir) {
        Ok(assets) => Good(format!("{}, build {}", config.site_dir.display(), assets.bundle.folder)),
        Err(error) => Problem(error.to_string()),
    }
}

async fn mail(config: &Config) -> Found {
    match Transport::from_config(config) {
        Ok(Transport::Unset | Transport::DemoMailbox) => {
            Warning("PORTICO_SMTP_URL is not set: mail waits in the outbox, and nobody can register".to_owned())
        }
        Ok(server) => match server.reach().await {
            Ok(()) => Good(format!("the server answers and lets us in; mail comes from {}", config.mail_from)),
            Err(error) => Problem(chain(&error)),
        },
        Err(error) => Problem(chain(&error)),
    }
}

async fn text_messages(config: &Config) -> Found {
    match Gateway::from_config(config) {
        Ok(Gateway::Off | Gateway::DemoMailbox) => Good("off; PORTICO_SMS_URL turns them on".to_owned()),
        Ok(gateway) => match gateway.reach().await {
            Ok(()) => Good(format!("the gateway answers and lets us in; they come from {}", config.sms_from)),
            Err(error) => Problem(format!("{}; check PORTICO_SMS_URL", chain(&error))),
        },
        Err(error) => Problem(chain(&error)),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(next) = source {
        let _ = write!(text, ": {next}");
        source = next.source();
    }
    text
}

//! A mail server of its own for a test: a real one, in a process beside the test.

use portico::notifications::Transport;
use portico::server::config::{Config, Mode, Sources};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Debian's own Python, where its packages are, else the one on the path.
fn python() -> &'static str {
    if Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" }
}

/// Whether there is a mail server to test with. Its absence is a failure under `REQUIRE_POSTGRES`, which `make test` sets.
pub fn has_mail_server() -> bool {
    let found = Command::new(python()).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    assert!(found || std::env::var_os("REQUIRE_POSTGRES").is_none(), "aiosmtpd is not installed");
    if !found {
        eprintln!("skipped: aiosmtpd is not installed");
    }
    found
}

/// An authority and the certificate that it gave to `localhost`.
pub struct Authority {
    folder: tempfile::TempDir,
}

impl Authority {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca_key = KeyPair::generate().unwrap();
        let ca = params.self_signed(&ca_key).unwrap();
        let issuer = Issuer::from_params(&params, &ca_key);
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        for (name, text) in [("ca", ca.pem()), ("cert", server.pem()), ("key", key.serialize_pem())] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn ca_file(&self) -> String {
        self.file("ca").to_str().unwrap().to_owned()
    }
}

#[derive(Clone, Copy)]
pub enum Tls<'a> {
    None,
    Upgraded(&'a Authority),
    Implicit(&'a Authority),
}

/// A mail server that runs as long as this value lives.
pub struct RealMailServer {
    process: Child,
    mails: Receiver<String>,
    pub port: u16,
}

impl Drop for RealMailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl RealMailServer {
    /// In the clear, for anybody, with these answers to recipients.
    pub fn answering(replies: &[&str]) -> Self {
        Self::start(Tls::None, None, replies)
    }

    pub fn start(tls: Tls<'_>, login: Option<(&str, &str)>, replies: &[&str]) -> Self {
        let (mode, authority) = match tls {
            Tls::None => ("none", None),
            Tls::Upgraded(authority) => ("starttls", Some(authority)),
            Tls::Implicit(authority) => ("implicit", Some(authority)),
        };
        let file = |name: &str| authority.map(|authority| authority.file(name));
        let (user, password) = login.unwrap_or_default();
        let options = json!({
            "tls": mode, "cert": file("cert"), "key": file("key"), "user": user, "password": password,
            "replies": replies,
        });
        let mut process = Command::new(python())
            .args(["tests/it/support/mail_server.py", &options.to_string()])
            .stdout(Stdio::piped())
            // It says there what the tests make go wrong on purpose.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (told, mails) = channel();
        let output = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if told.send(line).is_err() {
                    return;
                }
            }
        });
        let port = mails.recv_timeout(Duration::from_secs(30)).expect("the mail server starts").parse().unwrap();
        Self { process, mails, port }
    }

    /// A transport to this server by a URL with `PORT` in it.
    pub fn transport(&self, url: &str, settings: &[(&str, &str)]) -> Transport {
        let mut sources = Sources::default();
        sources.set("smtp_url", &url.replace("PORT", &self.port.to_string()));
        for (name, value) in settings {
            sources.set(name, value);
        }
        Transport::from_config(&Config::from_sources(&sources, Mode::Production).unwrap()).unwrap()
    }

    pub fn plain(&self) -> Transport {
        self.transport("smtp://localhost:PORT", &[])
    }

    /// The next mail that it took.
    pub fn taken(&self) -> Value {
        serde_json::from_str(&self.mails.recv_timeout(Duration::from_secs(30)).expect("a mail")).unwrap()
    }

    /// Whether it took no mail beside those that were asked for. It tells of a mail before it answers for it.
    pub fn took_nothing(&self) -> bool {
        self.mails.try_recv().is_err()
    }
}

//! The released program as a child process.

use crate::load::{Connection, get};
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Cargo builds it, with the profile of a release, before it builds this.
const PROGRAM: &str = env!("CARGO_BIN_EXE_portico");

/// The browser's files, as `make front` leaves them.
pub fn site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site")
}

/// The program with a data folder and nothing of the caller's settings. Its log goes into the folder.
pub fn program(folder: &Path) -> Result<Command> {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PORTICO_")) {
        command.env_remove(name);
    }
    let log = File::options().create(true).append(true).open(folder.join("log"))?;
    command
        .current_dir(folder)
        .env("PORTICO_DATA_DIR", folder)
        .env("PORTICO_SITE_DIR", site())
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    Ok(command)
}

/// A process that serves HTTP; ends when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From its start until it said that it was ready.
    pub ready_after: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts `portico serve` or `portico demo`.
    pub async fn start(name: &str, folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let address = free_address()?;
        let mut command = program(folder)?;
        command
            .arg(name)
            .env("PORTICO_LISTEN", address.to_string())
            .env("PORTICO_BASE_URL", format!("http://localhost:{}", address.port()))
            .envs(settings.iter().copied());
        Self::ready(command, address).await
    }

    /// Starts any command that will serve at `address` and has a `/readyz`.
    pub async fn ready(mut command: Command, address: SocketAddr) -> Result<Self> {
        let began = Instant::now();
        let mut server = Self { child: command.spawn()?, address, ready_after: Duration::ZERO };
        while began.elapsed() < Duration::from_mins(1) {
            if let Some(status) = server.child.try_wait()? {
                bail!("it stopped with {status}: {command:?}");
            }
            if let Ok(mut connection) = Connection::open(address).await
                && connection.ask(&get("/readyz", "")).await? == 200
            {
                server.ready_after = began.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("it was not ready within a minute: {command:?}");
    }

    /// One answer of 200.
    pub async fn page(&self, request: &[u8]) -> Result<Vec<u8>> {
        let mut connection = Connection::open(self.address).await?;
        match connection.ask(request).await? {
            200 => Ok(connection.body),
            status => bail!("{status} instead of 200: {}", String::from_utf8_lossy(request)),
        }
    }

    /// Resident bytes.
    pub fn memory(&self) -> Result<f64> {
        memory(&self.child, "VmRSS:")
    }

    /// The most megabytes that were ever resident.
    pub fn peak(&self) -> Result<f64> {
        Ok(memory(&self.child, "VmHWM:")? / 1e6)
    }

    /// See [`cpu`].
    pub fn cpu(&self) -> Result<f64> {
        cpu(&self.child.id().to_string())
    }

    /// Ends it as an operator does, and waits for it.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

/// A line of `/proc/…/status` that counts kilobytes, in bytes.
pub fn memory(child: &Child, line: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let value = status.lines().find_map(|found| found.strip_prefix(line)).context("the process has ended")?;
    let kilobytes: u32 = value.trim().trim_end_matches(" kB").parse()?;
    Ok(f64::from(kilobytes) * 1024.0)
}

/// Milliseconds on a core that a process has had so far; `self` is this one.
pub fn cpu(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // What follows the name, which is in brackets: fields 3 and on; user and system time are 14 and 15.
    let fields = stat.rsplit_once(") ").context("an odd /proc/…/stat")?.1.split(' ');
    let ticks: u32 = fields.skip(11).take(2).map(|field| field.parse().unwrap_or(0)).sum();
    // A tick is 10 ms on every Linux in use.
    Ok(f64::from(ticks) * 10.0)
}

/// An address that was free a moment ago.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

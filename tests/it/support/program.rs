//! The built program as a child process: a command to its end, or a service that is spoken to over the wire.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Longest that a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program over an installation in `folder`, with nothing of the caller's settings.
fn command(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PORTICO_DATA_DIR", folder)
        .env("PORTICO_SITE_DIR", folder)
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
pub fn portico(folder: &Path, arguments: &[&str], settings: &[(&str, &str)], input: &str) -> Output {
    let mut child = command(folder, arguments, settings).spawn().unwrap();
    // A command that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a process wrote.
pub fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `portico serve` that listens; killed when it is dropped.
pub struct Program {
    child: Child,
    log: Receiver<String>,
    lines: Vec<String>,
    pub address: SocketAddr,
    pub metrics: SocketAddr,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// Starts it on ports that are free and waits until it listens.
    pub fn serve(folder: &Path, settings: &[(&str, &str)]) -> Self {
        std::fs::write(folder.join("manifest.json"), r#"{"build":"none"}"#).unwrap();
        let any = "127.0.0.1:0";
        let mut command = command(folder, &["serve"], settings);
        let mut child = command.env("PORTICO_LISTEN", any).env("PORTICO_METRICS_LISTEN", any).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, log) = channel();
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let nowhere = any.parse().unwrap();
        let mut program = Self { child, log, lines: Vec::new(), address: nowhere, metrics: nowhere };
        let address = |line: serde_json::Value| line["server.address"].as_str().unwrap().parse().unwrap();
        program.metrics = address(program.logged("metrics can be read"));
        program.address = address(program.logged("\"listening\""));
        program
    }

    /// The next line of the log that holds `part`.
    pub fn logged(&mut self, part: &str) -> serde_json::Value {
        loop {
            let Ok(line) = self.log.recv_timeout(PATIENCE) else {
                panic!("no {part:?} in the log:\n{}", self.lines.join("\n"));
            };
            self.lines.push(line.clone());
            if line.contains(part) {
                return serde_json::from_str(&line).unwrap();
            }
        }
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits for the end; answers whether it was a success, and the whole log.
    pub fn ended(mut self) -> (bool, Vec<String>) {
        while let Ok(line) = self.log.recv_timeout(PATIENCE) {
            self.lines.push(line);
        }
        let success = self.child.wait().unwrap().success();
        (success, std::mem::take(&mut self.lines))
    }
}

/// One connection, byte by byte.
pub struct Wire {
    stream: TcpStream,
    pub read: String,
}

impl Wire {
    pub async fn open(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), read: String::new() }
    }

    /// Asks for one thing and reads the whole answer.
    pub async fn get(address: SocketAddr, path: &str) -> String {
        let mut wire = Self::open(address).await;
        wire.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).await;
        wire.rest().await
    }

    pub async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads until `part` has come.
    pub async fn until(&mut self, part: &str) {
        while !self.read.contains(part) {
            assert!(self.more().await, "the connection ended before {part:?}: {}", self.read);
        }
    }

    /// Reads to the end; answers everything that came.
    pub async fn rest(mut self) -> String {
        while self.more().await {}
        self.read
    }

    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut buffer)).await;
        let read = read.unwrap_or_else(|_| panic!("nothing more came after {}", self.read)).unwrap();
        self.read.push_str(&String::from_utf8_lossy(&buffer[..read]));
        read > 0
    }
}

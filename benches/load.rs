//! The load: requests written once and sent as they are over kept-alive TCP connections. As thin as it can be, because
//! it runs on the cores of what it measures.

use anyhow::{Context as _, Result, bail, ensure};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A request as it goes over the line. `headers` end in `\r\n` each.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
}

/// As [`get`], with a body.
pub fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// One connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    /// Of the last answer.
    pub body: Vec<u8>,
    /// Whether the last answer said when to come back.
    pub retry_after: bool,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(16 * 1024, stream),
            line: String::new(),
            body: Vec::new(),
            retry_after: false,
        })
    }

    /// Sends the request and reads the whole answer. Answers its status.
    pub async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        let (status, length) = self.begin(request).await?;
        self.body.clear();
        if let Some(length) = length {
            self.take(length).await?;
            return Ok(status);
        }
        loop {
            let size = usize::from_str_radix(self.line().await?, 16).context("a chunk has no size")?;
            self.take(size).await?;
            self.line().await?;
            if size == 0 {
                return Ok(status);
            }
        }
    }

    /// Sends the request and reads the head of the answer: its status, and its length unless it comes in chunks.
    pub async fn begin(&mut self, request: &[u8]) -> Result<(u16, Option<usize>)> {
        self.stream.get_mut().write_all(request).await?;
        let status = self.line().await?.split(' ').nth(1).context("the answer has no status")?.parse()?;
        let mut length = None;
        self.retry_after = false;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Ok((status, length));
            }
            let retry_after = line.starts_with("retry-after: ");
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = Some(value.parse()?);
            }
            self.retry_after |= retry_after;
        }
    }

    /// The next line of a head or of a stream of events.
    pub async fn line(&mut self) -> Result<&str> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(self.line.trim_end())
    }

    async fn take(&mut self, length: usize) -> Result<()> {
        let read = (&mut self.stream).take(u64::try_from(length)?).read_to_end(&mut self.body).await?;
        ensure!(read == length, "the answer broke off");
        Ok(())
    }
}

/// Requests that are sent again and again.
#[derive(Clone)]
pub struct Load {
    pub to: SocketAddr,
    /// Each connection walks through them from a place of its own.
    pub requests: Vec<Vec<u8>>,
    pub connections: usize,
    pub lasting: Duration,
    /// Rest of a connection between two requests.
    pub rest: Duration,
}

/// What became of a load.
#[derive(Default)]
pub struct Outcome {
    /// How long each answer took.
    pub took: Vec<Duration>,
    pub time: Duration,
    /// Answers with another status than 200.
    pub refused: usize,
}

impl Load {
    pub async fn run(&self) -> Result<Outcome> {
        let mut connections = JoinSet::new();
        let began = Instant::now();
        for place in 0..self.connections {
            connections.spawn(self.clone().one(place));
        }
        let mut outcome = Outcome::default();
        while let Some(one) = connections.join_next().await {
            outcome.add(one??);
        }
        outcome.time = began.elapsed();
        Ok(outcome)
    }

    async fn one(self, place: usize) -> Result<Outcome> {
        let mut connection = Connection::open(self.to).await?;
        let mut outcome = Outcome::default();
        let end = Instant::now() + self.lasting;
        for request in self.requests.iter().cycle().skip(place).step_by(self.connections) {
            let began = Instant::now();
            if began >= end {
                break;
            }
            let status = connection.ask(request).await?;
            outcome.took.push(began.elapsed());
            outcome.refused += usize::from(status != 200);
            tokio::time::sleep(self.rest).await;
        }
        Ok(outcome)
    }
}

impl Outcome {
    pub fn add(&mut self, other: Self) {
        self.took.extend(other.took);
        self.time += other.time;
        self.refused += other.refused;
    }

    /// Good answers a second.
    pub fn rate(&self) -> Result<f64> {
        let good = u32::try_from(self.took.len() - self.refused)?;
        Ok(f64::from(good) / self.time.as_secs_f64())
    }

    /// What each answer has of a sum.
    pub fn share(&self, sum: f64) -> Result<f64> {
        Ok(sum / f64::from(u32::try_from(self.took.len())?))
    }

    pub fn p99(&self) -> f64 {
        p99(&self.took)
    }
}

/// The time, in milliseconds, that 99 of 100 stay below.
pub fn p99(times: &[Duration]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let place = sorted.len() * 99 / 100;
    sorted.get(place).or(sorted.last()).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

//! What strangers learn from how long an answer takes, and what 200 of them at once do to the others.

use crate::load::{Connection, Load, Outcome, get, post};
use crate::program::Server;
use crate::sign_in::{PASSWORD, add_people};
use crate::table::{Row, Unit};
use anyhow::{Result, ensure};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Of each kind of address, for each act.
const TRIES: u32 = 500;
const APART: f64 = 2.0;
const AT_ONCE: u32 = 200;
const BURSTS: u32 = 5;
const MEMORY: f64 = 300.0;
const OTHERS: f64 = 100.0;
const REFUSED: f64 = 50.0;

/// Names and values that are posted.
type Fields = &'static [(&'static str, &'static str)];

/// What a stranger can do with an address: its name, its path, the other fields of it.
const ACTS: [(&str, &str, Fields); 3] = [
    ("sign-in", "/api/accounts/sign-in", &[("password", "not the password of anybody")]),
    ("registration", "/api/accounts/register", &[]),
    ("reset", "/api/accounts/forgot-password", &[]),
];

pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let people = add_people(folder.path()).await?;
    let mut rows = alike(folder.path(), &people).await?;
    rows.extend(at_once(folder.path(), &people).await?);
    Ok(rows)
}

/// Known and unknown addresses in turn, each try from a network of its own, so that no limit is met.
async fn alike(folder: &Path, people: &[String]) -> Result<Vec<Row>> {
    let server = Server::start("serve", folder, &[("PORTICO_TRUSTED_PROXIES", "127.0.0.1")]).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut rows = Vec::new();
    for (place, (name, path, fields)) in (0..).zip(ACTS) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (number, person) in (0..TRIES).zip(people.iter().cycle()) {
            let stranger = format!("nobody{number}@example.test");
            let mut pair = [(person, &mut known), (&stranger, &mut unknown)];
            // Whatever the first leaves behind for the second is not to be found in the difference.
            if number % 2 == 1 {
                pair.reverse();
            }
            let mut bodies = Vec::new();
            for (place_in_pair, (email, took)) in (0..).zip(pair) {
                let network = (place * TRIES + number) * 2 + place_in_pair;
                let began = Instant::now();
                let status = connection.ask(&request(path, email, fields, network)?).await?;
                took.push(began.elapsed());
                bodies.push((status, connection.body.clone()));
            }
            ensure!(bodies.windows(2).all(|pair| pair.first() == pair.last()), "{name} tells two addresses apart");
        }
        let apart = (median(&mut known) - median(&mut unknown)).abs();
        let title = format!("Known and unknown address, {name}: medians apart");
        rows.push(Row::at_most(&title, apart, APART, Unit::Milliseconds));
    }
    Ok(rows)
}

/// Bursts of sign-ins while others read.
async fn at_once(folder: &Path, people: &[String]) -> Result<Vec<Row>> {
    let server = Server::start("serve", folder, &[("PORTICO_TRUSTED_PROXIES", "127.0.0.1")]).await?;
    let readers = Load {
        to: server.address,
        requests: (0..4).map(|n| get("/en/look-up", &format!("X-Forwarded-For: 198.51.100.{n}\r\n"))).collect(),
        connections: 4,
        lasting: Duration::from_secs(5),
        rest: Duration::from_millis(50),
    };
    let (read, refused) = tokio::try_join!(readers.run(), bursts(server.address, people))?;
    ensure!(read.refused == 0, "a reader was refused");
    Ok(vec![
        Row::at_most("200 sign-ins at once, five times: peak memory", server.peak()?, MEMORY, Unit::Megabytes),
        Row::at_most("… p99 of a page that others read meanwhile", read.p99(), OTHERS, Unit::Milliseconds),
        Row::at_most("… p99 of those told to come back later", refused.p99(), REFUSED, Unit::Milliseconds),
    ])
}

/// Answers how long each refusal took.
async fn bursts(to: SocketAddr, people: &[String]) -> Result<Outcome> {
    let mut refused = Outcome::default();
    for burst in 0..BURSTS {
        let mut open = Vec::new();
        for _ in 0..AT_ONCE {
            open.push(Connection::open(to).await?);
        }
        let mut asked = JoinSet::new();
        for ((number, mut connection), person) in (0..).zip(open).zip(people.iter().cycle()) {
            let network = 100_000 + burst * AT_ONCE + number;
            let request = request("/api/accounts/sign-in", person, &[("password", PASSWORD)], network)?;
            asked.spawn(async move {
                let began = Instant::now();
                let status = connection.ask(&request).await?;
                anyhow::Ok((status, connection.retry_after, began.elapsed()))
            });
        }
        while let Some(answer) = asked.join_next().await {
            let (status, retry_after, took) = answer??;
            match status {
                200 => {}
                429 | 503 => {
                    ensure!(retry_after, "a refusal does not say when to come back");
                    refused.took.push(took);
                }
                other => anyhow::bail!("a sign-in was answered with {other}"),
            }
        }
    }
    ensure!(!refused.took.is_empty(), "nobody was told to come back later");
    Ok(refused)
}

fn request(path: &str, email: &str, fields: &[(&str, &str)], network: u32) -> Result<Vec<u8>> {
    let headers = format!(
        "X-Forwarded-For: 2001:db8:{:x}:{:x}::1\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n",
        network >> 16,
        network & 0xffff
    );
    let fields: Vec<_> = [("email", email)].into_iter().chain(fields.iter().copied()).collect();
    Ok(post(path, &headers, &serde_urlencoded::to_string(fields)?))
}

/// In milliseconds.
fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

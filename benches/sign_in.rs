//! Sign-ins by password beside argon2id alone, and what a flood of them does to those who read. Each person signs in
//! from a network of their own, because limits would stop a flood from one.

use crate::dashboard;
use crate::load::{Load, Outcome, post};
use crate::program::{Server, cpu};
use crate::table::{Row, Unit};
use crate::world;
use anyhow::{Context as _, Result, ensure};
use argon2::{Algorithm, Argon2, Params, Version};
use portico::accounts::service::{DemoAccount, add_demo_account};
use portico::types::CivilDate;
use std::path::Path;
use std::time::{Duration, Instant};

const PEOPLE: usize = 64;
const TURNS: u32 = 8;
const TURN: Duration = Duration::from_secs(2);
/// Sign-ins under way at once.
const CONNECTIONS: usize = 16;
const OF_ARGON2: f64 = 0.95;
const DASHBOARD: f64 = 100.0;
pub const PASSWORD: &str = "violet lantern harbour 42";

pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let dashboard = dashboard::reader(folder.path()).await?;
    let requests = people(folder.path()).await?;
    let server = Server::start("serve", folder.path(), &[("PORTICO_TRUSTED_PROXIES", "127.0.0.1")]).await?;
    let flood = Load { to: server.address, requests, connections: CONNECTIONS, lasting: TURN, rest: Duration::ZERO };

    let (mut sign_ins, mut alone) = (Outcome::default(), Outcome::default());
    let (mut sign_in_cpu, mut alone_cpu) = (0.0, 0.0);
    for _ in 0..TURNS {
        let before = server.cpu()?;
        sign_ins.add(flood.run().await?);
        sign_in_cpu += server.cpu()? - before;
        let before = cpu("self")?;
        alone.add(tokio::task::spawn_blocking(argon2_alone).await??);
        alone_cpu += cpu("self")? - before;
    }
    ensure!(sign_ins.refused == 0, "{} sign-ins were refused", sign_ins.refused);

    let reading = Load {
        to: server.address,
        requests: vec![dashboard],
        connections: 4,
        lasting: TURN * TURNS,
        rest: Duration::from_millis(50),
    };
    let flooding = Load { lasting: TURN * TURNS, ..flood.clone() };
    let (read, flooded) = tokio::try_join!(reading.run(), flooding.run())?;
    ensure!(read.refused + flooded.refused == 0, "something was refused during the flood");

    let (rate, raw) = (sign_ins.rate()?, alone.rate()?);
    Ok(vec![
        Row::at_least("Sign-ins by password, beside argon2id alone", rate / raw, OF_ARGON2, Unit::Ratio),
        Row::told("… sign-ins", rate, Unit::PerSecond),
        Row::told("… argon2id alone, a thread a core", raw, Unit::PerSecond),
        Row::told("… a core's time for a sign-in", sign_ins.share(sign_in_cpu)?, Unit::Milliseconds),
        Row::told("… a core's time for argon2id alone", alone.share(alone_cpu)?, Unit::Milliseconds),
        Row::told("… p99 of a sign-in, 16 at once", sign_ins.p99(), Unit::Milliseconds),
        Row::at_most("Dashboard while sign-ins flood, p99", read.p99(), DASHBOARD, Unit::Milliseconds),
    ])
}

/// A turn of nothing but hashing, on as many threads as there are cores.
fn argon2_alone() -> Result<Outcome> {
    // What `HashCost::STANDARD` says.
    let params = Params::new(19_456, 2, 1, None).ok().context("argon2 refuses the parameters")?;
    let began = Instant::now();
    let threads: Vec<_> = (0..std::thread::available_parallelism()?.get())
        .map(|_| {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
            std::thread::spawn(move || hash_until(&argon2, began + TURN))
        })
        .collect();
    let mut outcome = Outcome::default();
    for thread in threads {
        outcome.took.extend(thread.join().ok().context("a thread stopped")?);
    }
    outcome.time = began.elapsed();
    Ok(outcome)
}

fn hash_until(argon2: &Argon2<'_>, end: Instant) -> Vec<Duration> {
    let mut took = Vec::new();
    loop {
        let began = Instant::now();
        if began >= end || argon2.hash_password_into(PASSWORD.as_bytes(), &[7; 16], &mut [0; 32]).is_err() {
            return took;
        }
        took.push(began.elapsed());
    }
}

/// The sign-ins of people who are made for it.
async fn people(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let mut requests = Vec::with_capacity(PEOPLE);
    for (number, email) in add_people(folder).await?.iter().enumerate() {
        let headers = format!(
            "X-Forwarded-For: 203.0.113.{number}\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n"
        );
        let fields = [("email", email.as_str()), ("password", PASSWORD)];
        let body = serde_urlencoded::to_string(fields)?;
        requests.push(post("/api/accounts/sign-in", &headers, &body));
    }
    Ok(requests)
}

/// Makes people who sign in with [`PASSWORD`]; answers their addresses.
pub async fn add_people(folder: &Path) -> Result<Vec<String>> {
    let ctx = world::open(folder).await?;
    let mut people = Vec::with_capacity(PEOPLE);
    for number in 0..PEOPLE {
        let email: &'static str = format!("person{number}@example.test").leak();
        let account = DemoAccount {
            email,
            password: PASSWORD,
            given_name: "Hoa",
            family_name: "Nguyễn",
            date_of_birth: CivilDate::new(1991, 4, 28).context("there is such a day")?,
            country_of_birth: "VN",
            locale: "en",
            time_zone: "America/Chicago",
            secret: *b"bench-bench-bench-01",
        };
        add_demo_account(&ctx, &account).await?.context("the address is taken")?;
        people.push(email.to_owned());
    }
    ctx.db.close().await;
    Ok(people)
}

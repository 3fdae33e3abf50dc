//! Sign-ins by passkey, from the question to the session: two requests, the signature checked, the session and the row
//! of the audit log on disk (`synchronous = FULL`). The devices sign on the cores of what is measured.

use crate::device::Device;
use crate::load::{Connection, Outcome, post};
use crate::program::{Server, cpu};
use crate::sign_in::add_people;
use crate::table::{Row, Unit};
use crate::world;
use anyhow::{Context as _, Result, ensure};
use portico::access::{Computer, Standing};
use portico::accounts::passkeys::{Answer, Challenge, enrolment};
use portico::accounts::sessions;
use portico::i18n::Locale;
use portico::on_db;
use portico::server::Ctx;
use portico::types::PersonId;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Who signs in again and again, each from a network of their own.
const AT_ONCE: usize = 32;
const TURN: Duration = Duration::from_secs(10);
const RATE: f64 = 500.0;

pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let devices = devices(folder.path()).await?;
    let settings = [("PORTICO_TRUSTED_PROXIES", "127.0.0.1"), ("PORTICO_STRANGER_REQUESTS", "1000000")];
    let server = Server::start("serve", folder.path(), &settings).await?;
    let (before, mine) = (server.cpu()?, cpu("self")?);
    let began = Instant::now();
    let mut people = JoinSet::new();
    for (number, mut device) in (0..).zip(devices) {
        device.origin = format!("http://localhost:{}", server.address.port()).parse()?;
        people.spawn(sign_in_until(began + TURN, server.address, device, number));
    }
    let mut all = Outcome::default();
    while let Some(one) = people.join_next().await {
        all.add(one??);
    }
    all.time = began.elapsed();
    let (spent, mine) = (server.cpu()? - before, cpu("self")? - mine);
    Ok(vec![
        Row::at_least("Sign-ins by passkey, session and audit row on disk", all.rate()?, RATE, Unit::PerSecond),
        Row::told("… p99 of one, question to session, 32 at once", all.p99(), Unit::Milliseconds),
        Row::told("… a core's time for one", all.share(spent)?, Unit::Milliseconds),
        Row::told("… of the devices and the load beside it", all.share(mine)?, Unit::Milliseconds),
    ])
}

async fn sign_in_until(end: Instant, to: SocketAddr, mut device: Device, number: u32) -> Result<Outcome> {
    let mut connection = Connection::open(to).await?;
    let mut outcome = Outcome::default();
    loop {
        let began = Instant::now();
        if began >= end {
            return Ok(outcome);
        }
        ask(&mut connection, number, "start-sign-in", &[]).await?;
        let asked: Challenge = serde_json::from_slice(&connection.body)?;
        let credential = device.get(&asked.options).await.to_string();
        let fields = [("ceremony", asked.ceremony.as_str()), ("credential", &credential)];
        ask(&mut connection, number, "finish-sign-in", &fields).await?;
        outcome.took.push(began.elapsed());
    }
}

async fn ask(connection: &mut Connection, number: u32, function: &str, fields: &[(&str, &str)]) -> Result<()> {
    let headers = format!(
        "X-Forwarded-For: 2001:db8:0:{number:x}::1\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n"
    );
    let path = format!("/api/accounts/passkeys/{function}");
    let status = connection.ask(&post(&path, &headers, &serde_urlencoded::to_string(fields)?)).await?;
    ensure!(status == 200, "{function} was answered with {status}: {}", String::from_utf8_lossy(&connection.body));
    Ok(())
}

/// Makes people whose passkeys these devices hold.
async fn devices(folder: &Path) -> Result<Vec<Device>> {
    add_people(folder).await?;
    let ctx = world::open(folder).await?;
    let mut devices = Vec::new();
    for person in people(&ctx).await?.into_iter().take(AT_ONCE) {
        let mut tx = ctx.db.begin().await?;
        let token = sessions::start(tx.conn(), &ctx, person, Standing::Full, Computer::Own, &world::visitor()).await?;
        tx.commit().await?;
        let actor = sessions::resolve(&ctx, &token).await?.context("the session has just begun")?;
        let mut device = Device::synced();
        let asked = enrolment::start(&ctx, &actor, Locale::default(), "").await?;
        let credential = device.create(&asked.options).await.to_string();
        enrolment::finish(&ctx, &actor, &Answer { ceremony: asked.ceremony, credential }).await?;
        devices.push(device);
    }
    ctx.db.close().await;
    ensure!(devices.len() == AT_ONCE, "not enough people were made");
    Ok(devices)
}

async fn people(ctx: &Ctx) -> Result<Vec<PersonId>> {
    let mut read = ctx.db.read().await?;
    let conn = read.conn();
    Ok(on_db!(conn => sqlx::query_scalar("select id from people order by id").fetch_all(conn).await)?)
}

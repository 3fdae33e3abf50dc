//! One event about a case that 1,000 people follow, each with an open stream: sent over HTTP as the agency does, timed
//! from the first byte of that request to the hint on each stream.

use crate::load::{Connection, Load, get, p99, post};
use crate::program::Server;
use crate::table::{Row, Unit};
use crate::world;
use anyhow::{Context as _, Result, ensure};
use portico::integration::{Scope, create_key};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

const STREAMS: u32 = 1_000;
const EVENTS: u32 = 20;
const TOLD: f64 = 250.0;
const RESIDENT: f64 = 16.0;

pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let (key, cookies) = world(folder.path()).await?;
    let server = Server::start("serve", folder.path(), &[]).await?;
    // The people's rows are in every reader's cache, and pages have been rendered: none of that is the streams'.
    let visits = Load {
        to: server.address,
        requests: cookies.iter().map(|cookie| get("/en/dashboard", cookie)).collect(),
        connections: 8,
        lasting: Duration::from_secs(5),
        rest: Duration::ZERO,
    };
    visits.run().await?;
    let before = server.memory()?;
    let (heard, mut receipts) = mpsc::unbounded_channel();
    let mut streams = JoinSet::new();
    for cookie in &cookies {
        let stream = open(server.address, cookie).await?;
        streams.spawn(listen(stream, heard.clone()));
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resident = (server.memory()? - before) / f64::from(STREAMS) / 1024.0;

    let (mut all, mut answered) = (Vec::new(), Vec::new());
    for step in 1..=EVENTS {
        let began = Instant::now();
        let answer = tokio::spawn(tell(server.address, key.clone(), step));
        for _ in 0..STREAMS {
            let receipt = tokio::time::timeout(Duration::from_secs(10), receipts.recv()).await;
            all.push(receipt.context("a stream was not told")?.context("the streams have ended")? - began);
        }
        answered.push(answer.await?? - began);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    ensure!(receipts.is_empty(), "a stream was told twice");
    Ok(vec![
        Row::at_most("An event to 1,000 open streams, p99 from request to hint", p99(&all), TOLD, Unit::Milliseconds),
        Row::told("… of it, until the request was answered, p99", p99(&answered), Unit::Milliseconds),
        Row::at_most("… resident memory of an idle stream", resident, RESIDENT, Unit::Kibibytes),
    ])
}

/// One case, those who follow it, and the agency's key.
async fn world(folder: &Path) -> Result<(String, Vec<String>)> {
    let ctx = world::open(folder).await?;
    let key = create_key(&ctx, "bench", "agency", &[Scope::Intake]).await?;
    world::feed(&ctx, std::iter::once(world::event(0, 0, ctx.now()))).await?;
    let mut cookies = Vec::new();
    let mut tx = ctx.db.begin().await?;
    for _ in 0..STREAMS {
        let person = world::person(&mut tx, &ctx).await?;
        world::link(&mut tx, &ctx, person, 0).await?;
        cookies.push(world::session(&mut tx, &ctx, person).await?);
    }
    tx.commit().await?;
    ctx.db.close().await;
    Ok((key, cookies))
}

/// Opens a stream that says only what happens from now on.
async fn open(to: SocketAddr, cookie: &str) -> Result<Connection> {
    let mut stream = Connection::open(to).await?;
    let (status, _) = stream.begin(&get("/events?after=0", &format!("Accept: text/event-stream\r\n{cookie}"))).await?;
    ensure!(status == 200, "a stream was refused with {status}");
    Ok(stream)
}

async fn listen(mut stream: Connection, heard: mpsc::UnboundedSender<Instant>) -> Result<()> {
    loop {
        if stream.line().await? == "event: hint" {
            heard.send(Instant::now())?;
        }
    }
}

/// Sends one event; answers when that was answered.
async fn tell(to: SocketAddr, key: String, step: u32) -> Result<Instant> {
    let headers = format!("Authorization: Bearer {key}\r\nContent-Type: application/x-ndjson\r\n");
    let mut event = world::event(0, world::STEPS - 1, portico::server::Clock::System.now());
    if let Some(id) = event.get_mut("event_id") {
        *id = format!("live-{step}").into();
    }
    let mut connection = Connection::open(to).await?;
    let status = connection.ask(&post("/api/v1/case-events", &headers, &event.to_string())).await?;
    ensure!(status == 200, "the event was refused with {status}");
    Ok(Instant::now())
}

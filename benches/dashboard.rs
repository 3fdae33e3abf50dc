//! The dashboard of somebody with 20 cases in all stages and news on most of them, beside [`bare`]. The two take turns, so that a
//! machine that is busy for a while is busy for both.

use crate::load::{Load, Outcome, get};
use crate::program::Server;
use crate::table::{Row, Unit};
use crate::{bare, world};
use anyhow::{Result, ensure};
use std::path::Path;
use std::time::Duration;

pub const CASES: u32 = 20;
const TURNS: u32 = 5;
const TURN: Duration = Duration::from_secs(3);
/// Connections: enough to keep every core busy.
const CONNECTIONS: usize = 8;
const OF_BARE: f64 = 0.6;

pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let request = reader(folder.path()).await?;
    let portico = Server::start("serve", folder.path(), &[("PORTICO_LOG", "info")]).await?;
    let page = portico.page(&request).await?;
    let html = String::from_utf8(page)?;
    for case in 0..CASES {
        ensure!(html.contains(&world::receipt(case)), "case {case} is not on the dashboard");
    }
    std::fs::write(folder.path().join(bare::PAGE), &html)?;
    let bare = bare::start(folder.path()).await?;

    let load = |to: &Server, lasting| Load {
        to: to.address,
        requests: vec![request.clone()],
        connections: CONNECTIONS,
        lasting,
        rest: Duration::ZERO,
    };
    let (mut of_portico, mut of_bare) = (Outcome::default(), Outcome::default());
    for server in [&portico, &bare] {
        load(server, Duration::from_secs(1)).run().await?;
    }
    let before = (portico.cpu()?, bare.cpu()?);
    for _ in 0..TURNS {
        of_portico.add(load(&portico, TURN).run().await?);
        of_bare.add(load(&bare, TURN).run().await?);
    }
    let cpu = (portico.cpu()? - before.0, bare.cpu()? - before.1);
    ensure!(of_portico.refused + of_bare.refused == 0, "a dashboard was refused");
    let (rate, bare_rate) = (of_portico.rate()?, of_bare.rate()?);
    let bytes = f64::from(u32::try_from(html.len())?) / 1000.0;
    Ok(vec![
        Row::at_least(
            "Dashboard of 20 cases, signed in, beside a bare handler",
            rate / bare_rate,
            OF_BARE,
            Unit::Ratio,
        ),
        Row::told("… the dashboard", rate, Unit::PerSecond),
        Row::told("… the bare handler", bare_rate, Unit::PerSecond),
        Row::told("… p99 of the dashboard", of_portico.p99(), Unit::Milliseconds),
        Row::told("… p99 of the bare handler", of_bare.p99(), Unit::Milliseconds),
        Row::told("… a core's time for the dashboard", of_portico.share(cpu.0)?, Unit::Milliseconds),
        Row::told("… a core's time for the bare handler", of_bare.share(cpu.1)?, Unit::Milliseconds),
        Row::told("… its HTML, uncompressed", bytes, Unit::Kilobytes),
    ])
}

/// Makes the person in a new database; answers the request for their dashboard.
pub async fn reader(folder: &Path) -> Result<Vec<u8>> {
    let ctx = world::open(folder).await?;
    let now = ctx.now();
    // Case 0 has been opened, case 7 has gone through every step, case 8 has been opened, and so on.
    let events = |from: u32, to: u32| {
        let each = move |step| (0..CASES).filter(move |case| case % world::STEPS >= step).map(move |case| (case, step));
        (from..to).flat_map(each).map(move |(case, step)| world::event(case, step, now))
    };
    world::feed(&ctx, events(0, 2)).await?;
    let mut tx = ctx.db.begin().await?;
    let person = world::person(&mut tx, &ctx).await?;
    world::session(&mut tx, &ctx, person).await?;
    for case in 0..CASES {
        world::link(&mut tx, &ctx, person, case).await?;
    }
    tx.commit().await?;
    // The session that is measured knows when the first was last here; what comes between the two is new.
    tokio::time::sleep(Duration::from_millis(20)).await;
    world::feed(&ctx, events(2, world::STEPS)).await?;
    let mut tx = ctx.db.begin().await?;
    let cookie = world::session(&mut tx, &ctx, person).await?;
    tx.commit().await?;
    ctx.db.close().await;
    Ok(get("/en/dashboard", &format!("Accept: text/html\r\n{cookie}")))
}

//! How soon the program is ready, and what it holds when nobody is there.

use crate::load::get;
use crate::program::Server;
use crate::table::{Row, Unit};
use anyhow::Result;

const SECOND_START: f64 = 5.0;
const IDLE: f64 = 60.0;

pub async fn measure() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let first = Server::start("demo", folder.path(), &[]).await?;
    let first_start = first.ready_after.as_secs_f64();
    first.stop()?;
    let second = Server::start("demo", folder.path(), &[]).await?;

    let empty = tempfile::tempdir()?;
    let idle = Server::start("serve", empty.path(), &[]).await?;
    for page in ["/en/", "/es/", "/en/sign-in", "/en/statuses"].into_iter().cycle().take(20) {
        idle.page(&get(page, "Accept: text/html\r\nAccept-Encoding: br\r\n")).await?;
    }
    Ok(vec![
        Row::at_most(
            "Second start of the demonstration, until ready",
            second.ready_after.as_secs_f64(),
            SECOND_START,
            Unit::Seconds,
        ),
        Row::told("… its first start, with its data to make", first_start, Unit::Seconds),
        Row::at_most(
            "Idle memory of `portico serve`, 20 pages served",
            idle.memory()? / 1_000_000.0,
            IDLE,
            Unit::Megabytes,
        ),
    ])
}

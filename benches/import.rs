//! `portico import` of a feed and of one ten times as long: events a second with every commit on disk
//! (`synchronous = FULL`), and the most memory that it held. The feed is in the order of time, so that each event is of
//! another case than the one before it.

use crate::program::{memory, program};
use crate::table::{Row, Unit};
use crate::world;
use anyhow::{Result, ensure};
use portico::types::Millis;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

const CASES: u32 = 1_000;
const LONGER: u32 = 10;
const RATE: f64 = 5_000.0;
/// "Flat": what SQLite's own cache fills in the longer run is allowed, growth with the file is not.
const FLAT: f64 = 1.25;
/// Day of the last events: 2026-11-01.
const NOW: Millis = 1_793_491_200_000;

pub async fn measure() -> Result<Vec<Row>> {
    let short = run(CASES).await?;
    let long = run(CASES * LONGER).await?;
    let events = f64::from(CASES * LONGER * world::STEPS);
    let mega = |bytes: f64| bytes / 1_000_000.0;
    Ok(vec![
        Row::at_least("Import into SQLite, 80,000 events", events / long.time.as_secs_f64(), RATE, Unit::PerSecond),
        Row::at_most("… its peak memory beside that of 8,000 events", long.peak / short.peak, FLAT, Unit::Ratio),
        Row::told("… peak memory of 80,000 events", mega(long.peak), Unit::Megabytes),
        Row::told("… peak memory of 8,000 events", mega(short.peak), Unit::Megabytes),
    ])
}

struct Run {
    time: Duration,
    peak: f64,
}

async fn run(cases: u32) -> Result<Run> {
    let folder = tempfile::tempdir()?;
    let feed = folder.path().join("feed.ndjson");
    write(&feed, cases)?;
    let mut command = program(folder.path())?;
    let began = Instant::now();
    let mut child = command.arg("import").arg(&feed).spawn()?;
    let mut peak = 0.0;
    loop {
        // The high-water mark, gone with the process: the last one read is at most a moment old.
        if let Ok(bytes) = memory(&child, "VmHWM:") {
            peak = bytes;
        }
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "the import ended with {status}");
            return Ok(Run { time: began.elapsed(), peak });
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn write(path: &Path, cases: u32) -> Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    for step in 0..world::STEPS {
        for case in 0..cases {
            writeln!(file, "{}", world::event(case, step, NOW))?;
        }
    }
    file.flush()?;
    Ok(())
}

//! `make bench`: what the service costs, in one table. Nothing is asserted: a busy machine makes a figure worse, not the
//! program. `docs/performance.md` tells what was found and what was changed because of it.
//!
//! What is measured is the released program, started as a process of its own on an embedded database in a new folder.
//! The load runs on the same cores, so rates are told beside those of something bare under the same load.
//!
//! `make bench` measures everything, `cargo bench --features ssr --bench portico -- import live` these two.

mod bare;
mod bytes;
mod dashboard;
#[path = "../tests/it/passkeys_vectors/device.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is the device of the tests, which ask more of it")]
mod device;
mod import;
mod live;
mod load;
mod passkeys;
mod program;
mod sign_in;
mod start;
mod strangers;
mod table;
mod world;

use anyhow::{Context as _, Result, bail};
use table::{Row, Table};

/// As the program has it, so that what stands beside it is as fast as it can be.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ALL: [&str; 8] = ["bytes", "start", "dashboard", "sign-in", "passkeys", "strangers", "import", "live"];

fn main() -> Result<()> {
    // Cargo adds the flag.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build()?;
    runtime.block_on(async {
        if let [bare::COMMAND, folder, address] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            return bare::serve(folder.as_ref(), address.parse()?).await;
        }
        let wanted = |name: &&str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
        let mut table = Table(Vec::new());
        for name in ALL.into_iter().filter(wanted) {
            eprintln!("measuring: {name}");
            table.0.extend(measure(name).await.with_context(|| format!("{name} could not be measured"))?);
        }
        if table.0.is_empty() {
            bail!("nothing of that name; there are {}", ALL.join(", "));
        }
        println!("{table}");
        Ok(())
    })
}

async fn measure(name: &str) -> Result<Vec<Row>> {
    match name {
        "bytes" => bytes::measure().await,
        "start" => start::measure().await,
        "dashboard" => dashboard::measure().await,
        "sign-in" => sign_in::measure().await,
        "passkeys" => passkeys::measure().await,
        "strangers" => strangers::measure().await,
        "import" => import::measure().await,
        _ => live::measure().await,
    }
}

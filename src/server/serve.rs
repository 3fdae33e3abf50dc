//! From configuration to a listening process, and back down again without losing anything.

use super::config::{Config, Mode};
use super::listen::{HEADERS_WITHIN, answer_connections};
use super::reload::reloading;
use super::router::{metrics_router, router};
use super::sweep::sweep;
use super::{Assets, Clock, Ctx, Parts, Random, telemetry};
use crate::accounts::{HashCost, PasswordHasher, passkeys};
use crate::audit::{KnownEnd, Reads};
use crate::db::{Db, migrate};
use crate::jobs::work;
use crate::limits::Leases;
use crate::live::{Hub, run_hub};
use crate::notifications;
use crate::storage::KeyRing;
use anyhow::Context as _;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long open requests may take once the process is asked to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Makes the folders of an embedded database.
///
/// # Errors
/// When one cannot be made; the message names it.
pub fn make_folders(config: &Config) -> anyhow::Result<()> {
    let Some(file) = config.database.0.file() else { return Ok(()) };
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    for (name, folder) in [("PORTICO_DATA_DIR", Some(config.data_dir.as_path())), ("PORTICO_DATABASE_URL", beside)] {
        let Some(folder) = folder else { continue };
        // The database holds names; other accounts of the machine have no business there.
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.with_context(|| format!("{name}: {} cannot be made", folder.display()))?;
    }
    Ok(())
}

/// Opens everything that `config` names; runs missing migrations.
///
/// # Errors
/// When a part cannot be opened; the message names it.
pub async fn open(config: Config) -> anyhow::Result<Ctx> {
    let assets = Assets::read(&config.site_dir)?;
    open_with(config, assets).await
}

/// As [`open`], for a command that serves no page and so needs none of the browser's files.
///
/// # Errors
/// As [`open`].
pub async fn open_for_command(config: Config) -> anyhow::Result<Ctx> {
    open_with(config, Assets::none()).await
}

async fn open_with(config: Config, assets: Assets) -> anyhow::Result<Ctx> {
    make_folders(&config)?;
    let random = Random::system();
    let keys = KeyRing::load_or_create(&config.keys_file, &random)
        .with_context(|| format!("PORTICO_KEYS_FILE: {}", config.keys_file.display()))?;
    let db = Db::open(&config.database.0).await.context("PORTICO_DATABASE_URL")?;
    migrate(&db).await.context("PORTICO_DATABASE_URL")?;
    Ok(Ctx::new(Parts {
        hasher: PasswordHasher::new(HashCost::STANDARD, keys.pepper()),
        webauthn: passkeys::relying_party(&config).context("PORTICO_BASE_URL")?,
        config,
        db,
        clock: Clock::System,
        random,
        keys,
        hub: Hub::default(),
        reads: Reads::default(),
        log_end: KnownEnd::default(),
        leases: Leases::default(),
        assets,
        stopping: CancellationToken::new(),
        tasks: TaskTracker::new(),
    }))
}

/// Serves until SIGTERM or SIGINT, then finishes what is open and stops.
///
/// # Errors
/// When an address cannot be listened on.
pub async fn serve(ctx: Ctx) -> anyhow::Result<()> {
    telemetry::start_metrics();
    let listener = listen(ctx.config.listen, "PORTICO_LISTEN").await?;
    ctx.tasks.spawn(run_hub(ctx.clone()));
    ctx.tasks.spawn(sweep(ctx.clone()));
    ctx.tasks.spawn(work(ctx.clone()));
    ctx.tasks.spawn(look_after(ctx.clone()));
    notifications::start(&ctx).context("the outbox cannot be emptied")?;
    if let Some(address) = ctx.config.metrics_listen {
        let listener = listen(address, "PORTICO_METRICS_LISTEN").await?;
        tracing::info!(server.address = %listener.local_addr()?, "metrics can be read");
        ctx.tasks.spawn(answer_connections(listener, metrics_router(&ctx), HEADERS_WITHIN, ctx.stopping.clone()));
    }
    ctx.tasks.spawn(watch_signals(ctx.stopping.clone()));
    tracing::info!(
        server.address = %listener.local_addr()?, server.url = %ctx.config.base_url, db.kind = ctx.db.kind(),
        server.demo = ctx.config.mode == Mode::Demo, "listening"
    );

    let app = if ctx.config.reload { reloading(router(&ctx), ctx.id().to_string()) } else { router(&ctx) };
    let stopping = ctx.stopping.clone();
    let serving = answer_connections(listener, app, HEADERS_WITHIN, stopping.clone());
    tokio::select! {
        () = serving => {}
        () = async { stopping.cancelled().await; tokio::time::sleep(DRAIN).await } => {
            tracing::warn!("some requests were still open after {DRAIN:?} and are dropped");
        }
    }
    ctx.stopping.cancel();
    ctx.tasks.close();
    if tokio::time::timeout(DRAIN, ctx.tasks.wait()).await.is_err() {
        tracing::warn!("some tasks were still running and are dropped");
    }
    ctx.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr, name: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{name}: {address} cannot be listened on"))
}

/// How soon a process knows a key that another has added.
pub const KEYS_ARE_READ_EVERY: Duration = Duration::from_secs(5);

/// Gives back memory that nobody uses and reads the keys again, until the process stops.
async fn look_after(ctx: Ctx) {
    while tokio::time::timeout(KEYS_ARE_READ_EVERY, ctx.stopping.cancelled()).await.is_err() {
        telemetry::fold_times();
        ctx.hasher.leave_idle_rooms();
        if let Err(error) = ctx.keys.look_again() {
            tracing::error!(error = %error, "the key file cannot be read again; the keys of before are used");
        }
    }
}

async fn watch_signals(stopping: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = stopping.cancelled() => {}
    }
    tracing::info!("stopping: open requests are finished first");
    stopping.cancel();
}

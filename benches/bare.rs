//! What the dashboard is measured beside: an axum handler without layers that asks the same questions of the same
//! database (whose session, whether the account is being closed or recovered, the newest change, the cases, what changed) and
//! sends the same page from a string.

use crate::program::Server;
use crate::world;
use anyhow::{Context as _, Result};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use portico::accounts::{closing, recovery, sessions};
use portico::cases::service as cases;
use portico::i18n::Locale;
use portico::live;
use portico::server::Ctx;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// First argument of the process that serves it.
pub const COMMAND: &str = "bare";

/// The page, left in the folder of the database for it.
pub const PAGE: &str = "page.html";

/// Starts it in a process of its own, as the program is.
pub async fn start(folder: &Path) -> Result<Server> {
    let address = crate::program::free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(COMMAND).arg(folder).arg(address.to_string());
    Server::ready(command, address).await
}

#[derive(Clone)]
struct Bare {
    ctx: Ctx,
    page: Arc<str>,
}

pub async fn serve(folder: &Path, address: SocketAddr) -> Result<()> {
    let page = std::fs::read_to_string(folder.join(PAGE))?.into();
    let state = Bare { ctx: world::open(folder).await?, page };
    let app = axum::Router::new()
        .route("/readyz", get(async || "ready"))
        .route("/en/dashboard", get(dashboard))
        .with_state(state);
    let listener = tokio::net::TcpListener::bind(address).await?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

async fn dashboard(State(bare): State<Bare>, headers: HeaderMap) -> Result<Response, StatusCode> {
    page(&bare, &headers).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn page(bare: &Bare, headers: &HeaderMap) -> Result<Response> {
    let cookies = headers.get(header::COOKIE).context("no cookie")?.to_str()?;
    let token = cookies.split("; ").find_map(|pair| pair.strip_prefix("portico_session=")).context("no session")?;
    let actor = sessions::resolve(&bare.ctx, token).await?.context("no such session")?;
    closing::service::closes_on(&bare.ctx, &actor).await?;
    live::newest(bare.ctx.db.read().await?.conn()).await?;
    recovery::running(&bare.ctx, &actor).await?;
    cases::dashboard(&bare.ctx, &actor, Locale::default()).await?;
    Ok(Html(bare.page.to_string()).into_response())
}

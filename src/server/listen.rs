//! Taking connections. Our own loop, because `axum::serve` waits for the headers of a request for as long as a client
//! cares to send them: a few thousand silent connections would take every file descriptor.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long the headers of a request may take, from the moment the connection waits for one. Longer than the minute for
/// which proxies keep an idle connection: it must not end under a request that one is just sending.
pub const HEADERS_WITHIN: Duration = Duration::from_secs(75);

/// Answers connections until `stopping`, then lets the open requests end.
pub async fn answer_connections(
    mut listener: TcpListener,
    app: Router,
    headers_within: Duration,
    stopping: CancellationToken,
) {
    let open = TaskTracker::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = Listener::accept(&mut listener) => accepted,
        };
        open.spawn(answer(stream, peer, app.clone(), headers_within, stopping.clone()));
    }
    drop(listener);
    open.close();
    open.wait().await;
}

async fn answer(stream: TcpStream, peer: SocketAddr, app: Router, within: Duration, stopping: CancellationToken) {
    // Without it every small answer waits for the delayed acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let app = app.map_request(move |request: Request<_>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    // Not the builder that looks at the first bytes to tell one HTTP from another: it passes them on in two parts, which
    // doubles the buffer that each open stream keeps.
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(within);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app)));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection ended before its time");
    }
}

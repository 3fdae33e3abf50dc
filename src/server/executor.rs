//! What Leptos spawns its tasks with: Tokio, and in the span of the request that they render, so that what they log
//! carries its id.

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use tracing::Instrument as _;

struct InSpan;

impl CustomExecutor for InSpan {
    fn spawn(&self, future: PinnedFuture<()>) {
        tokio::spawn(future.in_current_span());
    }

    fn spawn_local(&self, future: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(future.in_current_span());
    }

    fn poll_local(&self) {
        // Tokio polls its tasks by itself.
    }
}

/// What renders pages outside Leptos' own route list has to start its executor itself. It is started once a process; a
/// second call finds it there.
pub(super) fn start() {
    let _ = Executor::init_custom_executor(InSpan);
}

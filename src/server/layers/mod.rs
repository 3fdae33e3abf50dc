//! What every request passes on its way in and out, in the order of `router.rs`.

mod crowd;
mod guard;
mod headers;
mod limits;
mod people;
mod problem;
mod refusal;
mod server_functions;
mod trace;

pub use crowd::limit_crowds;
pub use guard::{guard_functions, guard_pages, is_open};
pub use headers::{CspNonce, security_headers};
pub use limits::limit_strangers;
pub use people::identify;
pub use problem::problem_response;
pub use refusal::{Refusal, end_in_time, tell_refusals};
pub use server_functions::answer_forms;
pub use trace::{request_span, trace_requests};

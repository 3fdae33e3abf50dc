//! Keeps a crowd of sign-ins out of everybody's way. Each costs a hash and several writes, and there is one writer and a
//! core or two; who finds no place is told so before anything is counted, written or hashed.

use super::refusal::Refusal;
use super::server_functions::BODY;
use crate::accounts::api::{ResetPassword, SetPassword, SignIn};
use crate::accounts::merging::api::ProveOtherWithPassword;
use crate::accounts::questions::api::SaveQuestions;
use crate::accounts::step_up::api::ProveWithPassword;
use crate::error::AppError;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use leptos::server_fn::ServerFn as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What hashes a password, or an answer as dear as one. A request to the support desk seldom does, and gives back what it
/// counted where there is no place for its answer.
const HASHING: [&str; 6] = [
    SignIn::PATH,
    ProveWithPassword::PATH,
    ProveOtherWithPassword::PATH,
    ResetPassword::PATH,
    SetPassword::PATH,
    SaveQuestions::PATH,
];

/// Time to send a form. Nobody has a place meanwhile, or a few slow senders would take all of them.
const FORM: Duration = Duration::from_secs(20);

/// Lets as many in at once as there are `places`.
pub async fn limit_crowds(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !HASHING.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let body = match tokio::time::timeout(FORM, to_bytes(body, BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Refusal(AppError::TooLarge).into_response(),
        Err(_) => return Refusal(AppError::TimedOut).into_response(),
    };
    let Ok(place) = places.try_acquire_owned() else {
        metrics::counter!("portico_crowds_refused_total").increment(1);
        return Refusal(AppError::Unavailable { seconds: 2 }).into_response();
    };
    let response = next.run(Request::from_parts(head, Body::from(body))).await;
    drop(place);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::any;
    use tokio::sync::Notify;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn who_finds_no_place_is_turned_away_at_once_and_others_are_not_disturbed() {
        let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (inside, door) = (Arc::clone(&entered), Arc::clone(&leave));
        let slow = move || async move {
            inside.notify_one();
            door.notified().await;
        };
        let app = Router::new()
            .route("/api/accounts/sign-in", any(slow))
            .route("/api/accounts/profile", any(async || ()))
            .layer(from_fn_with_state(Arc::new(Semaphore::new(1)), limit_crowds));
        let ask = |method: Method, path: &str| {
            let request = Request::builder().method(method).uri(path).body(Body::from("email=a")).unwrap();
            app.clone().oneshot(request)
        };
        let status = async |method, path| ask(method, path).await.unwrap().status();

        let first = tokio::spawn(ask(Method::POST, "/api/accounts/sign-in"));
        entered.notified().await;
        assert_eq!(status(Method::POST, "/api/accounts/sign-in").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(Method::POST, "/api/accounts/profile").await, StatusCode::OK);
        leave.notify_one();
        assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::OK);
        leave.notify_one();
        assert_eq!(status(Method::POST, "/api/accounts/sign-in").await, StatusCode::OK, "the place is free again");
    }
}

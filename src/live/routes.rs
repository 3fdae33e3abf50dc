//! `GET /events`: the stream of hints for the signed-in person.
//!
//! `Last-Event-ID` (after a lost connection) or `?after=` (the newest row when the page was rendered) say where to go
//! on; what lies between is replayed. A stream ends when its session does, when the process stops, or after a quarter of
//! an hour, when the browser simply reconnects.

use super::hub::{Numbered, Subscription, concerns_session};
use super::{Hint, store};
use crate::access::{Actor, Standing};
use crate::accounts::sessions;
use crate::error::{AppError, AppResult};
use crate::server::Ctx;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::stream::{self, Stream};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};

const KEEP_ALIVE: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_mins(15);
/// Missed rows replayed one by one; beyond it one resync is cheaper for both sides.
const REPLAY: i64 = 100;

/// Opens the stream.
pub async fn events(
    State(ctx): State<Ctx>,
    Extension(actor): Extension<Option<Actor>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(actor) = actor.filter(|actor| actor.standing == Standing::Full) else {
        return problem(AppError::Unauthenticated);
    };
    let last_id = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    // Boxed, as below: what opening asks of the database is large, and over once the stream is open.
    match Box::pin(open(ctx, actor, last_id.or_else(|| after(query.as_deref())))).await {
        Ok(stream) => {
            let mut response =
                Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).event(tick())).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            // nginx would hold small events back until its buffer is full.
            headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
            response
        }
        Err(error) => problem(error),
    }
}

/// `after` of the address where it is a number; anything else is as if it were not there.
fn after(query: Option<&str>) -> Option<i64> {
    let mut fields = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    fields.find_map(|(name, value)| if name == "after" { value.parse().ok() } else { None })
}

fn problem(error: AppError) -> Response {
    crate::server::layers::problem_response(&error)
}

struct Open {
    ctx: Ctx,
    actor: Actor,
    subscription: Subscription,
    /// Sent before anything new.
    replay: VecDeque<Event>,
    /// Newest row this stream has been told of.
    seen: i64,
    check: Interval,
    ends_at: Instant,
    ended: bool,
}

async fn open(
    ctx: Ctx,
    actor: Actor,
    after: Option<i64>,
) -> AppResult<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    // Subscribed before the replay is read, so that nothing falls between the two.
    let subscription = ctx.hub.subscribe(actor.person);
    let (replay, seen) = missed(&ctx, &actor, after).await?;
    let mut check = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let open = Open {
        replay: VecDeque::from(replay),
        seen,
        subscription,
        check,
        ends_at: Instant::now() + LONGEST,
        ended: false,
        ctx,
        actor,
    };
    Ok(stream::unfold(open, |mut open| async move { open.next().await.map(|event| (Ok(event), open)) }))
}

/// What to send first, and the newest row that it covers.
async fn missed(ctx: &Ctx, actor: &Actor, after: Option<i64>) -> AppResult<(Vec<Event>, i64)> {
    let mut read = ctx.db.read().await?;
    let newest = store::newest(read.conn()).await?;
    let hello = Event::default().retry(Duration::from_secs(2)).comment("open");
    let Some(after) = after else { return Ok((vec![hello, resync(newest)], newest)) };
    let oldest = store::oldest(read.conn()).await?;
    // A number that no row has or had is of another database (a restored backup) or forged.
    let unknown = after < 0 || after > newest || oldest.is_some_and(|oldest| after < oldest - 1);
    let rows = store::after_for(read.conn(), actor.person, after, REPLAY + 1).await?;
    if unknown || i64::try_from(rows.len()).unwrap_or(i64::MAX) > REPLAY {
        return Ok((vec![hello, resync(newest)], newest));
    }
    let seen = rows.last().map_or(after, |(seq, _)| *seq);
    let events = rows.iter().enumerate().filter(|(place, (_, hint))| {
        // Of one thing that changed several times the page needs to hear once.
        !rows.iter().skip(place + 1).any(|(_, later)| later.topic == hint.topic && later.id == hint.id)
    });
    let events = events.map(|(_, (seq, hint))| hint_event(*seq, hint));
    Ok((std::iter::once(hello).chain(events).collect(), seen))
}

fn hint_event(seq: i64, hint: &Hint) -> Event {
    let event = Event::default().event("hint").id(seq.to_string());
    event.json_data(hint).unwrap_or_else(|_| resync(seq))
}

/// Tells the page to read everything it shows again.
fn resync(newest: i64) -> Event {
    Event::default().event("resync").id(newest.to_string()).data("{}")
}

/// Tells the page, which cannot see comments, that the stream lives.
fn tick() -> Event {
    Event::default().event("tick").data("{}")
}

/// Tells the page that its session is over; it does not reconnect.
fn end() -> Event {
    Event::default().event("end").data("{}")
}

impl Open {
    async fn next(&mut self) -> Option<Event> {
        if self.ended {
            return None;
        }
        if let Some(event) = self.replay.pop_front() {
            return Some(event);
        }
        loop {
            tokio::select! {
                () = self.ctx.stopping.cancelled() => return None,
                () = sleep_until(self.ends_at) => return None,
                _ = self.check.tick() => {
                    if !self.session_lives().await {
                        return Some(self.end());
                    }
                }
                received = self.subscription.next() => {
                    let (seq, hint): Numbered = received?;
                    if concerns_session(&hint) && !self.session_lives().await {
                        return Some(self.end());
                    }
                    if seq > self.seen {
                        self.seen = seq;
                        return Some(hint_event(seq, &hint));
                    }
                }
            }
        }
    }

    fn end(&mut self) -> Event {
        self.ended = true;
        end()
    }

    /// When the database does not answer, the stream goes on and asks again at the next tick. Boxed, or every stream
    /// would keep room for the question while it asks nothing.
    async fn session_lives(&self) -> bool {
        Box::pin(sessions::is_alive(&self.ctx, self.actor.session)).await.unwrap_or(true)
    }
}

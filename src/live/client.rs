//! The browser's end of the stream. It runs in effects only, hence never on the server.
//!
//! The browser reconnects by itself with `Last-Event-ID`; where it gives up (a refused or broken stream) this looks
//! every half minute and tries to open the stream again. A hidden page lets go of its stream after a minute, since a
//! browser has few connections, and catches up when it is seen again.

use super::components::{Freshness, Live};
use super::model::Topic;
use js_sys::{Date, JSON, Reflect};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent, VisibilityState};

const LOOK: Duration = Duration::from_secs(30);
const COUNT: Duration = Duration::from_secs(5);
/// Seconds without a word, three ticks, after which a connection is taken for dead.
const SILENCE: f64 = 45.0;
const LET_GO: Duration = Duration::from_mins(1);

struct Connection {
    live: Live,
    source: RefCell<Option<EventSource>>,
    /// Newest row heard of.
    cursor: RefCell<i64>,
    fresh_at: RefCell<f64>,
}

/// Opens the stream from row `cursor` on and keeps it until the page is left.
pub(super) fn start(live: Live, cursor: i64) {
    let connection = Rc::new(Connection {
        live,
        source: RefCell::new(None),
        cursor: RefCell::new(cursor),
        fresh_at: RefCell::new(Date::now()),
    });
    connect(&connection);
    count_seconds(&connection);
    look_when_lost(&connection);
    watch_page(&connection);
}

fn connect(connection: &Rc<Connection>) {
    close(connection);
    let after = *connection.cursor.borrow();
    let Ok(source) = EventSource::new(&format!("/events?after={after}")) else { return };
    listen(connection, &source, "open", |connection, _| fresh(connection));
    listen(connection, &source, "hint", |connection, event| {
        remember(connection, event);
        if let Some(topic) = topic_of(event) {
            connection.live.changed(topic);
        }
        fresh(connection);
    });
    listen(connection, &source, "resync", |connection, event| {
        remember(connection, event);
        connection.live.look_again();
        fresh(connection);
    });
    listen(connection, &source, "end", |connection, _| {
        close(connection);
        connection.live.freshness.set(Freshness::Ended);
    });
    listen(connection, &source, "tick", |connection, _| fresh(connection));
    listen(connection, &source, "error", |connection, _| lost(connection));
    *connection.source.borrow_mut() = Some(source);
}

fn listen(
    connection: &Rc<Connection>,
    source: &EventSource,
    name: &str,
    handle: impl Fn(&Rc<Connection>, &MessageEvent) + 'static,
) {
    let connection = Rc::clone(connection);
    let handler = Closure::<dyn Fn(Event)>::new(move |event: Event| handle(&connection, event.unchecked_ref()));
    let _ = source.add_event_listener_with_callback(name, handler.as_ref().unchecked_ref());
    // Lives as long as its source, which lives about as long as the page.
    handler.forget();
}

/// The one field of a hint that the page needs, by the browser's own parser: the shell is smaller without another.
fn topic_of(event: &MessageEvent) -> Option<Topic> {
    let hint = JSON::parse(&event.data().as_string()?).ok()?;
    Topic::parse(&Reflect::get(&hint, &"topic".into()).ok()?.as_string()?)
}

fn remember(connection: &Connection, event: &MessageEvent) {
    if let Ok(seq) = event.last_event_id().parse() {
        *connection.cursor.borrow_mut() = seq;
    }
}

fn fresh(connection: &Connection) {
    *connection.fresh_at.borrow_mut() = Date::now();
    connection.live.checked.set(Some(0));
    connection.live.freshness.set(Freshness::Live);
    connection.live.lost_at.set(None);
}

fn lost(connection: &Connection) {
    if connection.live.freshness.get_untracked() == Freshness::Ended {
        return;
    }
    if connection.live.lost_at.with_untracked(Option::is_none) {
        let now = Date::new_0();
        connection.live.lost_at.set(Some(format!("{:02}:{:02}", now.get_hours(), now.get_minutes())));
    }
    let online = window().navigator().on_line();
    connection.live.freshness.set(if online { Freshness::Reconnecting } else { Freshness::Offline });
}

fn close(connection: &Connection) {
    if let Some(source) = connection.source.borrow_mut().take() {
        source.close();
    }
}

fn is_open(connection: &Connection) -> bool {
    connection.source.borrow().as_ref().is_some_and(|source| source.ready_state() == EventSource::OPEN)
}

fn given_up(connection: &Connection) -> bool {
    connection.source.borrow().as_ref().is_none_or(|source| source.ready_state() == EventSource::CLOSED)
}

fn hidden() -> bool {
    document().visibility_state() == VisibilityState::Hidden
}

/// Says how long ago the stream was last heard of; the server speaks at least every fifteen seconds.
fn count_seconds(connection: &Rc<Connection>) {
    let connection = Rc::clone(connection);
    let tick = move || {
        if is_open(&connection) {
            connection.live.checked.set(Some(whole(silence(&connection))));
        }
    };
    let _ = set_interval_with_handle(tick, COUNT);
}

/// Seconds since the server was last heard.
fn silence(connection: &Connection) -> f64 {
    (Date::now() - *connection.fresh_at.borrow()) / 1000.0
}

fn whole(seconds: f64) -> i64 {
    // Five-second steps: a number that changes every second draws the eye for nothing.
    (0..=12).map(|step| step * 5).take_while(|step| f64::from(*step) <= seconds).last().map_or(0, i64::from)
}

fn look_when_lost(connection: &Rc<Connection>) {
    let connection = Rc::clone(connection);
    let look = move || {
        let freshness = connection.live.freshness.get_untracked();
        // The browser tries again by itself, perhaps for ever, where the network drops the stream and nothing else; and a
        // connection can be dead without its knowing: a phone that changed its network, a laptop that slept.
        let dead = given_up(&connection) || freshness == Freshness::Reconnecting || silence(&connection) > SILENCE;
        if freshness != Freshness::Ended && !hidden() && dead {
            lost(&connection);
            connection.live.look_again();
            connect(&connection);
        }
    };
    let _ = set_interval_with_handle(look, LOOK);
}

fn watch_page(connection: &Rc<Connection>) {
    let (seen, online, offline) = (Rc::clone(connection), Rc::clone(connection), Rc::clone(connection));
    let visibility = move |_: Event| {
        let connection = Rc::clone(&seen);
        if hidden() {
            set_timeout(
                move || {
                    if hidden() {
                        close(&connection);
                    }
                },
                LET_GO,
            );
        } else if given_up(&connection) {
            again(&connection);
        }
    };
    on_document("visibilitychange", visibility);
    let _ = window_event_listener_untyped("online", move |_| again(&online));
    let _ = window_event_listener_untyped("offline", move |_| lost(&offline));
}

/// Catches up after a time without a stream.
fn again(connection: &Rc<Connection>) {
    if connection.live.freshness.get_untracked() != Freshness::Ended {
        connection.live.look_again();
        connect(connection);
    }
}

fn on_document(name: &str, handler: impl Fn(Event) + 'static) {
    let handler = Closure::<dyn Fn(Event)>::new(handler);
    let _ = document().add_event_listener_with_callback(name, handler.as_ref().unchecked_ref());
    handler.forget();
}

//! The page's side: which topics have changed, how fresh the page is, and the one announcement a change.

use super::Topic;
use super::client;
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// How fresh the page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// A stream is open, or the page was just rendered.
    Live,
    /// The stream is lost; the page looks by itself every half minute.
    Reconnecting,
    /// The browser says that there is no network.
    Offline,
    /// The session is over.
    Ended,
}

/// What changed, as signals. Resources that depend on [`Live::version`] re-read when it moves.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    cases: RwSignal<u64>,
    account: RwSignal<u64>,
    pub(super) freshness: RwSignal<Freshness>,
    /// Seconds since the page last knew itself to be fresh; `None` before the browser counts.
    pub(super) checked: RwSignal<Option<i64>>,
    /// "HH:MM" of the browser's clock when the connection was lost.
    pub(super) lost_at: RwSignal<Option<String>>,
    announced: RwSignal<u64>,
}

impl Live {
    /// Moves whenever something of this topic changed.
    #[must_use]
    pub fn version(self, topic: Topic) -> Signal<u64> {
        match topic {
            Topic::Cases => self.cases.into(),
            Topic::Account => self.account.into(),
        }
    }

    /// Whether the session is known to have ended while the page was open.
    #[must_use]
    pub fn over(self) -> Signal<bool> {
        Signal::derive(move || self.freshness.get() == Freshness::Ended)
    }

    /// The session is over, as somebody else has learnt it.
    pub fn end(self) {
        self.freshness.set(Freshness::Ended);
    }

    pub(super) fn changed(self, topic: Topic) {
        match topic {
            Topic::Cases => {
                self.cases.update(|version| *version += 1);
                self.announced.update(|count| *count += 1);
            }
            Topic::Account => self.account.update(|version| *version += 1),
        }
    }

    /// Re-reads everything without announcing: nothing is known to have changed.
    pub(super) fn look_again(self) {
        self.cases.update(|version| *version += 1);
        self.account.update(|version| *version += 1);
    }
}

/// Provides [`Live`] to the page and, in the browser and when `cursor` is given (somebody is signed in), opens the
/// stream from that row of the feed on.
pub fn provide_live(cursor: Option<i64>) {
    let live = Live {
        cases: RwSignal::new(0),
        account: RwSignal::new(0),
        freshness: RwSignal::new(Freshness::Live),
        checked: RwSignal::new(None),
        lost_at: RwSignal::new(None),
        announced: RwSignal::new(0),
    };
    provide_context(live);
    if let Some(cursor) = cursor {
        Effect::new(move |_| client::start(live, cursor));
    }
}

/// The page's [`Live`].
pub fn use_live() -> Live {
    expect_context::<Live>()
}

/// The line that says how fresh the page is. Not a live region: it changes every few seconds.
#[component]
pub fn LiveState() -> impl IntoView {
    let i = StoredValue::new(use_i18n());
    let live = use_live();
    // The stream may be lost before this part of the page is alive; what the server rendered is taken over first.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let freshness = move || if alive.get() { live.freshness.get() } else { Freshness::Live };
    let checked = move || live.checked.get().filter(|_| alive.get());
    let text = move || {
        i.with_value(|i| match (freshness(), checked(), live.lost_at.get()) {
            (Freshness::Live, None, _) => i.t("live.live"),
            (Freshness::Live, Some(seconds), _) => i.plural("live.checked", seconds, &[]),
            (Freshness::Offline, _, Some(time)) => i.with("live.offline", &[("time", &time)]),
            (Freshness::Offline, _, None) | (Freshness::Reconnecting, ..) => i.t("live.reconnecting"),
            (Freshness::Ended, ..) => i.t("errors.unauthenticated"),
        })
    };
    let state = move || match freshness() {
        Freshness::Live => "live",
        Freshness::Reconnecting => "reconnecting",
        Freshness::Offline | Freshness::Ended => "offline",
    };
    view! { <p class="live-state" data-state=state>{text}</p> }
}

/// The page's one polite live region: a sentence a change, nothing else.
#[component]
pub fn Announcer() -> impl IntoView {
    let text = use_i18n().t("live.changed");
    let live = use_live();
    // A screen reader reads a region again only when its text differs; the invisible mark makes two in a row differ.
    let text = move || match live.announced.get() {
        0 => String::new(),
        count if count.is_multiple_of(2) => format!("{text}\u{200b}"),
        _ => text.clone(),
    };
    view! { <div id="announcer" class="visually-hidden" role="status" aria-atomic="true">{text}</div> }
}

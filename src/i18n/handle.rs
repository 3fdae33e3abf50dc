//! The language of the page being rendered, as components use it.

use super::{Catalogue, Locale, WallTime};
use crate::types::{CivilDate, Money};
use leptos::prelude::{expect_context, provide_context};
use std::sync::Arc;

/// The page's language. On the server a view of the shared catalogue, in the browser of the one that was sent.
#[derive(Clone, Debug)]
pub struct I18n(Source);

#[derive(Clone, Debug)]
enum Source {
    #[cfg(feature = "ssr")]
    Shared(&'static Catalogue),
    Sent(Arc<Catalogue>),
}

/// The language of the page.
pub fn use_i18n() -> I18n {
    expect_context::<I18n>()
}

impl I18n {
    /// The server's view of a language.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(locale: Locale) -> Self {
        Self(Source::Shared(super::messages(locale)))
    }

    /// The catalogue that the page was sent.
    #[must_use]
    pub fn sent(locale: Locale, text: &str) -> Self {
        Self(Source::Sent(Arc::new(Catalogue::parse(locale, text))))
    }

    /// Makes this the language of everything rendered below.
    pub fn provide(self) {
        provide_context(self);
    }

    fn catalogue(&self) -> &Catalogue {
        match &self.0 {
            #[cfg(feature = "ssr")]
            Source::Shared(catalogue) => catalogue,
            Source::Sent(catalogue) => catalogue,
        }
    }

    pub fn locale(&self) -> Locale {
        self.catalogue().locale()
    }

    /// See [`Catalogue::t`].
    pub fn t(&self, key: &str) -> String {
        self.catalogue().t(key)
    }

    /// See [`Catalogue::with`].
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.catalogue().with(key, values)
    }

    /// See [`Catalogue::plural`].
    pub fn plural(&self, key: &str, count: i64, values: &[(&str, &str)]) -> String {
        self.catalogue().plural(key, count, values)
    }

    /// Whether the catalogue has the sentence.
    pub fn knows(&self, key: &str) -> bool {
        self.catalogue().find(key).is_some()
    }

    /// See [`Catalogue::date`].
    pub fn date(&self, date: CivilDate) -> String {
        self.catalogue().date(date)
    }

    /// See [`Catalogue::date_short`].
    pub fn date_short(&self, date: CivilDate) -> String {
        self.catalogue().date_short(date)
    }

    /// See [`Catalogue::month`].
    pub fn month(&self, month: u8) -> String {
        self.catalogue().month(month)
    }

    /// See [`Catalogue::date_time`].
    pub fn date_time(&self, at: &WallTime) -> String {
        self.catalogue().date_time(at)
    }

    /// See [`Catalogue::money`].
    pub fn money(&self, money: &Money) -> String {
        self.catalogue().money(money)
    }

    /// The page under this language: `/dashboard` is `/en/dashboard`.
    pub fn path(&self, path: &str) -> String {
        format!("/{}{path}", self.locale().code())
    }
}

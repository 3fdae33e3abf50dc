//! What the page shows of the ways to sign in, part by part: a change of one part leaves what is typed in the others.

use crate::accounts::api::read_security;
use crate::accounts::model::SecurityOverview;
use crate::types::CivilDate;
use crate::ui::AnyForm;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Codes and the day they were made.
pub(super) type FreshCodes = (Vec<String>, Option<CivilDate>);

#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub password: RwSignal<bool>,
    pub codes_left: RwSignal<i64>,
    pub fresh_codes: RwSignal<FreshCodes>,
}

impl Shown {
    pub(super) fn new(overview: SecurityOverview) -> Self {
        Self {
            password: RwSignal::new(overview.password),
            codes_left: RwSignal::new(overview.recovery_codes_left),
            fresh_codes: RwSignal::new((overview.fresh_codes, overview.fresh_codes_made)),
        }
    }

    /// Reads everything anew after each success of the form that does not lead to another page.
    pub(super) fn follow(self, form: impl Into<AnyForm>) {
        let succeeded = form.into().succeeded();
        Effect::new(move |_| {
            if succeeded.get().is_some_and(|next| next.is_none()) {
                spawn_local(async move {
                    // When this fails the page stays as it was; the change is made all the same.
                    if let Ok(overview) = read_security().await {
                        self.set(overview);
                    }
                });
            }
        });
    }

    /// The page may have been left meanwhile; then there is nothing to set.
    fn set(self, overview: SecurityOverview) {
        replace(self.password, overview.password);
        replace(self.codes_left, overview.recovery_codes_left);
        replace(self.fresh_codes, (overview.fresh_codes, overview.fresh_codes_made));
    }
}

fn replace<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|old| *old != value) == Some(true) {
        signal.try_set(value);
    }
}

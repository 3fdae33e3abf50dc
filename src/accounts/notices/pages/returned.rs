//! Says on the person's pages that mail to one of their addresses comes back.

use crate::accounts::notices::api::ReadReturnedMail;
use crate::accounts::notices::model::Returned;
use crate::i18n::use_i18n;
use crate::live::{Topic, use_live};
use crate::ui::{Alert, Failing, Load, Tone, read_page};
use leptos::prelude::*;

/// Nothing where every address is well.
#[component]
pub fn ReturnedMail() -> impl IntoView {
    let returned = read_page::<ReadReturnedMail>(use_live().version(Topic::Account), Vec::new);
    let view = |returned: Vec<Returned>| shown(&returned);
    view! { <Load data=returned failing=Failing::Extra view=view/> }
}

fn shown(returned: &[Returned]) -> AnyView {
    let i = use_i18n();
    let said = returned.iter().map(|one| {
        let date = i.date(one.since);
        view! { <p>{i.with("notices.returned", &[("address", &one.address), ("date", &date)])}</p> }
    });
    let said = said.collect_view();
    (!returned.is_empty())
        .then(|| view! { <Alert tone=Tone::Warning title=i.t("notices.returned_title")>{said}</Alert> })
        .into_any()
}

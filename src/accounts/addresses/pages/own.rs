//! The proved addresses: which is the primary one, making another one so, removing one.

use crate::accounts::addresses::model::OwnAddress;
use crate::i18n::use_i18n;
use crate::ui::{AnyForm, PostForm};
use leptos::prelude::*;

#[component]
pub(super) fn Own(addresses: Vec<OwnAddress>, primary: AnyForm, remove: AnyForm) -> impl IntoView {
    let i = use_i18n();
    let others: Vec<OwnAddress> = addresses.iter().filter(|own| !own.primary).cloned().collect();
    let rows = addresses.into_iter().map(|own| view! { <Row own=own/> }).collect_view();
    let settled: Vec<OwnAddress> = others.iter().filter(|own| own.settled_from.is_none()).cloned().collect();
    let choice = (!settled.is_empty()).then(|| {
        view! {
            <Each title="accounts.addresses.make_primary" lead="accounts.addresses.make_primary_lead"
                act="accounts.addresses.make_primary_now" class="button button-secondary button-small"
                form=primary prefix="primary-" addresses=settled/>
        }
    });
    let removal = (!others.is_empty()).then(|| {
        view! {
            <Each title="accounts.addresses.remove" lead="accounts.addresses.remove_lead"
                act="accounts.addresses.remove_now" class="button button-danger button-small"
                form=remove prefix="remove-" addresses=others/>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="own-title">
            <div class="section-head"><h2 id="own-title">{i.t("accounts.addresses.own")}</h2></div>
            <ul class="rows">{rows}</ul>
            {choice}
            {removal}
        </section>
    }
}

#[component]
fn Row(own: OwnAddress) -> impl IntoView {
    let i = use_i18n();
    let tag = own
        .primary
        .then(|| view! { <p><span class="tag" data-tone="info">{i.t("accounts.addresses.primary")}</span></p> });
    let young = own.settled_from.map(|from| {
        let text = i.with("accounts.addresses.settled_from", &[("date", &i.date(from.date))]);
        view! { <p class="row-meta">{text}</p> }
    });
    view! {
        <li class="row">
            <div class="row-main stack-tight">
                <h3 class="row-title"><bdi>{own.written}</bdi></h3>
                <p class="row-meta">{i.with("accounts.addresses.since", &[("date", &i.date(own.since.date))])}</p>
                {young}
                {tag}
            </div>
        </li>
    }
}

/// One act for each of several addresses: one form, so that what is refused is said once; the pressed button says which
/// address is meant.
#[component]
fn Each(
    title: &'static str,
    lead: &'static str,
    act: &'static str,
    class: &'static str,
    form: AnyForm,
    prefix: &'static str,
    addresses: Vec<OwnAddress>,
) -> impl IntoView {
    let i = use_i18n();
    let buttons = addresses.into_iter().map(|own| {
        let says = i.with(act, &[("address", &own.written)]);
        view! { <li><button class=class type="submit" name="address" value=own.compared><bdi>{says}</bdi></button></li> }
    });
    let buttons = buttons.collect_view();
    view! {
        <details class="disclosure" open=form.was_refused()>
            <summary>{i.t(title)}</summary>
            <div class="disclosure-body stack-tight">
                <p>{i.t(lead)}</p>
                <PostForm form=form prefix=prefix><ul class="stack-tight">{buttons}</ul></PostForm>
            </div>
        </details>
    }
}

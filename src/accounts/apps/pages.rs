//! The page of authenticator apps.

use super::api::{
    ConfirmAuthenticator, ReadApps, RemoveAuthenticator, RenameAuthenticator, StartAuthenticator, StopAuthenticator,
};
use super::model::{AppSummary, Apps, AuthenticatorSetup};
use crate::accounts::pages::{ProveAgain, follow};
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::ui::{
    Failing, Flash, FlashText, FormState, HiddenField, Load, PageTitle, PostForm, SubmitButton, TextField, read_page,
    use_form, was_refused,
};
use leptos::context::Provider;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

lazy_page!(AppsPage, apps_chunk, preload_apps, factors, page);

/// The forms of the page, whose answers have it read again.
#[derive(Clone, Copy)]
struct Forms {
    start: FormState<StartAuthenticator>,
    stop: FormState<StopAuthenticator>,
    confirm: FormState<ConfirmAuthenticator>,
}

fn page() -> AnyView {
    let i = use_i18n();
    let forms = Forms { start: use_form(), stop: use_form(), confirm: use_form() };
    let edition = RwSignal::new(0_u64);
    let changed = Callback::new(move |()| edition.update(|count| *count += 1));
    follow(forms.start, changed);
    follow(forms.stop, changed);
    follow(forms.confirm, changed);
    let apps = read_page::<ReadApps>(edition.into(), Vec::new);
    let view = move |apps: Apps| view! { <Shown apps=apps forms=forms changed=changed/> }.into_any();
    view! {
        <PageTitle key="factors.apps.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("factors.apps.title")}</h1>
                <p class="lead">{i.t("accounts.authenticator.none")}</p>
            </div>
            <Load data=apps failing=Failing::Part view=view/>
            <p><a href=i.path("/account/security")>{i.t("factors.back")}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(apps: Apps, forms: Forms, changed: Callback<()>) -> impl IntoView {
    let i = use_i18n();
    let stale = (!apps.fresh).then(|| view! { <ProveAgain/> });
    let flash = FlashText::read();
    let rows = apps.apps.into_iter().map(|app| {
        let slot = FlashText::of(flash.as_ref().filter(|flash| is_about(flash, &app)));
        view! { <Provider value=slot><Row app=app changeable=apps.fresh changed=changed/></Provider> }
    });
    let rows = rows.collect_view();
    let next = match apps.waiting {
        Some(setup) => view! { <Steps setup=setup forms=forms/> }.into_any(),
        None if !apps.fresh => ().into_any(),
        None if apps.room => {
            let label = i.t("accounts.authenticator.start");
            view! {
                <PostForm form=forms.start prefix="start-authenticator-">
                    <div class="actions"><SubmitButton label=label class="button-secondary"/></div>
                </PostForm>
            }
            .into_any()
        }
        None => view! { <p>{i.t("factors.errors.too_many_apps")}</p> }.into_any(),
    };
    view! {
        {stale}
        <ul class="rows">{rows}</ul>
        {next}
    }
}

/// Whether the answer to a plain post belongs to this row's forms.
fn is_about(flash: &Flash, app: &AppSummary) -> bool {
    let id = app.id.0.to_string();
    flash.fields.iter().any(|(name, value)| name == "id" && *value == id)
}

#[component]
fn Row(app: AppSummary, changeable: bool, changed: Callback<()>) -> impl IntoView {
    let i = use_i18n();
    let id = app.id.0.to_string();
    let meta = meta(&i, &app);
    let name = if app.name.is_empty() { i.t("factors.apps.default_name") } else { app.name };
    let remove = changeable.then(|| {
        let (id, name) = (id.clone(), name.clone());
        view! {
            <details class="disclosure" open=was_refused(RemoveAuthenticator::PATH)>
                <summary>{i.t("passkeys.remove")}<span class="visually-hidden">" "<bdi>{name}</bdi></span></summary>
                <div class="disclosure-body stack-tight"><Remove id=id changed=changed/></div>
            </details>
        }
    });
    view! {
        <li class="row">
            <div class="row-main stack-tight">
                <h2 class="row-title"><bdi>{name.clone()}</bdi></h2>
                <p class="row-meta">{meta}</p>
                <details class="disclosure" open=was_refused(RenameAuthenticator::PATH)>
                    <summary>{i.t("passkeys.rename")}<span class="visually-hidden">" "<bdi>{name.clone()}</bdi></span></summary>
                    <div class="disclosure-body"><Rename id=id name=name changed=changed/></div>
                </details>
                {remove}
            </div>
        </li>
    }
}

fn meta(i: &I18n, app: &AppSummary) -> String {
    let used = match &app.last_used {
        Some(at) => i.with("factors.last_used", &[("date", &i.date_time(at))]),
        None => i.t("factors.never_used"),
    };
    [i.with("factors.added", &[("date", &i.date_time(&app.added))]), used].join(" · ")
}

#[component]
fn Rename(id: String, name: String, changed: Callback<()>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<RenameAuthenticator>();
    follow(form, changed);
    view! {
        <PostForm form=form prefix=format!("rename-{id}-")>
            <HiddenField name="id" value=id/>
            <TextField name="name" label=i.t("factors.apps.name") maxlength=60 value=name class="input-medium"/>
            <div class="actions"><SubmitButton label=i.t("passkeys.save_name") class="button-small"/></div>
        </PostForm>
    }
}

#[component]
fn Remove(id: String, changed: Callback<()>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<RemoveAuthenticator>();
    follow(form, changed);
    view! {
        <p>{i.t("factors.apps.remove_lead")}</p>
        <PostForm form=form prefix=format!("remove-{id}-")>
            <HiddenField name="id" value=id/>
            <div class="actions">
                <SubmitButton label=i.t("accounts.authenticator.remove") class="button-danger button-small"/>
            </div>
        </PostForm>
    }
}

#[component]
fn Steps(setup: AuthenticatorSetup, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let AuthenticatorSetup { key, address, qr } = setup;
    let stop = i.t("accounts.authenticator.cancel");
    view! {
        <ol class="steps">
            <li>
                <h2>{i.t("accounts.authenticator.step_app")}</h2>
                <p>{i.t("accounts.authenticator.step_app_text")}</p>
            </li>
            <li>
                <h2>{i.t("accounts.authenticator.step_scan")}</h2>
                <figure class="qr">
                    <svg role="img" aria-label=i.t("accounts.authenticator.qr") viewBox=format!("0 0 {0} {0}", qr.size)
                        shape-rendering="crispEdges">
                        <rect width=qr.size height=qr.size fill="#fff"></rect>
                        <path d=qr.path fill="#000"></path>
                    </svg>
                    <figcaption><a href=address rel="external">{i.t("accounts.authenticator.same_device")}</a></figcaption>
                </figure>
                <p>{i.t("accounts.authenticator.manual_key")}</p>
                <code class="secret-key" translate="no">{key}</code>
            </li>
            <li>
                <h2>{i.t("accounts.authenticator.step_code")}</h2>
                <PostForm form=forms.confirm prefix="authenticator-">
                    <div class="one-time-code">
                        <TextField name="code" label=i.t("accounts.code") inputmode="numeric"
                            autocomplete="one-time-code" hint=i.t("accounts.second_factor.code_hint")/>
                    </div>
                    <div class="actions"><SubmitButton label=i.t("accounts.authenticator.confirm")/></div>
                </PostForm>
            </li>
        </ol>
        <PostForm form=forms.stop prefix="stop-authenticator-">
            <div class="actions"><SubmitButton label=stop class="button-quiet button-small"/></div>
        </PostForm>
    }
}

//! Server functions about cases.

use super::model::{CaseCard, CasePage, DashboardView, Glossary, HistoryPage, LookUp};
use crate::error::AppResult;
use crate::ui::Next;
use leptos::prelude::*;

#[server(prefix = "/api", endpoint = "cases/dashboard")]
pub async fn read_dashboard() -> AppResult<DashboardView> {
    use crate::server::{actor, ctx, locale};
    super::service::dashboard(&ctx(), &actor()?, locale()).await
}

#[server(prefix = "/api", endpoint = "cases/list")]
pub async fn list_cases() -> AppResult<Vec<CaseCard>> {
    use crate::server::{actor, ctx, locale};
    super::service::cases(&ctx(), &actor()?, locale()).await
}

#[server(prefix = "/api", endpoint = "cases/read")]
pub async fn read_case(#[server(default)] receipt: String) -> AppResult<CasePage> {
    use crate::server::{actor, ctx, locale};
    let actor = actor()?;
    super::service::case(&ctx(), &actor, &super::service::addressed(&receipt)?, locale()).await
}

/// A part of the history; `older` is what the part before ended with, empty for the newest part.
#[server(prefix = "/api", endpoint = "cases/history")]
pub async fn read_history(
    #[server(default)] receipt: String,
    #[server(default)] older: String,
) -> AppResult<HistoryPage> {
    use crate::server::{actor, ctx, locale};
    let actor = actor()?;
    super::service::history(&ctx(), &actor, &super::service::addressed(&receipt)?, &older, locale()).await
}

#[server(prefix = "/api", endpoint = "cases/link")]
pub async fn link_case(
    #[server(default)] receipt_number: String,
    #[server(default)] access_code: String,
    #[server(default)] birth_year: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_day: String,
    #[server(default)] a_number: String,
    #[server(default)] given_name: String,
    #[server(default)] family_name: String,
) -> AppResult<Next> {
    use super::model::LinkForm;
    use crate::server::{actor, ctx};
    let actor = actor()?;
    let form =
        LinkForm { receipt_number, access_code, birth_year, birth_month, birth_day, a_number, given_name, family_name };
    let receipt = super::service::link(&ctx(), &actor, super::model::parse_link(&form)?).await?;
    Ok(Next::to(format!("/cases/{receipt}")))
}

#[server(prefix = "/api", endpoint = "cases/look-up")]
pub async fn look_up_receipt(#[server(default)] receipt_number: String) -> AppResult<LookUp> {
    use crate::server::{ctx, visitor};
    super::service::look_up(&ctx(), &visitor(), super::model::parse_receipt(&receipt_number)?).await
}

#[server(prefix = "/api", endpoint = "cases/glossary")]
pub async fn read_glossary() -> AppResult<Glossary> {
    use crate::server::locale;
    Ok(super::service::glossary(locale()))
}

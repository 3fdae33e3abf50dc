//! `portico demo`: synthetic people and cases, made once, and how to sign in as them.

mod cases;
mod course;

use crate::access::{Actor, Computer, Standing};
use crate::accounts::service::{DemoAccount, add_demo_account};
use crate::audit::Origin;
use crate::cases::model::{NewLink, Proof, normal_code};
use crate::cases::service::link as link_case;
use crate::integration;
use crate::server::Ctx;
use crate::types::{CivilDate, PersonId, SessionId};
use anyhow::Context as _;

/// How to demonstrate.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Have open pages load themselves again when another build answers.
    #[arg(long, hide = true)]
    pub(super) reload: bool,
}

/// Sends the events of the demonstration, and marks a database as one.
pub(super) const SOURCE: &str = "demonstration";

/// The accounts, the same on every machine.
pub const ACCOUNTS: &[DemoAccount] = &[
    DemoAccount {
        email: "hoa@example.test",
        password: "violet lantern harbour 42",
        given_name: "Hoa",
        family_name: "Nguyễn",
        date_of_birth: day(1991, 4, 28),
        country_of_birth: "VN",
        locale: "en",
        time_zone: "America/Chicago",
        secret: *b"demonstration-hoa-01",
    },
    DemoAccount {
        email: "lucia@example.test",
        password: "farol violeta puerto 42",
        given_name: "Lucía",
        family_name: "Paredes Quispe",
        date_of_birth: day(1988, 11, 3),
        country_of_birth: "PE",
        locale: "es",
        time_zone: "America/Los_Angeles",
        secret: *b"demonstration-luc-02",
    },
];

const fn day(year: u16, month: u8, day: u8) -> CivilDate {
    match CivilDate::new(year, month, day) {
        Some(date) => date,
        None => panic!("a demonstration account was given a day that does not exist"),
    }
}

async fn link(ctx: &Ctx, person: PersonId, account: &DemoAccount) -> anyhow::Result<()> {
    let actor = Actor {
        person,
        session: SessionId(ctx.id()),
        standing: Standing::Full,
        computer: Computer::Own,
        proved_at: ctx.now(),
        previous_visit: None,
        time_zone: account.time_zone.to_owned(),
        origin: Origin::default(),
    };
    for own in cases::OWN.iter().filter(|own| own.email == account.email) {
        let proof = Proof::AccessCode(normal_code(own.access_code));
        link_case(ctx, &actor, NewLink { receipt: own.receipt.parse()?, proof }).await?;
    }
    Ok(())
}

/// Makes what is missing and prints how to sign in.
pub(super) async fn prepare(ctx: &Ctx) -> anyhow::Result<()> {
    anyhow::ensure!(
        integration::belongs_to(ctx, SOURCE).await?,
        "this database holds people or cases that are not a demonstration's, so nothing was added to it: the \
         demonstration has accounts whose passwords everybody knows. Run `portico serve`, or name another place in \
         PORTICO_DATABASE_URL or PORTICO_DATA_DIR"
    );
    cases::add(ctx).await.context("the demonstration cases could not be made")?;
    for account in ACCOUNTS {
        if let Some(person) = add_demo_account(ctx, account).await? {
            link(ctx, person, account).await?;
        }
    }
    let url = ctx.config.base_url.as_str().trim_end_matches('/');
    println!("Portico, demonstration: every person and case is synthetic.");
    println!("  Open        {url}");
    for account in ACCOUNTS {
        println!("  Sign in as  {} · password: {}", account.email, account.password);
    }
    println!("  Codes       {url}/demo/authenticator (what their authenticator apps show)");
    println!("  Mail        {url}/demo/mailbox (every mail and text message this installation sends)");
    println!("  New account {url}/en/register");
    Ok(())
}

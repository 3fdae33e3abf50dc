//! Portico, the immigration account. One crate, slices of the domain at the top; `docs/architecture.md` is the map.
//!
//! The gate: a module is of both halves, or gated here once as a whole. In a slice the same is done once in `mod.rs`.

pub mod access;
pub mod accounts;
pub mod app;
pub mod audit;
pub mod cases;
pub mod desk;
pub mod error;
pub mod i18n;
pub mod live;
pub mod notifications;
pub mod types;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod integration;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod limits;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod storage;

#[cfg(feature = "hydrate")]
mod browser;

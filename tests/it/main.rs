//! One binary: linking the server once takes long enough. Each file is about one slice or one wall.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod accounts_devices;
mod accounts_sessions;
mod accounts_sign_in;
mod accounts_step_up;
mod activity;
mod audit;
mod case_pages;
mod cases;
mod command_line;
mod database;
mod docs;
mod doctor;
mod every_endpoint;
mod fixtures;
mod http;
mod intake;
mod languages;
mod layering;
mod limits;
mod live;
mod migrations;
mod nodes;
mod nodes_agree;
mod notifications;
mod passkeys;
mod passkeys_refused;
mod passkeys_vectors;
mod program;
mod refusals;
mod rotation;
mod support;
mod upkeep;

//! Pages of recovery, in a download of their own.

mod confirm;
mod go_on;
mod recover;
mod start;
mod stop;
mod support;

use crate::lazy_page;

lazy_page!(RecoverPage, recover_chunk, preload_recover, recovery, recover::page);
lazy_page!(RecoverStartPage, recover_start_chunk, preload_recover_start, recovery, start::page);
lazy_page!(RecoverGoOnPage, recover_go_on_chunk, preload_recover_go_on, recovery, go_on::page);
lazy_page!(RecoverStopPage, recover_stop_chunk, preload_recover_stop, recovery, stop::page);
lazy_page!(RecoverSupportPage, recover_support_chunk, preload_recover_support, recovery, support::page);
lazy_page!(RecoverConfirmPage, recover_confirm_chunk, preload_recover_confirm, recovery, confirm::page);

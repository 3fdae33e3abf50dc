//! Pages of notices: the choices, and what stands behind the link that switches mail off.

mod choices;
mod returned;
mod stop;

use crate::lazy_page;

lazy_page!(NoticesPage, notices_chunk, preload_notices, notices, choices::page);
lazy_page!(StopMailPage, stop_mail_chunk, preload_stop_mail, notices, stop::page);

pub use returned::ReturnedMail;

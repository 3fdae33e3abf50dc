//! The page of closing, whose download holds the postal address too.

mod close;

use crate::lazy_page;

lazy_page!(CloseAccountPage, close_account_chunk, preload_close_account, closing, close::page);

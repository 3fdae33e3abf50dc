//! Pages of closing and of the postal address, in a download of their own.

mod close;
mod postal;

use crate::lazy_page;

lazy_page!(CloseAccountPage, close_account_chunk, preload_close_account, closing, close::page);
lazy_page!(PostalAddressPage, postal_address_chunk, preload_postal_address, closing, postal::page);

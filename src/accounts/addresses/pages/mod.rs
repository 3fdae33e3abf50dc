//! Pages of addresses, in a download of their own.

mod confirm;
mod emails;
mod forgot;
mod own;
mod undo;
mod waiting;

use crate::lazy_page;

lazy_page!(EmailsPage, emails_chunk, preload_emails, addresses, emails::page);
lazy_page!(ConfirmAddressPage, confirm_address_chunk, preload_confirm_address, addresses, confirm::page);
lazy_page!(UndoAddressPage, undo_address_chunk, preload_undo_address, addresses, undo::page);
lazy_page!(ForgotEmailPage, forgot_email_chunk, preload_forgot_email, addresses, forgot::page);

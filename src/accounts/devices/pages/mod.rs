//! Pages that say what "this wasn't me" will do, and do it.

mod link;
mod parts;
mod row;

use crate::lazy_page;

lazy_page!(NotMePage, not_me_chunk, preload_not_me, notices, link::page);
lazy_page!(NotMeRowPage, not_me_row_chunk, preload_not_me_row, notices, row::page);

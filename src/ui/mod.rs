//! The design system: forms, messages, loading and error states. It knows no domain and imports no slice. The classes
//! are those of `style/README.md`.

mod chunk;
mod draft;
mod error_view;
mod field;
mod form;
mod icon;
mod link;
mod load;
mod message;
mod next;
mod post;
#[cfg(feature = "ssr")]
mod settled;
mod summary;
mod text_area;
mod title;
mod title_focus;
mod told;

pub use chunk::chunk_failed;
pub use draft::{Drafts, forget_drafts, may_keep};
pub use error_view::{ErrorView, NotFound, ResponseStatus, answer_absent, error_text, prove_again, sign_in_again};
pub use field::{CheckField, DateField, HiddenField, PasswordField, SelectField, SubmitButton, TextField};
pub use form::{AnyForm, Flash, FlashText, FormState, PostForm, Solver, use_form, was_refused};
pub use icon::Icon;
pub use link::{LinkOver, token_of_link};
pub use load::{Failing, Fields, Load, PageData, once, read_page};
pub use message::{Alert, Tone};
pub use next::{Next, go_to};
pub use post::{QUIET, call};
pub use text_area::TextArea;
pub use title::PageTitle;
pub use title_focus::TitleFocus;
pub use told::{Told, ToldText};

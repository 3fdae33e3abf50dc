//! What a page reads of the server: one resource for all pages, whose value is the answer's text, so that the browser's
//! half of reading, waiting and failing is compiled once and a page adds only how it is parsed and shown. On the server
//! the content is waited for; in the browser the old content stays in place until the new has come, and when it cannot
//! come for now.

use super::error_view::{ErrorPart, ErrorView};
use crate::error::AppError;
use leptos::prelude::*;
use leptos::server::codee::string::FromToStringCodec;
use leptos::server_fn::ServerFn;
#[cfg(not(feature = "ssr"))]
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

/// Named values for a server function, as a form would post them.
pub type Fields = Vec<(&'static str, String)>;

/// JSON of what a server function answered, or its error. As text, which is how a page brings it to the browser, `+` or
/// `-` and the JSON.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Given(String),
    Refused(AppError),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(json) => write!(f, "+{json}"),
            Self::Refused(error) => write!(f, "-{}", serde_json::to_string(error).unwrap_or_default()),
        }
    }
}

impl FromStr for Answer {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(json), _) => Self::Given(json.to_owned()),
            (None, error) => Self::Refused(error.and_then(|json| serde_json::from_str(json).ok()).unwrap_or(BROKEN)),
        })
    }
}

/// An answer that is none of ours.
const BROKEN: AppError = AppError::Internal { reference: String::new() };

/// What a page reads from one server function, shown by [`Load`].
pub struct PageData<T> {
    answer: Resource<Answer, FromToStringCodec>,
    /// What the answer's text says, while it need not be parsed: on the server, which has just made it.
    made: StoredValue<Option<T>>,
}

impl<T> Clone for PageData<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PageData<T> {}

/// Reads from the server function `S`, and again whenever `fields` differ or `again` moves.
pub fn read_page<S>(again: Signal<u64>, fields: impl Fn() -> Fields + Send + Sync + 'static) -> PageData<S::Output>
where
    S: ServerFn<Error = AppError> + DeserializeOwned + 'static,
    S::Output: serde::Serialize + Send + Sync + 'static,
{
    let made = StoredValue::new(None);
    let last = StoredValue::new(None::<Fields>);
    let source = Arc::new(move || {
        let fields = fields();
        // What is read again in the same words is read because something changed, not because somebody is there.
        let quiet = last.try_with_value(|last| last.as_ref() == Some(&fields)).unwrap_or(true);
        last.try_set_value(Some(fields.clone()));
        (again.get(), quiet, fields)
    });
    #[cfg(feature = "ssr")]
    let fetch: Fetch = Arc::new(move |_, fields| Box::pin(run::<S>(fields, made)));
    #[cfg(not(feature = "ssr"))]
    let fetch: Fetch = Arc::new(|quiet, fields| Box::pin(SendWrapper::new(ask(S::PATH, quiet, fields))));
    PageData { answer: resource(source, fetch), made }
}

/// For what is read once.
#[must_use]
pub fn once() -> Signal<u64> {
    Signal::stored(0)
}

/// How often to read again, whether that is the page's own doing, and what.
type Source = Arc<dyn Fn() -> (u64, bool, Fields) + Send + Sync>;
type Fetch = Arc<dyn Fn(bool, Fields) -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

fn resource(source: Source, fetch: Fetch) -> Resource<Answer, FromToStringCodec> {
    Resource::new_str(move || source(), move |(_, quiet, fields)| fetch(quiet, fields))
}

#[cfg(not(feature = "ssr"))]
async fn ask(path: &'static str, quiet: bool, fields: Fields) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    super::post::call_as(path, &fields, quiet).await.map_or_else(Answer::Refused, Answer::Given)
}

#[cfg(feature = "ssr")]
async fn run<S>(fields: Fields, made: StoredValue<Option<S::Output>>) -> Answer
where
    S: ServerFn<Error = AppError> + DeserializeOwned,
    S::Output: serde::Serialize + Send + Sync + 'static,
{
    use serde::de::value::{Error, MapDeserializer};
    let Ok(call) = S::deserialize(MapDeserializer::<_, Error>::new(fields.into_iter())) else {
        return Answer::Refused(AppError::Malformed);
    };
    match call.run_body().await {
        Ok(value) => {
            let json = serde_json::to_string(&value).unwrap_or_default();
            made.set_value(Some(value));
            Answer::Given(json)
        }
        Err(error) => Answer::Refused(error),
    }
}

/// Shows what was read, or why it could not be.
#[component]
pub fn Load<T, V>(
    data: PageData<T>,
    /// What to show of the value.
    view: V,
    /// What to show instead of the general sentence where there is no such thing.
    #[prop(optional)]
    absent: Option<fn() -> AnyView>,
    #[prop(optional)] failing: Failing,
) -> impl IntoView
where
    T: Send + Sync + DeserializeOwned + 'static,
    V: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let show = move |json: &str| {
        let made = data.made.try_update_value(Option::take).flatten();
        made.or_else(|| serde_json::from_str(json).ok()).map(&view)
    };
    shown(data.answer, Arc::new(show), absent, failing)
}

/// In whose place an error stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Failing {
    /// Of the page, whose heading was to come with the data.
    #[default]
    Page,
    /// Of a part below the page's own heading.
    Part,
    /// Of something that a page does without: the page itself says what is wrong.
    Extra,
}

/// Shows an answer's JSON; `None` if it is not what the page expects.
type Show = Arc<dyn Fn(&str) -> Option<AnyView> + Send + Sync>;

fn shown(
    answer: Resource<Answer, FromToStringCodec>,
    show: Show,
    absent: Option<fn() -> AnyView>,
    failing: Failing,
) -> AnyView {
    let last = StoredValue::new(None::<String>);
    let content = move || {
        let show = Arc::clone(&show);
        Suspend::new(async move {
            let (json, error) = match answer.await {
                Answer::Given(json) => (Some(json), BROKEN),
                Answer::Refused(error) if passes(&error) => (last.try_get_value().flatten(), error),
                Answer::Refused(error) => (None, error),
            };
            if let Some(view) = json.as_deref().and_then(|json| show(json)) {
                last.try_set_value(json);
                return settled(view);
            }
            match absent {
                Some(absent) if error == AppError::NotFound => absent(),
                Some(_) | None => match failing {
                    Failing::Page => view! { <ErrorView error=error/> }.into_any(),
                    Failing::Part => view! { <ErrorPart error=error/> }.into_any(),
                    Failing::Extra => ().into_any(),
                },
            }
        })
    };
    view! { <Transition>{content}</Transition> }.into_any()
}

/// In the browser nothing is asked anew, and the page is smaller without.
#[cfg(not(feature = "ssr"))]
fn settled(view: AnyView) -> AnyView {
    view
}

#[cfg(feature = "ssr")]
fn settled(view: AnyView) -> AnyView {
    super::settled::Settled(view).into_any()
}

/// Whether an error says nothing about what is shown: the page says elsewhere how old that is.
fn passes(error: &AppError) -> bool {
    matches!(error, AppError::Offline | AppError::Unavailable { .. } | AppError::TimedOut | AppError::Internal { .. })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_its_way_to_the_browser() {
        let refused = AppError::TooMany { key: "errors.too_many".to_owned(), seconds: 60 };
        for answer in
            [Answer::Given(r#"{"a":"-<b>"}"#.to_owned()), Answer::Given(String::new()), Answer::Refused(refused)]
        {
            assert_eq!(answer.to_string().parse(), Ok(answer));
        }
    }

    #[test]
    fn a_text_that_is_no_answer_is_an_error() {
        for text in ["", "-", "-{}", "{}"] {
            assert_eq!(text.parse(), Ok(Answer::Refused(BROKEN)), "{text}");
        }
    }
}

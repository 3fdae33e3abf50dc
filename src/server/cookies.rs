//! Cookies: names, attributes and reading. `__Host-` binds a cookie to this host over TLS; plain http on localhost,
//! where browsers would drop such a cookie, uses the bare name.

use super::Config;
use axum::http::{HeaderMap, header};

/// The cookies this program sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieName {
    /// Token of the signed-in session.
    Session,
    /// Token of a sign-in that still wants its second factor.
    SignIn,
    /// Ties a one-time form answer to the browser that posted it.
    Flash,
    /// Ties what was typed before a proof was asked for to the browser, until it is proved.
    Kept,
    /// The chosen language; not secret.
    Language,
    /// Word for what a form did, until the next page has told it; not secret.
    Said,
}

/// How long the browser keeps a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieLife {
    /// Until the browser closes.
    Browser,
    /// Seconds.
    Seconds(u32),
    /// Gone at once.
    Remove,
}

impl CookieName {
    fn bare(self) -> &'static str {
        match self {
            Self::Session => "portico_session",
            Self::SignIn => "portico_sign_in",
            Self::Flash => "portico_flash",
            Self::Kept => "portico_kept",
            Self::Language => "portico_language",
            Self::Said => "portico_said",
        }
    }

    /// Name as the browser knows it.
    #[must_use]
    pub fn name(self, config: &Config) -> String {
        if config.base_url.scheme() == "https" { format!("__Host-{}", self.bare()) } else { self.bare().to_owned() }
    }

    /// `Set-Cookie` value. `value` must be of base64url or letters, as every caller's is.
    #[must_use]
    pub fn header(self, config: &Config, value: &str, life: CookieLife) -> String {
        let secure = if config.base_url.scheme() == "https" { "; Secure" } else { "" };
        let (value, age) = match life {
            CookieLife::Browser => (value, String::new()),
            CookieLife::Seconds(seconds) => (value, format!("; Max-Age={seconds}")),
            CookieLife::Remove => ("", "; Max-Age=0".to_owned()),
        };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(config))
    }
}

/// The cookie's value; `None` when absent, empty, or sent twice (then one of the two is not ours).
#[must_use]
pub fn read_cookie(headers: &HeaderMap, config: &Config, name: CookieName) -> Option<String> {
    let name = name.name(config);
    let mut found = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let value = found.next().filter(|value| !value.is_empty() && value.len() <= 256)?;
    found.next().is_none().then(|| value.to_owned())
}

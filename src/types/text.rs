//! Text from people: kept as typed (any script), with only what no field may contain refused.

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("empty")]
    Empty,
    #[error("too long")]
    TooLong,
    /// NUL, escape and other control characters, which no keyboard types into a name.
    #[error("control characters")]
    Control,
}

/// One line: surrounding space removed; at least one and at most `max` characters; no control characters.
///
/// # Errors
/// See [`TextError`].
pub fn clean_line(text: &str, max: usize) -> Result<String, TextError> {
    clean(text, max, char::is_control)
}

/// Several lines: as [`clean_line`], but line breaks and tabs are kept.
///
/// # Errors
/// See [`TextError`].
pub fn clean_text(text: &str, max: usize) -> Result<String, TextError> {
    clean(text, max, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn clean(text: &str, max: usize, refused: impl Fn(char) -> bool) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        Err(TextError::Empty)
    } else if text.chars().count() > max {
        Err(TextError::TooLong)
    } else if text.chars().any(refused) {
        Err(TextError::Control)
    } else {
        Ok(text.to_owned())
    }
}

//! What a person may have and call their passkeys.

use crate::error::{AppError, AppResult, FieldErrors};
use crate::types::{TextError, clean_line};

/// Passkeys that one person may have.
pub const MOST: i64 = 20;

/// As long as the column.
const LONGEST_NAME: usize = 60;

/// A name that a person gives a passkey.
pub fn parse_name(name: &str) -> AppResult<String> {
    clean_line(name, LONGEST_NAME).map_err(|error| {
        let mut errors = FieldErrors::default();
        match error {
            TextError::Empty => errors.add("name", "form.required"),
            TextError::TooLong => errors.add_with("name", "form.too_long", &[("max", LONGEST_NAME.to_string())]),
            TextError::Control => errors.add("name", "form.characters"),
        }
        AppError::Invalid(errors)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_are_kept_and_others_refused_beside_the_field() {
        for name in ["Hoa's phone", "هاتفي", "我的手机 📱", "</li><script>"] {
            assert_eq!(parse_name(name).unwrap(), name);
        }
        for (name, key) in [("  ", "form.required"), (&*"x".repeat(61), "form.too_long"), ("a\0b", "form.characters")] {
            let Err(AppError::Invalid(errors)) = parse_name(name) else { panic!("{name}") };
            assert_eq!(errors.of("name").map(|error| error.key.as_str()), Some(key));
        }
    }
}

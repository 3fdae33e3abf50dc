//! How many apps a person may have, and what they are called.

/// Authenticator apps that one person may have.
pub(super) const MOST: i64 = 5;

/// The first of the names `first`, `numbered(2)`, `numbered(3)` … that none of the person's apps has.
pub(super) fn free_name(first: String, numbered: impl Fn(usize) -> String, taken: &[String]) -> String {
    let names = std::iter::once(first).chain((2..=taken.len() + 1).map(numbered));
    names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_freed_is_given_again_and_none_twice() {
        for (taken, expected) in [
            (&[][..], "App"),
            (&["App"][..], "App 2"),
            (&["App", "App 2"], "App 3"),
            (&["Mine", "App 2"], "App"),
            (&["App", "App 3"], "App 2"),
        ] {
            let taken: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(free_name("App".to_owned(), |number| format!("App {number}"), &taken), expected);
        }
    }
}

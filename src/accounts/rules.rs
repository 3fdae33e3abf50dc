//! Pure decisions of accounts.

use crate::accounts::passkeys::Advice;
use crate::i18n::Locale;
use crate::types::crockford;

/// Ways to sign in that a person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    pub passkeys: i64,
    pub password: bool,
    /// Authenticator apps.
    pub apps: i64,
    /// A proved phone, while text messages are on.
    pub phone: bool,
}

impl Ways {
    /// Whether these are enough to sign in: a passkey, or a password with an authenticator app or a phone. Recovery codes
    /// stand in for a second factor but are no way of their own.
    #[must_use]
    pub fn suffice(self) -> bool {
        self.count() > 0
    }

    /// Whether these are enough once the mailbox has chosen a new password.
    #[must_use]
    pub fn suffice_after_a_reset(self) -> bool {
        Self { password: true, ..self }.suffice()
    }

    /// Ways of which each alone is enough; a password makes one, whatever comes second.
    #[must_use]
    pub fn count(self) -> i64 {
        self.passkeys + i64::from(self.password && (self.apps > 0 || self.phone))
    }

    /// Whether a code in a text message is the only thing that can come second.
    #[must_use]
    pub fn only_second_factor_is_phone(self) -> bool {
        self.phone && self.apps == 0 && self.passkeys == 0
    }

    #[must_use]
    pub fn without_passkey(self) -> Self {
        Self { passkeys: self.passkeys - 1, ..self }
    }

    #[must_use]
    pub fn without_password(self) -> Self {
        Self { password: false, ..self }
    }

    #[must_use]
    pub fn without_app(self) -> Self {
        Self { apps: self.apps - 1, ..self }
    }

    #[must_use]
    pub fn without_phone(self) -> Self {
        Self { phone: false, ..self }
    }
}

/// What somebody should add whose account hangs on one thing.
#[must_use]
pub fn advice(ways: Ways, on_one_device: i64) -> Option<Advice> {
    if ways.count() == 1 {
        Some(Advice::SecondWay)
    } else if ways.passkeys == 1 && on_one_device == 1 {
        Some(Advice::SecondPasskey)
    } else {
        None
    }
}

/// Where to go after signing in: the rest of `next` behind its language, if it is a page of this site; else the
/// dashboard. Anything a browser could read as another host is not.
#[must_use]
pub fn page_after_sign_in(next: &str) -> String {
    const DEFAULT: &str = "/dashboard";
    let page = next.strip_prefix('/').and_then(|rest| {
        let (locale, page) = rest.split_at_checked(rest.find('/')?)?;
        Locale::parse(locale).map(|_| page)
    });
    let safe = |page: &&str| {
        let known =
            ["/sign-in", "/sign-out", "/register", "/account/prove"].iter().any(|entry| page.starts_with(entry));
        let odd = page.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace());
        page.len() > 1 && page.len() <= 400 && !page.starts_with("//") && !known && !odd
    };
    page.filter(safe).unwrap_or(DEFAULT).to_owned()
}

/// Letters of recovery codes.
pub use crate::types::crockford::LETTERS as CODE_LETTERS;

/// Letters in a recovery code, 5 bits each.
pub const CODE_LENGTH: usize = 12;

/// The code that was meant: spaces and dashes left out, capitals, misread letters put right. `None` if it cannot be
/// one.
#[must_use]
pub fn recovery_code(typed: &str) -> Option<String> {
    let code = crockford::read(typed)?;
    (code.len() == CODE_LENGTH).then_some(code)
}

/// `XXXX-XXXX-XXXX`, easier to copy by hand.
#[must_use]
pub fn in_groups(code: &str, separator: char) -> String {
    let mut grouped = String::new();
    for (place, letter) in code.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            grouped.push(separator);
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_alone_is_no_way_in() {
        for (passkeys, password, apps, phone, count) in [
            (0, false, 0, false, 0),
            (0, true, 0, false, 0),
            (0, false, 1, false, 0),
            (0, false, 1, true, 0),
            (0, true, 1, false, 1),
            (0, true, 0, true, 1),
            (0, true, 5, true, 1),
            (1, false, 0, false, 1),
            (1, true, 0, true, 2),
            (2, true, 0, false, 2),
        ] {
            let ways = Ways { passkeys, password, apps, phone };
            assert_eq!((ways.count(), ways.suffice()), (count, count > 0), "{ways:?}");
        }
    }

    #[test]
    fn who_hangs_on_one_thing_is_advised_and_nobody_else() {
        let password = Ways { passkeys: 0, password: true, apps: 1, phone: false };
        for (ways, on_one_device, expected) in [
            (Ways::default(), 0, None),
            (password, 0, Some(Advice::SecondWay)),
            (Ways { passkeys: 1, ..Ways::default() }, 0, Some(Advice::SecondWay)),
            (Ways { passkeys: 1, ..Ways::default() }, 1, Some(Advice::SecondWay)),
            (Ways { passkeys: 1, ..password }, 1, Some(Advice::SecondPasskey)),
            (Ways { passkeys: 1, ..password }, 0, None),
            (Ways { passkeys: 2, ..Ways::default() }, 2, None),
        ] {
            assert_eq!(advice(ways, on_one_device), expected, "{ways:?}");
        }
    }

    #[test]
    fn of_two_second_factors_one_may_go_and_of_one_none() {
        let both = Ways { passkeys: 0, password: true, apps: 1, phone: true };
        assert!(both.without_app().suffice() && both.without_phone().suffice());
        assert!(!both.without_app().without_phone().suffice());
        assert!(both.without_app().only_second_factor_is_phone() && !both.only_second_factor_is_phone());
        let key = Ways { passkeys: 1, ..both };
        assert!(key.without_app().without_phone().suffice() && !key.without_app().only_second_factor_is_phone());
    }

    #[test]
    fn only_pages_of_this_site_are_gone_to_after_signing_in() {
        for (next, page) in [
            ("/en/cases/IOE0912345678?x=1", "/cases/IOE0912345678?x=1"),
            ("/es/account", "/account"),
            ("", "/dashboard"),
            ("/en/", "/dashboard"),
            ("/en", "/dashboard"),
            ("/en/sign-in", "/dashboard"),
            ("/en/account/prove?next=%2Fen%2Fcases", "/dashboard"),
            ("/xx/cases", "/dashboard"),
            ("//evil.example/en/", "/dashboard"),
            ("/en//evil.example", "/dashboard"),
            ("/en/\\evil.example", "/dashboard"),
            ("https://evil.example/en/cases", "/dashboard"),
            ("/en/cases\r\nSet-Cookie: a=b", "/dashboard"),
        ] {
            assert_eq!(page_after_sign_in(next), page, "{next}");
        }
    }

    #[test]
    fn a_recovery_code_is_read_however_it_was_copied() {
        for typed in ["7K2M-9QXD-01AB", "7k2m9qxdOlab", " 7K2M 9QXD OIAB ", "7K2M\u{2013}9QXD\u{2013}0LAB"] {
            assert_eq!(recovery_code(typed).as_deref(), Some("7K2M9QXD01AB"), "{typed}");
        }
        for typed in ["", "7K2M-9QXD-01A", "7K2M-9QXD-01ABC", "7K2M-9QXD-01AU", "７K2M9QXD01AB"] {
            assert_eq!(recovery_code(typed), None, "{typed}");
        }
        assert_eq!(in_groups("7K2M9QXD01AB", '-'), "7K2M-9QXD-01AB");
    }
}

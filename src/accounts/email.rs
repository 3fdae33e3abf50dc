//! E-mail addresses as typed, shown and compared.

use std::str::FromStr;
use unicode_normalization::UnicodeNormalization as _;

/// A plausible address. Only a mail that arrives proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    written: String,
    compared: String,
}

/// The text is no address that mail could be sent to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

impl EmailAddress {
    /// As the person wrote it; mail goes there.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// NFC in small letters: two spellings of one mailbox are one account.
    #[must_use]
    pub fn compared(&self) -> &str {
        &self.compared
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let written: String = text.trim().nfc().collect();
        let (_, domain) = written.rsplit_once('@').ok_or(EmailError)?;
        // A name without a dot is a host of somebody's own network, hence nearly always a slip.
        let plausible = written.chars().count() <= 254
            && domain.contains('.')
            && !written.chars().any(|c| c.is_control() || c.is_whitespace())
            && written.parse::<lettre::Address>().is_ok();
        if !plausible {
            return Err(EmailError);
        }
        let compared = written.to_lowercase();
        // A few letters grow when they become small.
        if compared.chars().count() <= 254 { Ok(Self { written, compared }) } else { Err(EmailError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_compare_equal_and_are_shown_as_written() {
        let email: EmailAddress = " Hoa.Tran@Example.ORG ".parse().unwrap();
        assert_eq!((email.written(), email.compared()), ("Hoa.Tran@Example.ORG", "hoa.tran@example.org"));
    }

    #[test]
    fn what_no_mail_can_be_sent_to_is_refused() {
        let long = format!("{}@example.org", "a".repeat(260));
        for text in ["", "@", "a@", "@b.org", "a b@c.org", "a@localhost", "a@b.org\r\nBcc: c@d.org", "a\0@b.org", &long]
        {
            assert_eq!(text.parse::<EmailAddress>(), Err(EmailError), "{text}");
        }
    }
}

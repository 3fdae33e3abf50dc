//! What every page knows of who looks at it. Sent with the page, so that the browser renders the same header; in words
//! rather than JSON, because every page's shell has to read it.

use crate::types::CivilDate;
use std::fmt;
use std::str::FromStr;

/// Holds no personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    pub standing: Signed,
    /// Newest row of the change feed when the page was rendered; the live stream goes on from it.
    pub cursor: i64,
    /// Tells people apart in one browser and says nothing about them; 0 for nobody.
    pub mark: u32,
    /// Whether the person said that others use this computer, too.
    pub shared: bool,
    /// Whether this browser was signed in, and the session is over.
    pub ended: bool,
    /// Whether this installation shows synthetic data.
    pub demo: bool,
    /// The day on which the account is closed, if its owner wants that.
    pub closes: Option<CivilDate>,
}

/// Whether somebody is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signed {
    #[default]
    Out,
    /// In, but without a way to sign in again yet.
    SettingUp,
    In,
}

/// The text is not one that [`Viewer`] writes.
#[derive(Debug, thiserror::Error)]
#[error("not a viewer")]
pub struct ViewerError;

impl fmt::Display for Viewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = match self.standing {
            Signed::Out => "out",
            Signed::SettingUp => "setting-up",
            Signed::In => "in",
        };
        write!(f, "{standing} {} {}", self.cursor, self.mark)?;
        for (word, said) in [("shared", self.shared), ("ended", self.ended), ("demo", self.demo)] {
            if said {
                write!(f, " {word}")?;
            }
        }
        self.closes.map_or(Ok(()), |day| write!(f, " {day}"))
    }
}

impl FromStr for Viewer {
    type Err = ViewerError;

    fn from_str(text: &str) -> Result<Self, ViewerError> {
        let mut words = text.split(' ');
        let standing = match words.next() {
            Some("out") => Signed::Out,
            Some("setting-up") => Signed::SettingUp,
            Some("in") => Signed::In,
            Some(_) | None => return Err(ViewerError),
        };
        let cursor = words.next().and_then(|word| word.parse().ok()).ok_or(ViewerError)?;
        let mark = words.next().and_then(|word| word.parse().ok()).ok_or(ViewerError)?;
        let mut viewer = Self { standing, cursor, mark, ..Self::default() };
        for word in words {
            match word {
                "shared" => viewer.shared = true,
                "ended" => viewer.ended = true,
                "demo" => viewer.demo = true,
                day => viewer.closes = Some(day.parse().map_err(|_| ViewerError)?),
            }
        }
        Ok(viewer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for standing in [Signed::Out, Signed::SettingUp, Signed::In] {
            let day = CivilDate::new(2026, 3, 24);
            for (shared, ended, demo, closes) in
                [(false, false, false, None), (true, false, true, day), (false, true, false, None)]
            {
                let viewer = Viewer { standing, cursor: 42, mark: 7, shared, ended, demo, closes };
                assert_eq!(viewer.to_string().parse::<Viewer>().unwrap(), viewer);
            }
        }
        assert!("admin 1 2".parse::<Viewer>().is_err() && "in 1 2 real".parse::<Viewer>().is_err());
    }
}

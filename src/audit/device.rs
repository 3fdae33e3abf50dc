//! Browser and system of a `User-Agent`, from two short lists. What is on neither is said to be unknown: the word is for
//! its owner to recognise, in the list of sessions and in the activity, and nothing is decided by it.

use crate::types::words;

words! {
    Browser {
        Firefox = "firefox",
        Edge = "edge",
        Opera = "opera",
        SamsungInternet = "samsung",
        Vivaldi = "vivaldi",
        Yandex = "yandex",
        UcBrowser = "uc",
        Chromium = "chromium",
        Chrome = "chrome",
        Safari = "safari",
        Unknown = "unknown",
    }
}

words! {
    System {
        Windows = "windows",
        Ios = "ios",
        MacOs = "macos",
        Android = "android",
        ChromeOs = "chromeos",
        Linux = "linux",
        Unknown = "unknown",
    }
}

impl Browser {
    /// Its own name, the same in every language; `None` when it is not known.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Firefox => "Firefox",
            Self::Edge => "Edge",
            Self::Opera => "Opera",
            Self::SamsungInternet => "Samsung Internet",
            Self::Vivaldi => "Vivaldi",
            Self::Yandex => "Yandex Browser",
            Self::UcBrowser => "UC Browser",
            Self::Chromium => "Chromium",
            Self::Chrome => "Chrome",
            Self::Safari => "Safari",
            Self::Unknown => return None,
        })
    }
}

impl System {
    /// As [`Browser::name`].
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Windows => "Windows",
            Self::Ios => "iOS",
            Self::MacOs => "macOS",
            Self::Android => "Android",
            Self::ChromeOs => "ChromeOS",
            Self::Linux => "Linux",
            Self::Unknown => return None,
        })
    }
}

/// What a request says that it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    pub browser: Browser,
    pub system: System,
}

impl Device {
    /// Reads a `User-Agent`. Browsers name those that they want to be taken for, so the rarer name is looked for first.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let find = |marks: &[&str]| marks.iter().any(|mark| user_agent.contains(mark));
        let browser = match () {
            () if find(&["Firefox/", "FxiOS/"]) => Browser::Firefox,
            () if find(&["Edg/", "EdgA/", "EdgiOS/"]) => Browser::Edge,
            () if find(&["OPR/", "OPT/"]) => Browser::Opera,
            () if find(&["SamsungBrowser/"]) => Browser::SamsungInternet,
            () if find(&["Vivaldi/"]) => Browser::Vivaldi,
            () if find(&["YaBrowser/"]) => Browser::Yandex,
            () if find(&["UCBrowser/"]) => Browser::UcBrowser,
            () if find(&["Chromium/"]) => Browser::Chromium,
            () if find(&["Chrome/", "CriOS/"]) => Browser::Chrome,
            () if find(&["Safari/"]) => Browser::Safari,
            () => Browser::Unknown,
        };
        let system = match () {
            () if find(&["Windows"]) => System::Windows,
            () if find(&["iPhone", "iPad", "iPod"]) => System::Ios,
            () if find(&["Android"]) => System::Android,
            () if find(&["CrOS"]) => System::ChromeOs,
            () if find(&["Macintosh", "Mac OS X"]) => System::MacOs,
            () if find(&["Linux", "X11"]) => System::Linux,
            () => System::Unknown,
        };
        Self { browser, system }
    }

    /// Reads back what [`Self::text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (browser, system) = text.split_once('/')?;
        Some(Self { browser: Browser::parse(browser)?, system: System::parse(system)? })
    }

    /// As it is stored: `firefox/windows`.
    #[must_use]
    pub fn text(self) -> String {
        format!("{}/{}", self.browser.as_str(), self.system.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_are_recognised_and_others_are_said_to_be_unknown() {
        for (agent, expected) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "firefox/windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
                "firefox/ios",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "chrome/windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "edge/windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0",
                "opera/linux",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "chrome/android",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "samsung/android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "safari/macos",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
                "chrome/ios",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "chrome/chromeos",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Vivaldi/7.6",
                "vivaldi/windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0 UCBrowser/13.4 Mobile Safari/537.36",
                "uc/android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 YaBrowser/25.8 Safari/537.36",
                "yandex/linux",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/80.0 Chrome/80.0 Safari/537.36",
                "chromium/linux",
            ),
            ("curl/8.5.0", "unknown/unknown"),
            ("<script>alert(1)</script>", "unknown/unknown"),
            ("<script>Windows</script>", "unknown/windows"),
            ("", "unknown/unknown"),
        ] {
            let device = Device::of(agent);
            assert_eq!(device.text(), expected, "{agent}");
            assert_eq!(Device::parse(&device.text()), Some(device));
        }
        assert_eq!(Device::parse("netscape/amiga"), None);
    }
}

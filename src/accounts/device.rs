//! What a browser says of itself, in words that its owner knows it by. A guide for the eye, never a proof: whoever wants
//! to can say anything. Names are the makers' own and the same in every language.

/// Marks of browsers, the most particular first: most say that they are Chrome or Safari, too.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("UCBrowser/", "UC Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Marks of systems, the most particular first: Android says that it is Linux, iPhones that they are like a Mac.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// The browser that a `User-Agent` names, if it is one people know.
#[must_use]
pub fn browser(user_agent: &str) -> Option<&'static str> {
    find(BROWSERS, user_agent)
}

/// The system that a `User-Agent` names, if it is one people know.
#[must_use]
pub fn system(user_agent: &str) -> Option<&'static str> {
    find(SYSTEMS, user_agent)
}

fn find(marks: &[(&str, &'static str)], user_agent: &str) -> Option<&'static str> {
    marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

/// A network as far as it helps to know it again: the first three of an IPv4 address's four numbers, the first three
/// groups of an IPv6 network.
#[must_use]
pub fn approximate(network: &str) -> String {
    let separator = if network.contains(':') { ":" } else { "." };
    let parts: Vec<&str> = network.split(separator).take(3).collect();
    format!("{}{separator}…", parts.join(separator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_are_told_in_words_and_others_not_at_all() {
        for (user_agent, names) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                (Some("Chrome"), Some("Windows")),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                (Some("Edge"), Some("Windows")),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                (Some("Firefox"), Some("Linux")),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                (Some("Safari"), Some("Mac")),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                (Some("Chrome"), Some("iPhone")),
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
                (Some("Firefox"), Some("iPad")),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                (Some("Samsung Internet"), Some("Android")),
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/126.0",
                (Some("Opera"), Some("ChromeOS")),
            ),
            ("curl/8.14.1", (None, None)),
            ("", (None, None)),
            ("<script>Windows</script>", (None, Some("Windows"))),
        ] {
            assert_eq!((browser(user_agent), system(user_agent)), names, "{user_agent}");
        }
    }

    #[test]
    fn a_network_is_told_only_so_far_that_its_owner_knows_it_again() {
        for (network, told) in [("203.0.113.9", "203.0.113.…"), ("2001:db8:1:2::/64", "2001:db8:1:…"), ("", ".…")]
        {
            assert_eq!(approximate(network), told);
        }
    }
}

//! What device a session is on, as its user agent tells: for its owner to recognise it. Anybody can say anything there, so
//! nothing is decided by it.

/// Browsers, by what stands in their user agents; the first that fits, since later ones also claim to be earlier ones.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Operating systems, likewise.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The longest name of a program that is repeated.
const LONGEST: usize = 40;

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The browser; for another program, what it calls itself.
    pub browser: Option<String>,
    /// The operating system.
    pub system: Option<&'static str>,
}

impl Device {
    /// The device of this user agent (RFC 9110, 10.1.5).
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let named = |list: &[(&str, &'static str)]| {
            list.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
        };
        let product = || {
            let product = user_agent.split(['/', ' ']).next()?;
            let printable = product.chars().all(|c| c.is_ascii_graphic()) && product.len() <= LONGEST;
            (!product.is_empty() && printable && product != "Mozilla").then(|| product.to_owned())
        };
        Self { browser: named(BROWSERS).map(str::to_owned).or_else(product), system: named(SYSTEMS) }
    }

    /// In words that no language changes: `Firefox, Windows`. Empty when nothing is known.
    #[must_use]
    pub fn words(&self) -> String {
        let words: Vec<&str> = self.browser.as_deref().into_iter().chain(self.system).collect();
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn devices_are_named_as_their_owners_would() {
        for (user_agent, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                Some("Edge"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
                Some("Chrome"),
                Some("Linux"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                Some("Safari"),
                Some("iPhone"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:141.0) Gecko/20100101 Firefox/141.0",
                Some("Firefox"),
                Some("macOS"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                Some("Chrome"),
                Some("Android"),
            ),
            ("curl/8.14.1", Some("curl"), None),
            ("python-requests/2.32", Some("python-requests"), None),
            ("", None, None),
            ("Mozilla/5.0", None, None),
            ("<script>alert(1)</script> x", Some("<script>alert(1)<"), None),
            ("\u{202e}evil", None, None),
            (&"x".repeat(400), None, None),
        ] {
            let device = Device::of(user_agent);
            assert_eq!((device.browser.as_deref(), device.system), (browser, system), "{user_agent}");
        }
    }
}

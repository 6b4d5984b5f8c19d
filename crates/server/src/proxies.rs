//! Proxies in front of the server: whose word about a client's address counts.
//!
//! A proxy appends the address that it got a request from to `X-Forwarded-For`. Whatever stands to the left of what a trusted
//! proxy appended was sent by a stranger, and is worth nothing. So the list is read from its right end, as long as what
//! stands there is a trusted proxy itself.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Unexpected, Visitor};

const HEADER: &str = "x-forwarded-for";

/// The most networks that can be named.
const MOST: usize = 64;

/// A network, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    length: u32,
}

/// Networks of proxies that say where a request comes from. None: nobody is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// A list of networks, whoever is in them.
pub type Networks = TrustedProxies;

impl Network {
    /// An address, or a network in CIDR notation (RFC 4632, RFC 4291) with nothing set behind its length.
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) if length.bytes().all(|b| b.is_ascii_digit()) => {
                (address, Some(length.parse().ok()?))
            }
            Some(_) => return None,
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let whole = width(address);
        let network = Self { address, length: length.unwrap_or(whole) };
        let mapped = matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some());
        (network.length <= whole && !mapped && network.first_bits(address) == Some(bits(address)))
            .then_some(network)
    }

    /// The address without what is behind the network's length; nothing for one of another family.
    fn first_bits(self, address: IpAddr) -> Option<u128> {
        let behind = width(address).checked_sub(self.length)?;
        let same_family = self.address.is_ipv4() == address.is_ipv4();
        same_family
            .then(|| bits(address).checked_shr(behind).and_then(|kept| kept.checked_shl(behind)).unwrap_or(0))
    }

    fn contains(self, address: IpAddr) -> bool {
        self.first_bits(address) == Some(bits(self.address))
    }
}

const fn width(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl TrustedProxies {
    /// Addresses and networks, separated by commas; nothing when one of them is none, or there are too many.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let named = text.split(',').map(str::trim).filter(|text| !text.is_empty());
        let networks = named.map(Network::parse).collect::<Option<Vec<_>>>()?;
        (networks.len() <= MOST).then_some(Self(networks))
    }

    /// Whether an address is a trusted proxy's.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(address))
    }

    /// Where a request comes from that `peer` handed over: the peer itself, unless that is a trusted proxy; then the last
    /// address in `X-Forwarded-For` that is none. What cannot be read ends the search: then it is the last proxy that counts.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.contains(client) {
            return client;
        }
        let lines = headers.get_all(HEADER).iter().rev();
        for line in lines {
            let Ok(line) = line.to_str() else { return client };
            for entry in line.rsplit(',') {
                let Some(address) = address(entry.trim()) else { return client };
                client = address;
                if !self.contains(client) {
                    return client;
                }
            }
        }
        client
    }
}

/// An address as proxies write it: bare, with a port, or of IPv6 in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|with_port: SocketAddr| with_port.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

impl<'de> Deserialize<'de> for TrustedProxies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// A list in the file; in the environment, one text with commas.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = TrustedProxies;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "addresses and networks such as 10.0.0.0/8 or 2001:db8::/32, {MOST} at most")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<TrustedProxies, E> {
        TrustedProxies::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TrustedProxies, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = items.next_element::<String>()? {
            texts.push(text);
        }
        self.visit_str(&texts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn client(trusted: &str, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HEADER, HeaderValue::from_str(line).unwrap());
        }
        let trusted = TrustedProxies::parse(trusted).unwrap();
        trusted.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_what_trusted_proxies_appended_counts() {
        let proxies = "10.0.0.0/8, 2001:db8::/32";
        for (peer, lines, expected) in [
            // Nobody in front, or a stranger who says something: the peer.
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.9"], "192.0.2.1"),
            ("::ffff:192.0.2.1", &["198.51.100.9"], "192.0.2.1"),
            // A proxy: what it appended, and not what its client sent before.
            ("10.0.0.1", &["198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["6.6.6.6, 198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["10.9.9.9, 198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["6.6.6.6", "198.51.100.9"], "198.51.100.9"),
            ("::ffff:10.0.0.1", &["198.51.100.9"], "198.51.100.9"),
            // Several proxies in a row.
            ("10.0.0.1", &["6.6.6.6, 198.51.100.9, 10.0.0.7"], "198.51.100.9"),
            ("10.0.0.1", &["198.51.100.9, 2001:db8::7", "10.0.0.7"], "198.51.100.9"),
            // A client among the proxies' own networks.
            ("10.0.0.1", &["10.1.2.3"], "10.1.2.3"),
            ("10.0.0.1", &[], "10.0.0.1"),
            // As some write it.
            ("10.0.0.1", &["198.51.100.9:4711"], "198.51.100.9"),
            ("10.0.0.1", &["[2a00::1]:4711"], "2a00::1"),
            ("10.0.0.1", &["[2a00::1]"], "2a00::1"),
            ("10.0.0.1", &["::ffff:198.51.100.9"], "198.51.100.9"),
            // What cannot be read ends it: nothing to its left counts.
            ("10.0.0.1", &["198.51.100.9, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.9, unknown, 10.0.0.7"], "10.0.0.7"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.9, "], "10.0.0.1"),
        ] {
            assert_eq!(client(proxies, peer, lines), expected, "{peer} {lines:?}");
        }
        assert_eq!(client("", "127.0.0.1", &["198.51.100.9"]), "127.0.0.1", "nobody is trusted unless named");
    }

    #[test]
    fn networks_are_read_and_mistakes_refused() {
        for text in ["", " 10.0.0.0/8 ,", "192.0.2.1", "::1", "2001:db8::/32", "0.0.0.0/0", "::/0"] {
            assert!(TrustedProxies::parse(text).is_some(), "{text}");
        }
        for text in [
            "x",
            "10.0.0.1/8",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "::ffff:10.0.0.0/104",
            "10.0.0.0/8/8",
        ] {
            assert_eq!(TrustedProxies::parse(text), None, "{text}");
        }
        let all = TrustedProxies::parse("0.0.0.0/0").unwrap();
        assert!(all.contains("203.0.113.1".parse().unwrap()) && !all.contains("2a00::1".parse().unwrap()));
        assert_eq!(TrustedProxies::parse(&"10.0.0.1,".repeat(MOST + 1)), None);
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(line in "[ -~]{0,80}|([0-9.:a-f\\[\\], ]){0,80}") {
            let trusted = TrustedProxies::parse("0.0.0.0/0, ::/0").unwrap();
            let mut headers = HeaderMap::new();
            headers.append(HEADER, HeaderValue::from_str(&line).unwrap());
            let _ = trusted.client("10.0.0.1".parse().unwrap(), &headers);
        }

        #[test]
        fn what_stands_left_of_a_stranger_changes_nothing(left in "[0-9., ]{0,40}") {
            let found = client("10.0.0.0/8", "10.0.0.1", &[&format!("{left},198.51.100.9")]);
            prop_assert_eq!(found, "198.51.100.9");
        }
    }
}

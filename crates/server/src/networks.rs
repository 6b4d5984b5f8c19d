//! Lists of networks, as an operator names them, and which addresses are the public Internet's.

mod public;

use std::fmt;
use std::net::IpAddr;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Unexpected, Visitor};

pub use public::is_public;

/// The most networks that can be named.
const MOST: usize = 64;

/// A network, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    length: u32,
}

/// Addresses and networks. None: no address is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

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

impl Networks {
    /// Addresses and networks, separated by commas; nothing when one of them is none, or there are too many.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let named = text.split(',').map(str::trim).filter(|text| !text.is_empty());
        let networks = named.map(Network::parse).collect::<Option<Vec<_>>>()?;
        (networks.len() <= MOST).then_some(Self(networks))
    }

    /// Whether an address is in one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(address))
    }
}

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// A list in the file; in the environment, one text with commas.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Networks;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "addresses and networks such as 10.0.0.0/8 or 2001:db8::/32, {MOST} at most")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Networks, E> {
        Networks::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Networks, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = items.next_element::<String>()? {
            texts.push(text);
        }
        self.visit_str(&texts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_mistakes_refused() {
        for text in ["", " 10.0.0.0/8 ,", "192.0.2.1", "::1", "2001:db8::/32", "0.0.0.0/0", "::/0"] {
            assert!(Networks::parse(text).is_some(), "{text}");
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
            assert_eq!(Networks::parse(text), None, "{text}");
        }
        let all = Networks::parse("0.0.0.0/0").unwrap();
        assert!(all.contains("203.0.113.1".parse().unwrap()) && !all.contains("2a00::1".parse().unwrap()));
        assert_eq!(Networks::parse(&"10.0.0.1,".repeat(MOST + 1)), None);
    }
}

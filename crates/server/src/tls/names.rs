//! What the local certificate is good for.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The host names and addresses in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    pub(super) dns: BTreeSet<String>,
    pub(super) ips: BTreeSet<IpAddr>,
}

impl Names {
    /// The names under which a server is reached: `localhost` and the loopback addresses always, the address it listens
    /// on (if it is one, and not all), the name of the machine, and the host of its public URL.
    #[must_use]
    pub fn of_server(listen: IpAddr, machine: Option<&str>, public_host: Option<&str>) -> Self {
        let mut names = Self {
            dns: BTreeSet::from(["localhost".to_owned()]),
            ips: BTreeSet::from([Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]),
        };
        if !listen.is_unspecified() {
            names.ips.insert(listen);
        }
        for host in [machine, public_host].into_iter().flatten() {
            names.add(host);
        }
        names
    }

    fn add(&mut self, host: &str) {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(ip) = bare.parse() {
            self.ips.insert(ip);
        } else if is_dns_name(host) {
            self.dns.insert(host.to_ascii_lowercase());
        }
    }
}

/// The name of this machine, as its kernel has it.
#[must_use]
pub fn machine_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Letters, digits and hyphens, in labels of up to 63: what a certificate may carry as a DNS name (RFC 1123).
fn is_dns_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_all_its_names_and_by_nothing_odd() {
        let listen = "192.168.1.5".parse().unwrap();
        let names = Names::of_server(listen, Some("Server_1"), Some("Certs.Example.MX"));
        assert_eq!(names.dns.iter().collect::<Vec<_>>(), ["certs.example.mx", "localhost"]);
        assert_eq!(names.ips.len(), 3);
        assert!(names.ips.contains(&listen));

        let all = Names::of_server("0.0.0.0".parse().unwrap(), Some("tax-1"), Some("[2001:db8::1]"));
        assert_eq!(all.dns.iter().collect::<Vec<_>>(), ["localhost", "tax-1"]);
        assert!(all.ips.contains(&"2001:db8::1".parse::<IpAddr>().unwrap()));
        assert!(!all.ips.contains(&"0.0.0.0".parse::<IpAddr>().unwrap()));
    }
}

//! What is known of a request from outside: its network, its browser, its language, and for budgets whose browser it is.

use crate::i18n::Locale;
use crate::types::PersonId;
use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, header};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// One request's outside facts.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The /32 or /64 behind the trusted proxies; what limits count by.
    pub network: String,
    /// `User-Agent`, shortened to 200 characters.
    pub user_agent: String,
    pub locale: Locale,
    /// Path of the page, for the way back after sign-in.
    pub path: String,
    /// Who is signed in in this browser: whose budget pays for what strangers may do too. No right comes of it.
    pub person: Option<PersonId>,
    /// Token by which this browser is known again; `None` for one that is not to be remembered. No right comes of it.
    pub device: Option<String>,
}

impl Visitor {
    #[must_use]
    pub fn new(headers: &HeaderMap, network: String, locale: Locale, path: &str) -> Self {
        let user_agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Self {
            network,
            user_agent: user_agent.chars().take(200).collect(),
            locale,
            path: path.to_owned(),
            person: None,
            device: None,
        }
    }
}

/// What limits count by. A socket of both kinds says IPv4 addresses as IPv6 ones: each is compared as what it is.
/// `X-Forwarded-For` counts only when the socket's address is one of `trusted`, and then its last
/// address that is no trusted proxy does. What a client writes in front of that changes nothing.
#[must_use]
pub fn network(headers: &HeaderMap, extensions: &Extensions, trusted: &[IpAddr]) -> String {
    let unknown = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map_or(unknown, |info| info.0);
    network_of(client_address(headers, peer.ip(), trusted))
}

fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|known| known.to_canonical() == address.to_canonical());
    if !is_trusted(peer) {
        return peer;
    }
    let forwarded =
        headers.get_all("x-forwarded-for").into_iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let mut hops: Vec<&str> = forwarded.map(str::trim).collect();
    while let Some(hop) = hops.pop() {
        match hop.parse::<IpAddr>() {
            Ok(address) if is_trusted(address) => {}
            Ok(address) => return address,
            Err(_) => return peer,
        }
    }
    peer
}

fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|t| t.parse().unwrap()).collect();
        network_of(client_address(&headers, peer.parse().unwrap(), &trusted))
    }

    #[test]
    fn a_forged_forwarding_header_changes_nothing() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, 203.0.113.9"], &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["1.1.1.1", "203.0.113.9, 10.0.0.2"], &["10.0.0.1", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["203.0.113.9, junk"], &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_network_is_its_first_64_bits_and_a_mapped_address_is_ipv4() {
        assert_eq!(seen("2001:db8:1:2:3:4:5:6", &[], &[]), "2001:db8:1:2::/64");
        assert_eq!(seen("::ffff:203.0.113.9", &[], &[]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_is_trusted_on_a_socket_of_both_kinds_too() {
        for (peer, trusted) in [("::ffff:10.0.0.1", "10.0.0.1"), ("10.0.0.1", "::ffff:10.0.0.1")] {
            assert_eq!(seen(peer, &["203.0.113.9"], &[trusted]), "203.0.113.9");
            assert_eq!(seen(peer, &["203.0.113.9, ::ffff:10.0.0.1"], &[trusted]), "203.0.113.9");
        }
        assert_eq!(seen("::ffff:10.0.0.2", &["203.0.113.9"], &["10.0.0.1"]), "10.0.0.2");
    }
}

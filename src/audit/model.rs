//! What crosses the wire.

/// Where a request came from, as coarsely as its owner needs to recognise it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The first three numbers of an IPv4 address, the first 48 bits of an IPv6 one.
    pub network: String,
    /// Browser and system, as [`super::Device`] writes them.
    pub agent: String,
}

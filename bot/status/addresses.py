"""Which addresses may be connected to: those of the configured networks, and never some; pure, resolves nothing.

An IPv6 address can carry an IPv4 address in itself, and a gateway then connects to that one. `ipaddress` calls such
addresses global (measured on 3.11: NAT64 and 6to4 of 169.254.169.254), so they are unpacked before they are judged.
"""

import ipaddress
from collections.abc import Iterable, Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NEVER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this machine by another name
        "100.64.0.0/10",  # between carriers; Alibaba's metadata
        "168.63.129.16/32",  # Azure's wire server
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "::/128",
        "64:ff9b:1::/48",  # NAT64 of local use: what it carries lies where only the gateway knows
        "fd00:ec2::254/128",  # Amazon's metadata
        "fd20:ce::254/128",  # Google's metadata
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
"""Never connected to, whatever the settings allow (the reliability page, section 4.7, and the metadata of clouds)."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_LOW = 0xFFFF_FFFF
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


def plain(address: Address) -> Address:
    """The address itself, but the IPv4 address where it is only that one written as IPv6 (`::ffff:a.b.c.d`)."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return address if mapped is None else mapped


def may_be_asked(address: Address, networks: Iterable[Network]) -> bool:
    """Whether the address and every address it carries lie in one of the networks and on no never-list."""
    allowed = tuple(networks)
    return all(_in(form, allowed) and not _in(form, NEVER) for form in forms(address))


def never_asked(network: Network) -> bool:
    """Whether no address of the network can ever be asked, so that allowing it is a mistake."""
    if isinstance(network, ipaddress.IPv4Network):
        return any(isinstance(never, ipaddress.IPv4Network) and network.subnet_of(never) for never in NEVER)
    return any(isinstance(never, ipaddress.IPv6Network) and network.subnet_of(never) for never in NEVER)


def forms(address: Address) -> Iterator[Address]:
    """The address and, where it carries IPv4 addresses (6to4, Teredo, NAT64, ISATAP, compatible), each of these."""
    address = plain(address)
    yield address
    if isinstance(address, ipaddress.IPv4Address) or address.is_loopback:
        return
    value = int(address)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64 or address in _COMPATIBLE or (value >> 32) & _LOW in _ISATAP:
        yield ipaddress.IPv4Address(value & _LOW)


def _in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)

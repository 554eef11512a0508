"""Which addresses may be asked (the reliability page, section 4.7), in every spelling."""

import ipaddress

import pytest

from bot.status.addresses import NEVER, may_be_asked, never_asked, plain

ANYWHERE = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
METADATA = "169.254.169.254"


@pytest.mark.parametrize(
    "address",
    [
        METADATA,
        f"::ffff:{METADATA}",
        "64:ff9b::a9fe:a9fe",  # NAT64
        "64:ff9b:1::a9fe:a9fe",  # NAT64 of local use
        "2002:a9fe:a9fe::1",  # 6to4
        "2001:0:c000:201:0:0:5601:5601",  # Teredo: the client's address, inverted
        "2001:0:a9fe:a9fe:0:0:3fff:fdfe",  # Teredo: the server's address
        "fd00::5efe:a9fe:a9fe",  # ISATAP
        "::a9fe:a9fe",  # compatible
        "fe80::1",
        "fe80::1%lo",
        "ff02::1",
        "fd00:ec2::254",
        "::",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_some_addresses_are_never_asked_whatever_is_allowed(address: str) -> None:
    assert not may_be_asked(ipaddress.ip_address(address), ANYWHERE)


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "::1", "2001:db8::1", "64:ff9b::a00:1", "2002:a00:1::1", "192.0.2.7"]
)
def test_everything_else_may_be_where_everything_is_allowed(address: str) -> None:
    assert may_be_asked(ipaddress.ip_address(address), ANYWHERE)


@pytest.mark.parametrize(
    ("address", "networks", "allowed"),
    [
        ("10.1.2.3", ["10.1.0.0/16"], True),
        ("10.2.2.3", ["10.1.0.0/16"], False),
        ("::ffff:10.1.2.3", ["10.1.0.0/16"], True),
        ("::ffff:10.2.2.3", ["10.1.0.0/16", "::/0"], False),
        ("64:ff9b::a01:203", ["64:ff9b::/96"], False),
        ("64:ff9b::a01:203", ["64:ff9b::/96", "10.1.0.0/16"], True),
        ("127.0.0.1", ["10.1.0.0/16"], False),
        ("::1", ["127.0.0.0/8"], False),
        ("10.1.2.3", [], False),
    ],
)
def test_an_address_and_what_it_carries_must_lie_in_the_networks(
    address: str, networks: list[str], allowed: bool
) -> None:
    given = [ipaddress.ip_network(network) for network in networks]

    assert may_be_asked(ipaddress.ip_address(address), given) is allowed


def test_a_mapped_address_is_connected_to_as_what_it_is() -> None:
    assert plain(ipaddress.ip_address("::ffff:10.1.2.3")) == ipaddress.ip_address("10.1.2.3")


def test_a_network_that_is_never_asked_is_told_from_one_that_only_holds_such() -> None:
    assert all(never_asked(network) for network in NEVER)
    assert never_asked(ipaddress.ip_network("169.254.169.0/24"))
    assert not any(never_asked(network) for network in ANYWHERE)

"""The address by which the requests of a client are counted."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.http import client_address, forwarded_for_of

TRUSTED = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # 1.1.1.1 is the client's word
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.1.2.3,10.9.9.9", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3, 127.0.0.1", "10.1.2.3"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", " , ,198.51.100.1, ,", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, 10.0.0.1, _hidden", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("127.0.0.1", "[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        ("127.0.0.1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
        ("fe80::1%eth0", None, "fe80::/64"),
        ("::ffff:203.0.113.9", "1.1.1.1", "203.0.113.9"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:ffff::1", "::ffff:198.51.100.1", "198.51.100.1"),
        (None, "198.51.100.1", "198.51.100.1"),  # a Unix socket
        ("", None, "127.0.0.1"),
        ("testclient", "198.51.100.1", ""),
        ("127.0.0.1", "1" * 100_000, "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1," * 100_000, "10.0.0.1"),
        ("127.0.0.1", "198.51.100.1" + ",10.0.0.1" * 40, "10.0.0.1"),  # more hops than are read
    ],
)
def test_the_last_address_that_is_no_trusted_proxy_counts(peer, forwarded_for, address):
    assert client_address(peer, forwarded_for, TRUSTED) == address


@given(st.text(), st.text())
def test_a_client_cannot_change_its_address_behind_a_proxy(garbage, more):
    claimed = f"{garbage},{more}, 198.51.100.1"
    assert client_address("127.0.0.1", claimed, TRUSTED) == "198.51.100.1"


def test_a_header_that_a_proxy_has_added_counts_after_the_one_of_the_client():
    class Headers(dict):
        def getlist(self, name):
            return ["1.1.1.1", "198.51.100.1"] if name == "x-forwarded-for" else []

    assert forwarded_for_of(Headers()) == "1.1.1.1,198.51.100.1"
    assert forwarded_for_of({"x-forwarded-for": "1.1.1.1"}) == "1.1.1.1"
    assert forwarded_for_of({}) is None

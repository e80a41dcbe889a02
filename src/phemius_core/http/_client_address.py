"""The network address of a client, behind proxies too."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from phemius_core.http._types import Headers

__all__ = ["client_address", "forwarded_for_of"]

_MAX_HOPS: Final = 16
"""Entries of X-Forwarded-For that are looked at, from its end."""
_MAX_ENTRY_CHARS: Final = 64
_IPV6_PREFIX: Final = 64
"""A client gets a network of this length at least, and may use any address in it."""
_LOOPBACK: Final = IPv4Address("127.0.0.1")


def client_address(
    peer: str | None,
    forwarded_for: str | None,
    trusted_proxies: Sequence[IPv4Network | IPv6Network],
) -> str:
    """Return the address by which the requests of a client are counted together.

    That is the peer's, unless the peer is a trusted proxy: then the address before it in
    X-Forwarded-For, and so on from right to left. What stands left of the first address that is
    not a trusted proxy was written by the client and is never read.

    Args:
        peer: Address at the other end of the connection. A peer without one, at a Unix socket,
            counts as 127.0.0.1.
        forwarded_for: Value of X-Forwarded-For; of several headers the values joined by commas.
        trusted_proxies: Networks of proxies whose X-Forwarded-For is believed.

    Returns:
        An IPv4 address, or the network of 64 bits that an IPv6 address is in; empty if the peer's
        is no address at all.
    """
    address = _parse(peer) if peer else _LOOPBACK
    if address is None:
        return ""
    entries = forwarded_for.rsplit(",", _MAX_HOPS)[-_MAX_HOPS:] if forwarded_for else []
    while entries and _is_in(address, trusted_proxies):
        entry = entries.pop().strip()
        if not entry:
            continue
        before = _parse(entry)
        if before is None:
            break  # a proxy that hides its client, or garbage from a client
        address = before
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), _IPV6_PREFIX), strict=False))


def forwarded_for_of(headers: Headers) -> str | None:
    """Return all X-Forwarded-For headers of a request as one.

    A proxy may append its client to the header that it got, or add a header of its own.

    Args:
        headers: Request headers. With a `getlist`, as Starlette's and Werkzeug's have it, every
            value counts.
    """
    get_list = getattr(headers, "getlist", None)
    if get_list is None:
        return headers.get("x-forwarded-for")
    return ",".join(get_list("x-forwarded-for")) or None


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with or without a port: `a.b.c.d:port`, `[…]:port`."""
    if len(text) > _MAX_ENTRY_CHARS:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(
    address: IPv4Address | IPv6Address, networks: Sequence[IPv4Network | IPv6Network]
) -> bool:
    return any(address in network for network in networks)

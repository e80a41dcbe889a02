"""Authentication at the gateway, with bounds on what one address or one key may ask for."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from cachetools import LRUCache

from phemius_core.accounts import Accounts, Principal
from phemius_core.errors import AuthenticationFailed, RateLimited
from phemius_core.limits import FixedWindow

__all__ = ["BoundedAuthentication"]

_MAX_KNOWN_KEYS: Final = 65_536


class BoundedAuthentication:
    """Authenticates keys, and refuses floods before they reach the database.

    A key that was valid when it was presented here last is *known*. Each known key has a window of
    requests. Any other counts as a failure of its network address until it turns out to be valid:
    an address that has used up its failures is refused until its window ends, except with known
    keys. So the other clients behind that address are served, and the flood costs no look-up.

    Args:
        max_failures: Failed authentications per minute and address.
        max_requests: Requests per minute and key.
        clock: Returns seconds on a monotonic clock.
    """

    def __init__(
        self,
        *,
        max_failures: int,
        max_requests: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_failures = max_failures
        self._max_requests = max_requests
        self._failures = FixedWindow(max_failures, clock=clock)
        self._requests = FixedWindow(max_requests, clock=clock)
        self._known: LRUCache[bytes, None] = LRUCache(_MAX_KNOWN_KEYS)

    async def authenticate(
        self,
        accounts: Accounts,
        look_up: Callable[[str], Awaitable[Principal]],
        authorization: str | None,
        address: str,
    ) -> Principal:
        """Return the principal of an `Authorization` header.

        Args:
            accounts: Knows the digest of a key.
            look_up: `authenticate` or `authenticate_cached` of the accounts.
            authorization: Value of the header.
            address: Address of the client; its failures are not counted if it is empty.

        Raises:
            AuthenticationFailed: There is no header, it is no bearer token, or its API key is
                unknown, expired or revoked.
            RateLimited: Too many failures of the address, or too many requests of the key.
        """
        try:
            digest = accounts.digest_of(_bearer(authorization))
        except AuthenticationFailed:
            self._count_failure(address)
            raise
        if digest is not None and digest in self._known:
            self._count_request(digest)
            try:
                return await look_up(_bearer(authorization))
            except AuthenticationFailed:
                self._known.pop(digest, None)
                if address:
                    self._failures.hit(address)
                raise
        self._count_failure(address)
        try:
            principal = await look_up(_bearer(authorization))
        except AuthenticationFailed:
            raise
        except BaseException:
            self._failures.undo(address)  # it is not known whether the key is valid
            raise
        self._failures.undo(address)
        if digest is not None:
            self._known[digest] = None
            self._count_request(digest)
        return principal

    def _count_failure(self, address: str) -> None:
        # Before the look-up: look-ups that are under way at the same time are bounded too.
        wait_s = self._failures.hit(address) if address else 0
        if wait_s:
            raise RateLimited(
                f"more than {self._max_failures} authentications from this address failed within "
                f"a minute: try again in {wait_s} s, with a valid API key",
                retry_after_s=wait_s,
            )

    def _count_request(self, digest: bytes) -> None:
        wait_s = self._requests.hit(digest)
        if wait_s:
            raise RateLimited(
                f"this API key has sent {self._max_requests} requests of any kind within a "
                f"minute: try again in {wait_s} s",
                retry_after_s=wait_s,
            )


def _bearer(authorization: str | None) -> str:
    """Returns the API key in an `Authorization` header."""
    scheme, _, key = (authorization or "").strip().partition(" ")
    if not authorization:
        raise AuthenticationFailed(
            "the API key is missing: send it as 'Authorization: Bearer sk_test_…'"
        )
    if scheme.lower() != "bearer" or not key.strip():
        raise AuthenticationFailed(
            "the Authorization header is not a bearer token: send 'Authorization: Bearer sk_test_…'"
        )
    return key.strip()

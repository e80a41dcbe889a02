"""Who was authenticated a moment ago."""

from typing import Final, NamedTuple

from phemius_core.billing._principal import Principal

__all__ = ["RECENT_S", "PrincipalCache"]

RECENT_S: Final = 10
"""How long a key is recognised without a look at the database."""
_MOST: Final = 4096


class _Seen(NamedTuple):
    principal: Principal
    at: int
    until: int | None


class PrincipalCache:
    """Principals by the digest of their key, for `RECENT_S` after the database was asked.

    Times are microseconds since 1970.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, _Seen] = {}
        self._changes = 0

    @property
    def changes(self) -> int:
        """Grows with each `clear`: who asks the database meanwhile may have an old answer."""
        return self._changes

    def get(self, digest: bytes, now: int) -> Principal | None:
        seen = self._seen.get(digest)
        if seen is None or not 0 <= now - seen.at < RECENT_S * 1_000_000:
            return None
        return None if seen.until is not None and seen.until <= now else seen.principal

    def put(
        self, digest: bytes, principal: Principal, *, at: int, until: int | None, changes: int
    ) -> None:
        """Keeps an answer of the database.

        Args:
            digest: Of the key.
            principal: Whose it is.
            at: When it was asked.
            until: When the key expires.
            changes: What `changes` was before it was asked.
        """
        if changes == self._changes:
            if len(self._seen) >= _MOST:
                self._seen.clear()
            self._seen[digest] = _Seen(principal, at, until)

    def clear(self) -> None:
        """A key or a plan has changed."""
        self._changes += 1
        self._seen.clear()

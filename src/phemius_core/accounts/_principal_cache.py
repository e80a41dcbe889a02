"""The principal cache: keys that were authenticated in the last seconds."""

from typing import Final, NamedTuple

from phemius_core.billing import Principal

__all__ = ["PRINCIPAL_TTL_S", "PrincipalCache"]

PRINCIPAL_TTL_S: Final = 10
"""How long a key is authenticated without a look-up in the database."""
_MAX_ENTRIES: Final = 8192  # two a key: by its digest and by its id


class _Entry(NamedTuple):
    principal: Principal
    looked_up_at: int
    expires_at: int | None


class PrincipalCache:
    """Principals by the digest of their key, for `PRINCIPAL_TTL_S` after the look-up.

    Times are microseconds since 1970.
    """

    def __init__(self) -> None:
        self._entries: dict[bytes, _Entry] = {}
        self._generation = 0

    @property
    def generation(self) -> int:
        """Number of `clear` calls. A look-up that began in an earlier one may be stale."""
        return self._generation

    def get(self, digest: bytes, now: int) -> Principal | None:
        """Return the principal of a key, or None if the database must be asked."""
        entry = self._entries.get(digest)
        if entry is None or not 0 <= now - entry.looked_up_at < PRINCIPAL_TTL_S * 1_000_000:
            return None
        if entry.expires_at is not None and entry.expires_at <= now:
            return None
        return entry.principal

    def put(
        self,
        digest: bytes,
        principal: Principal,
        *,
        looked_up_at: int,
        expires_at: int | None,
        generation: int,
    ) -> None:
        """Keep the result of a look-up, unless the cache was cleared since it began.

        Args:
            digest: Digest of the key.
            principal: Principal that the look-up found.
            looked_up_at: When the look-up began.
            expires_at: When the key expires; None if it does not.
            generation: `generation` when the look-up began.
        """
        if generation == self._generation:
            if len(self._entries) >= _MAX_ENTRIES:
                self._entries.clear()
            self._entries[digest] = _Entry(principal, looked_up_at, expires_at)

    def clear(self) -> None:
        """Drop all principals, because a key or a plan has changed."""
        self._generation += 1
        self._entries.clear()

"""Authentication: where a presented API key is checked."""

import hmac
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts._api_keys import key_digest, key_state, parse_key
from phemius_core.accounts._principal_cache import PrincipalCache
from phemius_core.billing import Plan, Principal, find_plan
from phemius_core.errors import AuthenticationFailed

__all__ = ["Authenticator"]

_SELECT = (
    sa.select(
        db.api_keys.c.id,
        db.api_keys.c.account_id,
        db.api_keys.c.digest,
        db.api_keys.c.live,
        db.api_keys.c.expires_at,
        db.api_keys.c.revoked_at,
        db.accounts.c.plan,
        db.lexicons.c.digest.label("lexicon"),
    )
    .join(db.accounts, db.accounts.c.id == db.api_keys.c.account_id)
    .outerjoin(db.lexicons, db.lexicons.c.account_id == db.accounts.c.id)
)
_SELECT_BY_DIGEST = _SELECT.where(db.api_keys.c.digest == sa.bindparam("digest"))
_SELECT_BY_ID = _SELECT.where(db.api_keys.c.id == sa.bindparam("key_id"))


class Authenticator:
    """Checks presented API keys against the database.

    Args:
        store: Database of the keys.
        pepper: HMAC key of the digests that are stored in place of keys.
        clock: Returns seconds since 1970.
        principals: Cache of the principals that the database returned.
        plans: The plans by name.
    """

    def __init__(
        self,
        store: db.Store,
        pepper: bytes,
        clock: db.Clock,
        principals: PrincipalCache,
        plans: Mapping[str, Plan],
    ) -> None:
        self._store = store
        self._pepper = pepper
        self._clock = clock
        self._principals = principals
        self._plans = plans

    async def authenticate(self, presented: str) -> Principal:
        """Look a key up in the database; see `Accounts.authenticate`."""
        digest = self.digest_of(presented)
        # So that no frame of a traceback from here on holds the key.
        del presented
        return await self._look_up(digest)

    async def authenticate_cached(self, presented: str) -> Principal:
        """Look a key up in the cache first; see `Accounts.authenticate_cached`."""
        digest = self.digest_of(presented)
        del presented
        now = db.now_us(self._clock)
        cached = None if digest is None else self._principals.get(digest, now)
        return cached or await self._look_up(digest)

    def digest_of(self, presented: str) -> bytes | None:
        """Digest of a presented key; None if its format or checksum is wrong."""
        # None, not an exception, whose traceback would hold the key.
        return key_digest(self._pepper, presented) if parse_key(presented) else None

    async def _look_up(self, digest: bytes | None) -> Principal:
        if digest is None:
            raise AuthenticationFailed(
                "the API key is missing or mistyped: send it exactly as it was created"
            )
        generation, now = self._principals.generation, db.now_us(self._clock)
        row = await self._store.read(
            lambda tx: tx.execute(_SELECT_BY_DIGEST, {"digest": digest}).one_or_none()
        )
        if row is None or not hmac.compare_digest(row.digest, digest):
            raise AuthenticationFailed("the API key is unknown: use one of this server's")
        return self._principal_of(row, looked_up_at=now, generation=generation)

    async def reauthenticate(self, principal: Principal) -> Principal:
        """Look the key of a principal up by its id; see `Accounts.reauthenticate`."""
        generation, now = self._principals.generation, db.now_us(self._clock)
        cached = self._principals.get(_id_entry(principal.key_id), now)
        if cached is not None:
            return cached
        row = await self._store.read(
            lambda tx: tx.execute(_SELECT_BY_ID, {"key_id": principal.key_id}).one_or_none()
        )
        if row is None:
            raise AuthenticationFailed("the API key does not exist any more: use another one")
        return self._principal_of(row, looked_up_at=now, generation=generation)

    def _principal_of(
        self, row: sa.Row[*tuple[Any, ...]], *, looked_up_at: int, generation: int
    ) -> Principal:
        """Return the principal of a key's row, and keep it in the cache.

        Raises:
            AuthenticationFailed: The key is revoked or expired.
        """
        state = key_state(row, db.now_us(self._clock))
        if state != "active":
            raise AuthenticationFailed(f"the API key is {state}: use another one")
        principal = Principal(
            account_id=row.account_id,
            key_id=row.id,
            plan=find_plan(self._plans, row.plan),
            live=row.live,
            lexicon=row.lexicon,
        )
        for entry in (bytes(row.digest), _id_entry(row.id)):
            self._principals.put(
                entry,
                principal,
                looked_up_at=looked_up_at,
                expires_at=row.expires_at,
                generation=generation,
            )
        return principal


def _id_entry(key_id: str) -> bytes:
    """Return the name under which the cache has a key by its id, in place of its digest."""
    return b"id:" + key_id.encode()

"""API keys: their format, and how an account's keys are created, listed, revoked and rotated.

A key is `sk_test_ph_` or `sk_live_ph_`, 32 random base62 characters and a checksum of six. The
database holds an HMAC-SHA256 digest of it, never the key itself.
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts._erasure import check_not_erased
from phemius_core.accounts._principal_cache import PrincipalCache
from phemius_core.errors import Conflict, FieldProblem, InvalidRequest, NotFound

__all__ = [
    "ApiKeys",
    "KeyInfo",
    "ParsedKey",
    "current_key_id",
    "generate_key",
    "key_digest",
    "key_state",
    "parse_key",
]

T = TypeVar("T")

KeyState = Literal["active", "expired", "revoked"]

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_CHARS = 32  # 190 bits
_CHECKSUM_CHARS = 6
_KEY = re.compile(r"(sk_(test|live)_ph_[0-9A-Za-z]{32})([0-9A-Za-z]{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """The parts of a key that may be shown."""

    live: bool
    prefix: str
    """The first 15 characters: the kind and the first four random characters."""
    last_four: str


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What the database holds about an API key, without its digest."""

    id: str
    account_id: str
    prefix: str
    last_four: str
    live: bool
    created_at: datetime
    last_used_at: datetime | None
    """Last use, to the minute."""
    expires_at: datetime | None
    """End of the overlap of a key that was rotated."""
    revoked_at: datetime | None
    rotated_to: str | None
    """Id of the key that replaces it."""
    state: KeyState


def generate_key(*, live: bool = False) -> str:
    """Generate a random key: `sk_live_…` if `live`, `sk_test_…` otherwise."""
    kind = "live" if live else "test"
    body = f"sk_{kind}_ph_" + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARS))
    return body + _checksum(body)


def parse_key(presented: str) -> ParsedKey | None:
    """Parse a key; None if its format or checksum is wrong, so that no look-up is needed."""
    match = _KEY.fullmatch(presented)
    if match is None or _checksum(match[1]) != match[3]:
        return None
    return ParsedKey(live=match[2] == "live", prefix=presented[:15], last_four=presented[-4:])


def key_digest(pepper: bytes, key: str) -> bytes:
    """Return the HMAC-SHA256 of a key, by which the database finds it."""
    return hmac.digest(pepper, key.encode("ascii"), hashlib.sha256)


def key_state(row: sa.Row[*tuple[Any, ...]], now: int) -> KeyState:
    """Return the state of a key's row at `now`, in microseconds since 1970."""
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    return "active"


def current_key_id(tx: sa.Connection, key_id: str, now: int) -> str:
    """Return the id of the key that stands in for another one in work that outlives requests.

    A key that expired because it was rotated is replaced by the one that it was rotated to. Any
    other key stands for itself, also if it is revoked or expired.

    Args:
        tx: A transaction.
        key_id: Key that the work was ordered with.
        now: Microseconds since 1970.
    """
    while True:
        row = tx.execute(
            sa.select(
                db.api_keys.c.revoked_at, db.api_keys.c.expires_at, db.api_keys.c.rotated_to
            ).where(db.api_keys.c.id == key_id)
        ).first()
        if row is None or row.rotated_to is None or key_state(row, now) != "expired":
            return key_id
        key_id = row.rotated_to


class ApiKeys:
    """The API keys of all accounts.

    Args:
        store: Database of the keys.
        pepper: HMAC key of the digests that are stored in place of keys.
        clock: Returns seconds since 1970.
        principals: Cache to clear when a key changes.
    """

    def __init__(
        self, store: db.Store, pepper: bytes, clock: db.Clock, principals: PrincipalCache
    ) -> None:
        self._store = store
        self._pepper = pepper
        self._clock = clock
        self._principals = principals

    async def create(self, account_id: str, *, live: bool = False) -> tuple[KeyInfo, str]:
        """Create a key.

        Args:
            account_id: Account that owns the key.
            live: Whether to create a `sk_live_` key; `sk_test_` otherwise.

        Returns:
            The key's record, and the key itself: it cannot be shown again.

        Raises:
            NotFound: There is no such account.
            Conflict: The account is erased.
        """

        def work(tx: sa.Connection) -> tuple[KeyInfo, str]:
            query = sa.select(db.accounts.c.id).where(db.accounts.c.id == account_id)
            if tx.execute(query).first() is None:
                raise NotFound(f"there is no account {account_id[:100]!r}")
            check_not_erased(tx, account_id)
            return self.insert(tx, account_id, live=live)

        return await self._store.write(work)

    async def list(self, account_id: str | None = None) -> "list[KeyInfo]":
        """List keys, newest first, also those that are expired or revoked.

        Args:
            account_id: Account whose keys are listed; all accounts' if None.
        """
        query = sa.select(db.api_keys).order_by(db.api_keys.c.created_at.desc(), db.api_keys.c.id)
        if account_id is not None:
            query = query.where(db.api_keys.c.account_id == account_id)
        rows = await self._store.read(lambda tx: tx.execute(query).all())
        now = db.now_us(self._clock)
        return [_key_info(row, now) for row in rows]

    async def revoke(self, key_id: str) -> KeyInfo:
        """Revoke a key from its next request on. Doing it again changes nothing.

        Raises:
            NotFound: There is no such key.
        """

        def work(tx: sa.Connection) -> KeyInfo:
            now = db.now_us(self._clock)
            tx.execute(
                sa.update(db.api_keys)
                .where(db.api_keys.c.id == key_id, db.api_keys.c.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            return _key_info(_find_row(tx, key_id), now)

        return await self._change(work)

    async def rotate(self, key_id: str, *, overlap_s: int = 24 * 3600) -> tuple[KeyInfo, str]:
        """Create a key that replaces another one, which stays valid for a while.

        Args:
            key_id: Key to replace.
            overlap_s: How long the old key stays valid, in seconds.

        Returns:
            The new key's record, and the new key itself: it cannot be shown again.

        Raises:
            NotFound: There is no such key.
            Conflict: The key is not active, or was replaced before.
            InvalidRequest: `overlap_s` is negative.
        """
        if overlap_s < 0:
            raise InvalidRequest(
                f"the overlap of {overlap_s} s is negative: give 0 seconds or more",
                fields=[FieldProblem("overlap", "must be 0 seconds or more")],
            )

        def work(tx: sa.Connection) -> tuple[KeyInfo, str]:
            now = db.now_us(self._clock)
            # Locked, so that of two concurrent rotations the second sees the first.
            old = _key_info(_find_row(tx, key_id, lock=True), now)
            if old.state != "active" or old.rotated_to is not None:
                state = old.state if old.state != "active" else "being replaced already"
                raise Conflict(f"key {key_id} is {state}: create a new one instead")
            info, key = self.insert(tx, old.account_id, live=old.live)
            tx.execute(
                sa.update(db.api_keys)
                .where(db.api_keys.c.id == key_id)
                .values(expires_at=now + overlap_s * 1_000_000, rotated_to=info.id)
            )
            return info, key

        return await self._change(work)

    def insert(self, tx: sa.Connection, account_id: str, *, live: bool) -> tuple[KeyInfo, str]:
        """Create a key of an existing account in a transaction of the caller's."""
        key = generate_key(live=live)
        now = db.now_us(self._clock)
        key_id = db.new_id()
        tx.execute(
            sa.insert(db.api_keys).values(
                id=key_id,
                account_id=account_id,
                digest=key_digest(self._pepper, key),
                prefix=key[:15],
                last_four=key[-4:],
                live=live,
                created_at=now,
            )
        )
        return _key_info(_find_row(tx, key_id), now), key

    async def _change(self, work: Callable[[sa.Connection], T]) -> T:
        try:
            return await self._store.write(work)
        finally:
            self._principals.clear()


def _find_row(tx: sa.Connection, key_id: str, *, lock: bool = False) -> sa.Row[Any]:
    query = sa.select(db.api_keys).where(db.api_keys.c.id == key_id)
    row = tx.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(f"there is no key {key_id[:40]!r}")
    return row


def _key_info(row: sa.Row[Any], now: int) -> KeyInfo:
    return KeyInfo(
        id=row.id,
        account_id=row.account_id,
        prefix=row.prefix,
        last_four=row.last_four,
        live=row.live,
        created_at=db.from_us(row.created_at),
        last_used_at=db.from_us(row.last_used_at) if row.last_used_at is not None else None,
        expires_at=db.from_us(row.expires_at) if row.expires_at is not None else None,
        revoked_at=db.from_us(row.revoked_at) if row.revoked_at is not None else None,
        rotated_to=row.rotated_to,
        state=key_state(row, now),
    )


def _checksum(body: str) -> str:
    # CRC-32 finds typing errors; what protects a key is the HMAC of the whole of it.
    rest = zlib.crc32(body.encode("ascii"))
    digits = []
    for _ in range(_CHECKSUM_CHARS):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))

"""Accounts and their API keys."""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts._custom_voices import CustomVoices
from phemius_core.accounts._keys import generate_key, parse_key
from phemius_core.accounts._principal_cache import PrincipalCache
from phemius_core.billing import PLANS, Plan
from phemius_core.billing._principal import Principal
from phemius_core.errors import (
    AuthenticationFailed,
    Conflict,
    FieldProblem,
    InvalidRequest,
    NotFound,
    SetupError,
)

__all__ = ["Account", "Accounts", "KeyInfo"]

T = TypeVar("T")

_BY_DIGEST = (
    sa.select(
        db.api_keys.c.id,
        db.api_keys.c.account_id,
        db.api_keys.c.digest,
        db.api_keys.c.live,
        db.api_keys.c.expires_at,
        db.api_keys.c.revoked_at,
        db.accounts.c.plan,
    )
    .join(db.accounts, db.accounts.c.id == db.api_keys.c.account_id)
    .where(db.api_keys.c.digest == sa.bindparam("digest"))
)


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns keys, voices and a bill."""

    id: str
    name: str
    plan: Plan
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What is known of an API key; the key itself is not."""

    id: str
    account_id: str
    prefix: str
    last_four: str
    live: bool
    created_at: datetime
    last_used_at: datetime | None
    """To the minute."""
    expires_at: datetime | None
    """End of the overlap of a key that was rotated."""
    revoked_at: datetime | None
    rotated_to: str | None
    """Id of the key that replaces it."""
    state: Literal["active", "expired", "revoked"]


class Accounts:
    """The accounts of a store.

    Args:
        store: Where they are kept.
        pepper: Key of the HMAC that is stored in place of a key; at least 32 bytes.
        clock: Seconds since 1970.
        plans: The plans an account may have.
    """

    def __init__(
        self,
        store: db.Store,
        pepper: bytes,
        clock: db.Clock = time.time,
        *,
        plans: Mapping[str, Plan] = PLANS,
    ) -> None:
        if len(pepper) < 32:
            raise SetupError("the pepper is too short: give at least 32 bytes")
        self._store = store
        self._pepper = pepper
        self._clock = clock
        self._plans = plans
        self._principals = PrincipalCache()
        self.voices = CustomVoices(store, clock, plans=plans)

    async def authenticate(self, presented: str) -> Principal:
        """The principal behind a presented key.

        Every call asks the database, so that a revocation holds from the next request on,
        on every replica.

        Raises:
            AuthenticationFailed: Not a key, unknown, revoked or expired.
        """
        digest = self._digest(presented) if parse_key(presented) else None
        # No frame of a traceback from here on holds the key.
        del presented
        return await self._by_digest(digest)

    async def authenticate_cached(self, presented: str) -> Principal:
        """`authenticate`, for a caller that goes on to `Billing.admit`.

        A key that was authenticated in the last 10 s is known without asking: the transaction
        that admits looks at it again, so a revocation holds from the next request on all the
        same. A change of plan made by another process counts for the requests per minute once
        those 10 s are over.

        Raises:
            AuthenticationFailed: As `authenticate`.
        """
        digest = self._digest(presented) if parse_key(presented) else None
        del presented
        known = None if digest is None else self._principals.get(digest, db.now_us(self._clock))
        return known or await self._by_digest(digest)

    async def _by_digest(self, digest: bytes | None) -> Principal:
        if digest is None:
            raise AuthenticationFailed("The API key is missing or mistyped.")
        changes, now = self._principals.changes, db.now_us(self._clock)
        row = await self._store.read(
            lambda tx: tx.execute(_BY_DIGEST, {"digest": digest}).one_or_none()
        )
        if row is None or not hmac.compare_digest(row.digest, digest):
            raise AuthenticationFailed("The API key is not known here.")
        state = _state(row, db.now_us(self._clock))
        if state != "active":
            raise AuthenticationFailed(f"The API key is {state}.")
        principal = Principal(
            account_id=row.account_id,
            key_id=row.id,
            plan=self._plan(row.plan),
            live=row.live,
        )
        self._principals.put(digest, principal, at=now, until=row.expires_at, changes=changes)
        return principal

    async def create_account(self, name: str, *, plan: str = "free") -> Account:
        """A new account.

        Raises:
            Conflict: There is one of that name.
            InvalidRequest: Bad name, or no such plan.
        """
        return await self._store.write(lambda tx: self._create_account(tx, name, plan))

    async def create_first_key(self, name: str, *, plan: str) -> str | None:
        """On a store without accounts makes one and a test key; elsewhere does nothing.

        Returns:
            The key, shown this once; None where there was an account.
        """

        def work(tx: sa.Connection) -> str | None:
            if tx.execute(sa.select(db.accounts.c.id).limit(1)).first() is not None:
                return None
            account = self._create_account(tx, name, plan)
            return self._create_key(tx, account.id, live=False)[1]

        return await self._store.write(work)

    async def find_account(self, name_or_id: str) -> Account:
        """The account of that name or id.

        Raises:
            NotFound: There is none.
        """
        return await self._store.read(lambda tx: self._find(tx, name_or_id))

    async def list_accounts(self) -> list[Account]:
        """All accounts, by name."""
        query = sa.select(db.accounts).order_by(db.accounts.c.name)
        rows = await self._store.read(lambda tx: tx.execute(query).all())
        return [self._account(row) for row in rows]

    async def set_plan(self, name_or_id: str, plan: str) -> Account:
        """Moves an account to another plan, from now on.

        Raises:
            NotFound: No such account.
            InvalidRequest: No such plan.
        """
        self._known_plan(plan)

        def work(tx: sa.Connection) -> Account:
            account = self._find(tx, name_or_id)
            if account.plan.name != plan:
                tx.execute(
                    sa.update(db.accounts).where(db.accounts.c.id == account.id).values(plan=plan)
                )
                self._record_plan(tx, account.id, plan)
            return self._find(tx, account.id)

        return await self._change(work)

    async def create_key(self, account_id: str, *, live: bool = False) -> tuple[KeyInfo, str]:
        """A new key of an account, and what is known of it.

        Returns:
            The record, and the key itself: it cannot be had again.

        Raises:
            NotFound: No such account.
        """

        def work(tx: sa.Connection) -> tuple[KeyInfo, str]:
            return self._create_key(tx, self._find(tx, account_id).id, live=live)

        return await self._store.write(work)

    async def list_keys(self, account_id: str | None = None) -> list[KeyInfo]:
        """The keys of one account or of all, newest first, with those no longer valid."""
        query = sa.select(db.api_keys).order_by(db.api_keys.c.created_at.desc(), db.api_keys.c.id)
        if account_id is not None:
            query = query.where(db.api_keys.c.account_id == account_id)
        rows = await self._store.read(lambda tx: tx.execute(query).all())
        now = db.now_us(self._clock)
        return [_info(row, now) for row in rows]

    async def revoke_key(self, key_id: str) -> KeyInfo:
        """Makes a key invalid from the next request on. Doing it twice changes nothing.

        Raises:
            NotFound: No such key.
        """

        def work(tx: sa.Connection) -> KeyInfo:
            now = db.now_us(self._clock)
            tx.execute(
                sa.update(db.api_keys)
                .where(db.api_keys.c.id == key_id, db.api_keys.c.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            return _info(_key_row(tx, key_id), now)

        return await self._change(work)

    async def rotate_key(self, key_id: str, *, overlap_s: int = 24 * 3600) -> tuple[KeyInfo, str]:
        """A new key in place of an old one, which stays valid for a while.

        Args:
            key_id: The key to replace.
            overlap_s: How long the old key stays valid, in seconds.

        Returns:
            The new key's record, and the new key: it cannot be had again.

        Raises:
            NotFound: No such key.
            Conflict: The key is not active, or is being replaced already.
        """
        if overlap_s < 0:
            raise InvalidRequest(
                "overlap is negative",
                fields=[FieldProblem("overlap", "must be 0 seconds or more")],
            )

        def work(tx: sa.Connection) -> tuple[KeyInfo, str]:
            now = db.now_us(self._clock)
            # Locked: of two rotations at once, one sees the other's.
            old = _info(_key_row(tx, key_id, lock=True), now)
            if old.state != "active" or old.rotated_to is not None:
                state = old.state if old.state != "active" else "being replaced already"
                raise Conflict(f"key {key_id} is {state}: create a new one instead")
            info, secret = self._create_key(tx, old.account_id, live=old.live)
            tx.execute(
                sa.update(db.api_keys)
                .where(db.api_keys.c.id == key_id)
                .values(expires_at=now + overlap_s * 1_000_000, rotated_to=info.id)
            )
            return info, secret

        return await self._change(work)

    async def _change(self, work: Callable[[sa.Connection], T]) -> T:
        """Writes what changes who may do what."""
        try:
            return await self._store.write(work)
        finally:
            self._principals.clear()

    def _digest(self, presented: str) -> bytes:
        return hmac.digest(self._pepper, presented.encode("ascii"), hashlib.sha256)

    def _create_account(self, tx: sa.Connection, name: str, plan: str) -> Account:
        self._known_plan(plan)
        if not name.strip() or len(name) > 100 or not name.isprintable():
            raise InvalidRequest(
                "an account's name is 1 to 100 printable characters",
                fields=[FieldProblem("name", "must be 1 to 100 printable characters")],
            )
        account_id = db.new_id()
        values = {
            "id": account_id,
            "name": name,
            "plan": plan,
            "created_at": db.now_us(self._clock),
        }
        try:
            tx.execute(sa.insert(db.accounts).values(values))
        except sa.exc.IntegrityError as exc:
            raise Conflict(f"there is an account {name!r} already") from exc
        self._record_plan(tx, account_id, plan)
        return self._find(tx, account_id)

    def _record_plan(self, tx: sa.Connection, account_id: str, plan: str) -> None:
        tx.execute(
            sa.insert(db.plan_changes).values(
                account_id=account_id, plan=plan, at=db.now_us(self._clock)
            )
        )

    def _create_key(self, tx: sa.Connection, account_id: str, *, live: bool) -> tuple[KeyInfo, str]:
        secret = generate_key(live=live)
        now = db.now_us(self._clock)
        key_id = db.new_id()
        tx.execute(
            sa.insert(db.api_keys).values(
                id=key_id,
                account_id=account_id,
                digest=self._digest(secret),
                prefix=secret[:15],
                last_four=secret[-4:],
                live=live,
                created_at=now,
            )
        )
        return _info(_key_row(tx, key_id), now), secret

    def _find(self, tx: sa.Connection, name_or_id: str) -> Account:
        row = tx.execute(
            sa.select(db.accounts)
            .where((db.accounts.c.id == name_or_id) | (db.accounts.c.name == name_or_id))
            # An account may be named like another's id; the id wins.
            .order_by((db.accounts.c.id == name_or_id).desc())
            .limit(1)
        ).first()
        if row is None:
            raise NotFound(
                f"there is no account {name_or_id[:100]!r}: it is made with its first key"
            )
        return self._account(row)

    def _account(self, row: sa.Row[Any]) -> Account:
        return Account(
            id=row.id,
            name=row.name,
            plan=self._plan(row.plan),
            created_at=db.from_us(row.created_at),
        )

    def _known_plan(self, plan: str) -> None:
        if plan not in self._plans:
            message = f"there is no plan {plan[:40]!r}: choose one of {', '.join(self._plans)}"
            raise InvalidRequest(message, fields=[FieldProblem("plan", message)])

    def _plan(self, name: str) -> Plan:
        try:
            return self._plans[name]
        except KeyError as exc:
            raise SetupError(f"an account has the plan {name!r}, which no longer exists") from exc


def _key_row(tx: sa.Connection, key_id: str, *, lock: bool = False) -> sa.Row[Any]:
    query = sa.select(db.api_keys).where(db.api_keys.c.id == key_id)
    row = tx.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(f"there is no key {key_id[:40]!r}")
    return row


def _state(row: sa.Row[*tuple[Any, ...]], now: int) -> Literal["active", "expired", "revoked"]:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    return "active"


def _info(row: sa.Row[Any], now: int) -> KeyInfo:
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
        state=_state(row, now),
    )

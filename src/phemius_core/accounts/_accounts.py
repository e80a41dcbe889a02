"""Accounts and their plans; the door to API keys, authentication and custom voices."""

import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts._api_keys import ApiKeys
from phemius_core.accounts._authentication import Authenticator
from phemius_core.accounts._custom_voices import CustomVoices
from phemius_core.accounts._erasure import Erasure, anonymise, erasures_since, revoke_all
from phemius_core.accounts._lexicons import Lexicons
from phemius_core.accounts._principal_cache import PrincipalCache
from phemius_core.billing import PLANS, Plan, Principal, find_plan
from phemius_core.errors import Conflict, FieldProblem, InvalidRequest, NotFound, SetupError

__all__ = ["Account", "Accounts"]

_MIN_PEPPER_BYTES = 32


@dataclass(frozen=True, slots=True)
class Account:
    """The owner of API keys, custom voices and invoices."""

    id: str
    name: str
    plan: Plan
    created_at: datetime


class Accounts:
    """The accounts of a store.

    Args:
        store: Database of the accounts.
        pepper: HMAC key of the digests that are stored in place of API keys; at least 32 bytes.
        clock: Returns seconds since 1970.
        plans: The plans by name.

    Raises:
        SetupError: The pepper is too short.
    """

    def __init__(
        self,
        store: db.Store,
        pepper: bytes,
        clock: db.Clock = time.time,
        *,
        plans: Mapping[str, Plan] = PLANS,
    ) -> None:
        if len(pepper) < _MIN_PEPPER_BYTES:
            raise SetupError(
                f"the pepper has {len(pepper)} bytes: give at least {_MIN_PEPPER_BYTES}"
            )
        self._store = store
        self._clock = clock
        self._plans = plans
        self._principals = PrincipalCache()
        self._authenticator = Authenticator(store, pepper, clock, self._principals, plans)
        self.keys = ApiKeys(store, pepper, clock, self._principals)
        """The API keys of all accounts."""
        self.voices = CustomVoices(store, clock, plans=plans)
        """The custom voices of all accounts."""
        self.lexicons = Lexicons(store, clock, self._principals)
        """The pronunciations of all accounts."""

    # These two are no coroutine functions, so that no frame of theirs holds the key while the
    # coroutine runs.

    def authenticate(self, presented: str) -> Coroutine[Any, Any, Principal]:
        """Return the principal of a presented API key.

        Every call reads the database, so that a revocation holds from the next request on, on
        every replica.

        Args:
            presented: The key as the client sent it.

        Raises:
            AuthenticationFailed: The key is mistyped, unknown, revoked or expired.
        """
        return self._authenticator.authenticate(presented)

    def authenticate_cached(self, presented: str) -> Coroutine[Any, Any, Principal]:
        """`authenticate` with a cache, for a caller that goes on to `Billing.admit`.

        A key that was looked up in the last 10 s is not looked up again. The transaction that
        admits the request checks the key anyway, so that a revocation holds from the next
        request on all the same. A change of plan that another process made counts for the
        requests per minute once those 10 s are over.

        Args:
            presented: The key as the client sent it.

        Raises:
            AuthenticationFailed: The key is mistyped, unknown, revoked or expired.
        """
        return self._authenticator.authenticate_cached(presented)

    def digest_of(self, presented: str) -> bytes | None:
        """Return the digest of a presented API key, by which it can be remembered.

        Args:
            presented: The key as the client sent it.

        Returns:
            None if its format or checksum is wrong, so that it cannot be a key.
        """
        return self._authenticator.digest_of(presented)

    async def reauthenticate(self, principal: Principal) -> Principal:
        """Return the principal of a key that was authenticated before, as it is now.

        It needs no key, so that nobody has to keep one. A key that was looked up in the last 10 s
        is not looked up again; see `authenticate_cached`.

        Args:
            principal: What an earlier authentication returned.

        Raises:
            AuthenticationFailed: The key has been revoked or has expired.
        """
        return await self._authenticator.reauthenticate(principal)

    async def create_account(self, name: str, *, plan: str = "free") -> Account:
        """Create an account.

        Args:
            name: 1 to 100 printable characters.
            plan: Name of a plan.

        Raises:
            Conflict: There is an account of that name.
            InvalidRequest: The name is not allowed, or there is no such plan.
        """
        return await self._store.write(lambda tx: self._create(tx, name, plan))

    async def create_first_key(self, name: str, *, plan: str) -> str | None:
        """Create an account and a test key if the store has no accounts yet.

        Args:
            name: Name of the account.
            plan: Name of its plan.

        Returns:
            The key, which cannot be shown again; None if there is an account, be it that another
            process creates it at the same time.
        """

        def work(tx: sa.Connection) -> str | None:
            if tx.execute(sa.select(db.accounts.c.id).limit(1)).first() is not None:
                return None
            account = self._create(tx, name, plan)
            return self.keys.insert(tx, account.id, live=False)[1]

        try:
            return await self._store.write(work)
        except Conflict:
            # Another server has started on the same empty store, and was faster.
            return None

    async def any(self) -> bool:
        """Return whether the store has an account."""
        query = sa.select(db.accounts.c.id).limit(1)
        return await self._store.read(lambda tx: tx.execute(query).first()) is not None

    async def find_account(self, name_or_id: str) -> Account:
        """Return the account with a name or id.

        Raises:
            NotFound: There is no such account.
        """
        return await self._store.read(lambda tx: self._find(tx, name_or_id))

    async def list_accounts(self) -> list[Account]:
        """List all accounts by name."""
        query = sa.select(db.accounts).order_by(db.accounts.c.name)
        rows = await self._store.read(lambda tx: tx.execute(query).all())
        return [self._account(row) for row in rows]

    async def set_plan(self, name_or_id: str, plan: str) -> Account:
        """Move an account to another plan, from now on.

        Args:
            name_or_id: Name or id of the account.
            plan: Name of the plan.

        Raises:
            NotFound: There is no such account.
            InvalidRequest: There is no such plan.
        """
        self._check_plan(plan)

        def work(tx: sa.Connection) -> Account:
            account = self._find(tx, name_or_id)
            if account.plan.name != plan:
                tx.execute(
                    sa.update(db.accounts).where(db.accounts.c.id == account.id).values(plan=plan)
                )
                self._record_plan(tx, account.id, plan)
            return self._find(tx, account.id)

        try:
            return await self._store.write(work)
        finally:
            self._principals.clear()

    async def begin_erasure(self, name_or_id: str) -> Account:
        """Revoke all keys of an account, which gets no new ones from now on.

        Raises:
            NotFound: There is no such account.
        """

        def work(tx: sa.Connection) -> Account:
            account = self._find(tx, name_or_id)
            revoke_all(tx, account.id, db.now_us(self._clock))
            return account

        try:
            return await self._store.write(work)
        finally:
            self._principals.clear()

    async def complete_erasure(self, account_id: str) -> None:
        """Remove the name of an account and all that tells its keys apart.

        The account stays, without a name, with its plan, its ledger and its balances.
        """
        await self._store.write(lambda tx: anonymise(tx, account_id, db.now_us(self._clock)))

    async def erasures(self, since: int) -> list[Erasure]:
        """List the erasures that began at `since`, in microseconds since 1970, or later."""
        return await self._store.read(lambda tx: erasures_since(tx, since))

    def forget(self, account_id: str) -> None:
        """Drop what this process keeps in memory of an account."""
        self._principals.clear()
        self.voices.forget(account_id)
        self.lexicons.forget(account_id)

    def _create(self, tx: sa.Connection, name: str, plan: str) -> Account:
        self._check_plan(plan)
        if not name.strip() or len(name) > 100 or not name.isprintable():
            raise InvalidRequest(
                "the name of an account must be 1 to 100 printable characters",
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
            raise Conflict(f"there is an account {name!r} already: choose another name") from exc
        self._record_plan(tx, account_id, plan)
        return self._find(tx, account_id)

    def _record_plan(self, tx: sa.Connection, account_id: str, plan: str) -> None:
        tx.execute(
            sa.insert(db.plan_changes).values(
                account_id=account_id, plan=plan, at=db.now_us(self._clock)
            )
        )

    def _find(self, tx: sa.Connection, name_or_id: str) -> Account:
        row = tx.execute(
            sa.select(db.accounts)
            .where((db.accounts.c.id == name_or_id) | (db.accounts.c.name == name_or_id))
            # An account may be named like another's id: the id takes precedence.
            .order_by((db.accounts.c.id == name_or_id).desc())
            .limit(1)
        ).first()
        if row is None:
            raise NotFound(
                f"there is no account {name_or_id[:100]!r}: "
                "'phemius keys create --account NAME' creates it with its first key"
            )
        return self._account(row)

    def _account(self, row: sa.Row[Any]) -> Account:
        return Account(
            id=row.id,
            name=row.name,
            plan=find_plan(self._plans, row.plan),
            created_at=db.from_us(row.created_at),
        )

    def _check_plan(self, plan: str) -> None:
        if plan not in self._plans:
            message = f"there is no plan {plan[:40]!r}: choose one of {', '.join(self._plans)}"
            raise InvalidRequest(message, fields=[FieldProblem("plan", message)])

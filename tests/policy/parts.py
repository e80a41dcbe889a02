"""An account with a key, ready to speak."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Account, Accounts, Principal
from phemius_core.policy import Admission, MemoryRateLimiter, Policy, Usage
from phemius_core.store import Clock, Month, Store

PEPPER = b"pepper for tests" * 2


@dataclass
class Shop:
    store: Store
    accounts: Accounts
    policy: Policy
    account: Account
    principal: Principal

    @classmethod
    async def create(cls, store, accounts, policy, *, name="Ada", plan="free") -> "Shop":
        account = await accounts.create_account(name, plan=plan)
        _, secret = await accounts.create_key(account.id)
        return cls(store, accounts, policy, account, await accounts.authenticate(secret))

    async def second(self) -> "Shop":
        return await self.create(self.store, self.accounts, self.policy, name="Bob")

    async def admit(self, chars: int, **options) -> Admission:
        return await self.policy.admit(
            self.principal, endpoint="/v1/speech", chars=chars, request_id="r", **options
        )

    async def balance(self) -> tuple[int, int] | None:
        """Used and reserved, of the month last used."""
        query = (
            sa.select(db.balances.c.used, db.balances.c.reserved)
            .where(db.balances.c.account_id == self.account.id)
            .order_by(db.balances.c.month.desc())
            .limit(1)
        )
        row = await self.store.read(lambda tx: tx.execute(query).first())
        return None if row is None else tuple(row)

    async def usage(self, month: Month | None = None) -> Usage:
        return await self.policy.usage(self.account.id, month)

    async def count(self, table: sa.Table) -> int:
        query = sa.select(sa.func.count()).select_from(table)
        return await self.store.read(lambda tx: tx.execute(query).scalar())


@asynccontextmanager
async def opened(url: str, clock: Clock, *, plan: str = "free") -> AsyncIterator[Shop]:
    async with Store(url) as store:
        accounts = Accounts(store, PEPPER, clock)
        policy = Policy(store, MemoryRateLimiter(clock), clock)
        yield await Shop.create(store, accounts, policy, plan=plan)

"""An account with a key, its billing, and what tests read of its balance."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Account, Accounts, Principal
from phemius_core.billing import Admission, Billing, Usage
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Clock, Month, Store

PEPPER = b"pepper for tests" * 2


@dataclass
class BilledAccount:
    store: Store
    accounts: Accounts
    billing: Billing
    account: Account
    principal: Principal

    @classmethod
    async def create(cls, store, accounts, billing, *, name="Ada", plan="free") -> "BilledAccount":
        account = await accounts.create_account(name, plan=plan)
        _, key = await accounts.keys.create(account.id)
        return cls(store, accounts, billing, account, await accounts.authenticate(key))

    async def create_second(self) -> "BilledAccount":
        return await self.create(self.store, self.accounts, self.billing, name="Bob")

    async def admit(self, chars: int, **options) -> Admission:
        return await self.billing.admit(
            self.principal, endpoint="/v1/speech", chars=chars, request_id="r", **options
        )

    async def settle(self, reservation_id: str, *, chars: int) -> int:
        """Settle by the reservation's id, as another process would."""
        ledger = self.billing.ledger
        return await self.store.write(lambda tx: ledger.settle(tx, reservation_id, chars=chars))

    async def release(self, reservation_id: str) -> None:
        """Release by the reservation's id, as another process would."""
        ledger = self.billing.ledger
        await self.store.write(lambda tx: ledger.release(tx, reservation_id))

    async def balance(self) -> tuple[int, int] | None:
        """Characters used and reserved in the latest month with a balance."""
        query = (
            sa.select(db.balances.c.used, db.balances.c.reserved)
            .where(db.balances.c.account_id == self.account.id)
            .order_by(db.balances.c.month.desc())
            .limit(1)
        )
        row = await self.store.read(lambda tx: tx.execute(query).first())
        return None if row is None else tuple(row)

    async def usage(self, month: Month | None = None) -> Usage:
        return await self.billing.usage(self.account.id, month)

    async def count_rows(self, table: sa.Table) -> int:
        query = sa.select(sa.func.count()).select_from(table)
        return await self.store.read(lambda tx: tx.execute(query).scalar())


@asynccontextmanager
async def open_account(
    url: str, clock: Clock, *, plan: str = "free"
) -> AsyncIterator[BilledAccount]:
    async with Store(url) as store:
        accounts = Accounts(store, PEPPER, clock)
        billing = Billing(store, MemoryRateLimiter(clock), clock)
        yield await BilledAccount.create(store, accounts, billing, plan=plan)

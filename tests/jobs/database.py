"""An account, its jobs and the queue of its database."""

from contextlib import asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts, Principal
from phemius_core.billing import Billing, Idempotency
from phemius_core.jobs import ItemResult, JobFile, JobQueue, JobRecord, JobStore, NewItem
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Store

PEPPER = b"pepper for tests" * 2
TYPES = ("bulk_synthesis", "voice_cloning")
AUDIO = ItemResult(JobFile("audio/wav", b"RIFF"), audio_ms=1000)


@dataclass
class JobDatabase:
    store: Store
    accounts: Accounts
    billing: Billing
    principal: Principal
    secret: str
    jobs: JobStore
    queue: JobQueue

    async def create_job(self, *texts, key=None, principal=None) -> JobRecord:
        return await self.jobs.create(
            principal or self.principal,
            type="bulk_synthesis",
            items=[NewItem({"text": text}, len(text)) for text in texts],
            options={"format": "wav"},
            request_id="r",
            idempotency=None if key is None else Idempotency(key, "/".join(texts).encode()),
        )

    async def create_cloning_job(self, recording):
        """A voice, and the job that clones it."""
        voice = await self.accounts.voices.create(
            self.principal.account_id, name="Mine", model="phemius-fast", spec="default"
        )
        job = await self.jobs.create(
            self.principal,
            type="voice_cloning",
            items=[
                NewItem({"voice_id": voice.id, "text": ""}, input=JobFile("audio/flac", recording))
            ],
            options={"voice_id": voice.id},
            request_id="r",
        )
        return voice, job

    async def claim(self, worker="w"):
        return await self.queue.claim(worker, TYPES)

    async def state(self, job) -> JobRecord:
        return await self.jobs.get(self.principal.account_id, job.id)

    async def items(self, job):
        return await self.jobs.items(self.principal.account_id, job.id, start=0, limit=1000)

    async def balance(self) -> tuple[int, int]:
        query = sa.select(db.balances.c.used, db.balances.c.reserved)
        row = await self.store.read(lambda tx: tx.execute(query).first())
        return (0, 0) if row is None else tuple(row)

    async def ledger(self) -> list[int]:
        query = sa.select(db.ledger.c.chars).order_by(db.ledger.c.id)
        return list(await self.store.read(lambda tx: tx.execute(query).scalars().all()))


@asynccontextmanager
async def opened(url, clock, *, plan="growth", lease_s=30, max_open=20):
    async with Store(url) as store:
        accounts = Accounts(store, PEPPER, clock)
        billing = Billing(store, MemoryRateLimiter(clock), clock)
        account = await accounts.create_account("Ada", plan=plan)
        _, secret = await accounts.keys.create(account.id)
        yield JobDatabase(
            store,
            accounts,
            billing,
            await accounts.authenticate(secret),
            secret,
            JobStore(store, billing.ledger, clock, max_unfinished=max_open),
            JobQueue(store, billing.ledger, clock, lease_s=lease_s),
        )

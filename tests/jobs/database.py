"""An account, its jobs and the queue of its database."""

import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts, Principal
from phemius_core.billing import Billing, Idempotency
from phemius_core.files import open_file_storage
from phemius_core.jobs import (
    ItemResult,
    JobFile,
    JobFiles,
    JobQueue,
    JobRecord,
    JobStore,
    NewItem,
)
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
    storage: object
    files: JobFiles
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

    async def output(self, job, position=0) -> JobFile:
        file = await self.jobs.open_output(self.principal.account_id, job.id, position)
        try:
            return JobFile(file.media_type, await file.read_all())
        finally:
            await file.aclose()

    async def stored(self) -> list[str]:
        """The keys of all files in the storage, without the id of the database."""
        return sorted([file.key.split("/", 1)[1] async for file in self.storage.list()])

    async def file_bytes(self) -> tuple[int, int]:
        """The account's usage, and what its rows add up to."""
        usage = sa.select(db.file_usage.c.bytes)
        size = sa.func.coalesce(db.job_files.c.size_bytes, sa.func.length(db.job_files.c.data))
        rows = sa.select(sa.func.coalesce(sa.func.sum(size), 0))
        return await self.store.read(
            lambda tx: (tx.execute(usage).scalar() or 0, int(tx.execute(rows).scalar()))
        )


@asynccontextmanager
async def opened(
    url, clock, *, plan="growth", lease_s=30, max_open=20, files=None, max_bytes=1 << 30
):
    with tempfile.TemporaryDirectory() as folder:
        storage = open_file_storage(files or Path(folder, "files").as_uri())
        async with Store(url) as store:
            accounts = Accounts(store, PEPPER, clock)
            billing = Billing(store, MemoryRateLimiter(clock), clock)
            account = await accounts.create_account("Ada", plan=plan)
            _, secret = await accounts.keys.create(account.id)
            job_files = JobFiles(store, storage, clock, max_account_bytes=max_bytes)
            yield JobDatabase(
                store,
                accounts,
                billing,
                await accounts.authenticate(secret),
                secret,
                storage,
                job_files,
                JobStore(store, billing.ledger, job_files, clock, max_unfinished=max_open),
                JobQueue(store, billing.ledger, job_files, clock, lease_s=lease_s),
            )

"""The composition root: opens the services that the settings describe.

The gateway, the command line and the workers all open their services here, so that they agree on
the database, the pepper, the rate limiter and the bounds of jobs.
"""

import hashlib
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from phemius_core.accounts import Accounts, load_pepper
from phemius_core.billing import PLANS, Billing, Plan, SettlementJournal
from phemius_core.cache import AudioCache, MemoryAudioCache, RedisAudioCache, TieredAudioCache
from phemius_core.errors import MissingExtra
from phemius_core.files import open_file_storage
from phemius_core.jobs import (
    BULK,
    CLONING,
    JobDispatcher,
    JobFiles,
    JobHandler,
    JobQueue,
    JobStore,
    JobSubmitter,
    Worker,
    dispatcher_for,
    keep_retention,
)
from phemius_core.limits import MemoryRateLimiter, RateLimiter, RedisRateLimiter
from phemius_core.privacy import Erasures
from phemius_core.private_files import make_private_directory
from phemius_core.settings import Settings
from phemius_core.store import Clock, Store
from phemius_core.supervisor import supervise

if TYPE_CHECKING:
    from phemius_core.synthesis import Synthesizer

__all__ = ["Services", "default_database_url", "default_files_url", "open_services"]

logger = logging.getLogger(__name__)

_DAY_S = 24 * 3600
_DATABASE = "phemius.db"
_DATA_DIR_NAMES = (_DATABASE, "pepper", "models", "prepared", "files", "journal")
"""By these names a data directory is known as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services of one process; everything but the speech model, which the caller loads."""

    settings: Settings
    store: Store
    accounts: Accounts
    billing: Billing
    audio_cache: AudioCache
    jobs: JobStore
    job_files: JobFiles
    dispatcher: JobDispatcher
    job_submitter: JobSubmitter
    erasures: Erasures

    def open_worker(self, synthesizer: "Synthesizer") -> Worker:
        """Returns a worker for bulk jobs, and for cloning jobs if torch is installed.

        The worker handles as many bulk items at once as there are engines, and one cloning job
        beside them.
        """
        from phemius_core.cloning import check_cloning
        from phemius_core.jobs import BulkHandler, CloningHandler

        handlers: dict[str, JobHandler] = {BULK: BulkHandler(synthesizer, self.accounts)}
        try:
            check_cloning()
            handlers[CLONING] = CloningHandler(
                self.jobs, self.accounts.voices, self.settings, self.billing.clock
            )
        except MissingExtra as error:
            logger.info("this worker takes no cloning jobs: %s", error)
        queue = JobQueue(
            self.store,
            self.billing.ledger,
            self.job_files,
            self.billing.clock,
            lease_s=self.settings.job_lease_s,
        )
        return Worker(
            queue,
            self.dispatcher,
            handlers,
            concurrency=self.settings.workers,
            dedicated_types={CLONING},
        )


@asynccontextmanager
async def open_services(
    settings: Settings, *, clock: Clock = time.time, plans: Mapping[str, Plan] = PLANS
) -> AsyncIterator[Services]:
    """Opens the services that the settings describe.

    Meanwhile expired reservations are released, settlements that could not be written are applied,
    jobs are deleted whose retention is over, and what this process keeps of accounts that were
    erased is dropped.

    Args:
        settings: Settings of the process.
        clock: Wall clock in seconds since the epoch.
        plans: Plans that an account may have.

    Raises:
        SetupError: The database cannot be used, the pepper is damaged, or `files_url` means no file
            storage.
        MissingExtra: psycopg, redis or boto3 is not installed.
    """
    await anyio.to_thread.run_sync(
        partial(make_private_directory, settings.data_dir, known=_DATA_DIR_NAMES)
    )
    pepper = (
        settings.pepper.get_secret_value().encode()
        if settings.pepper is not None
        else await anyio.to_thread.run_sync(load_pepper, settings.data_dir)
    )
    limiter = _rate_limiter(settings)
    audio_cache = _audio_cache(settings, pepper)
    storage = open_file_storage(settings.files_url or default_files_url(settings.data_dir))
    url = settings.database_url or default_database_url(settings.data_dir)
    async with Store(url) as store:
        journal = _settlement_journal(settings.data_dir, store)
        billing = Billing(store, limiter, clock, plans=plans, journal=journal)
        accounts = Accounts(store, pepper, clock, plans=plans)
        job_files = JobFiles(
            store, storage, clock, max_account_bytes=settings.max_account_file_bytes
        )
        jobs = JobStore(
            store, billing.ledger, job_files, clock, max_unfinished=settings.max_open_jobs
        )
        dispatcher = dispatcher_for(store)
        erasures = Erasures(accounts, jobs, audio_cache, clock)
        services = Services(
            settings=settings,
            store=store,
            accounts=accounts,
            billing=billing,
            audio_cache=audio_cache,
            jobs=jobs,
            job_files=job_files,
            dispatcher=dispatcher,
            job_submitter=JobSubmitter(
                jobs, dispatcher, billing=billing, voices=accounts.voices, settings=settings
            ),
            erasures=erasures,
        )
        failure: Exception | None = None
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(supervise, "the sweep of reservations", billing.sweep_forever)
                tasks.start_soon(
                    supervise, "the journal of settlements", billing.replay_journal_forever
                )
                retention_s = settings.job_retention_days * _DAY_S
                tasks.start_soon(erasures.watch)
                tasks.start_soon(keep_retention, jobs, job_files, retention_s)
                try:
                    yield services
                except Exception as error:  # noqa: BLE001 - raised again below
                    # Outside the task group, which would wrap it in an ExceptionGroup.
                    failure = error
                finally:
                    tasks.cancel_scope.cancel()
            if failure is not None:
                raise failure
        finally:
            with anyio.CancelScope(shield=True):
                await audio_cache.aclose()
                await storage.aclose()
                await limiter.aclose()
                await anyio.to_thread.run_sync(billing.close)
                if journal is not None:
                    await anyio.to_thread.run_sync(journal.close)


def default_database_url(data_dir: Path) -> str:
    """Returns the URL of the SQLite file in a data directory."""
    return f"sqlite:///{data_dir.absolute() / _DATABASE}"


def default_files_url(data_dir: Path) -> str:
    """Returns the URL of the directory of job files in a data directory."""
    return (data_dir.absolute() / "files").as_uri()


def _settlement_journal(data_dir: Path, store: Store) -> SettlementJournal | None:
    """Returns the journal of a database; None for one in memory, which no other process sees."""
    url = store.url
    if store.is_sqlite and url.database in {None, "", ":memory:"}:
        return None
    # Without user and password, which may change.
    place = f"{url.get_backend_name()} {url.host} {url.port} {url.database} {url.query}"
    name = hashlib.sha256(place.encode()).hexdigest()[:12]
    return SettlementJournal(data_dir / "journal", name)


def _rate_limiter(settings: Settings) -> RateLimiter:
    if settings.redis_url is None:
        return MemoryRateLimiter()
    return RedisRateLimiter(settings.redis_url, on_failure=settings.redis_on_failure)


def _audio_cache(settings: Settings, pepper: bytes) -> AudioCache:
    memory = MemoryAudioCache(settings.cache_bytes)
    url = settings.cache_redis_url or settings.redis_url
    if url is None or not settings.share_cached_audio:
        return memory
    return TieredAudioCache(memory, RedisAudioCache(url, secret=pepper))

"""Jobs in a server: opened when somebody asks for them, worked on when there are any."""

import logging
from typing import TYPE_CHECKING, Final

import anyio
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import Billing
from phemius_core.errors import Overloaded
from phemius_core.gateway._jobs import Jobs
from phemius_core.gateway._samples import Samples
from phemius_core.settings import Settings

if TYPE_CHECKING:
    from phemius_core.synthesis import Synthesizer

__all__ = ["Desk"]

logger = logging.getLogger(__name__)

_LOOK_S: Final = 60
"""How often a server that has had no use for jobs looks for those of another that is gone."""
_ANY_OPEN: Final = sa.select(sa.exists().where(db.jobs.c.status.in_(("queued", "running"))))


class Desk:
    """Until somebody asks for jobs, or some are left from before, nothing of them is loaded.

    Args:
        billing: Counts the requests, and has the store.
        accounts: Knows the voices.
        settings: Bounds, and who works.
    """

    def __init__(self, billing: Billing, accounts: Accounts, settings: Settings) -> None:
        self._billing = billing
        self._accounts = accounts
        self._settings = settings
        self._news = anyio.Event()
        self._jobs: Jobs | None = None
        self._samples: Samples | None = None

    @property
    def jobs(self) -> Jobs:
        """The callers' own."""
        if self._jobs is None:
            self._jobs = Jobs(self._billing, self._accounts, self._settings)
            self._news.set()
        return self._jobs

    @property
    def samples(self) -> Samples:
        """Recordings that the callers clone from."""
        if self._samples is None:
            self._samples = Samples(self._billing, self._accounts.voices, self._settings, self.jobs)
        return self._samples

    async def work(self, synthesizer: "Synthesizer", stopping: anyio.Event) -> None:
        """Works on jobs until the server stops; what is being done then is put back."""
        if self._settings.jobs != "embedded":
            return
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._work, synthesizer)
            await stopping.wait()
            tasks.cancel_scope.cancel()

    async def _work(self, synthesizer: "Synthesizer") -> None:
        while not self._news.is_set() and not await self._any_open():
            with anyio.move_on_after(_LOOK_S):
                await self._news.wait()
        from phemius_core.jobs import open_worker

        worker = open_worker(
            self.jobs.kept,
            self.jobs.dispatcher,
            billing=self._billing,
            voices=self._accounts.voices,
            synthesizer=synthesizer,
            settings=self._settings,
        )
        await worker.run()

    async def _any_open(self) -> bool:
        try:
            return bool(await self._billing.store.read(lambda tx: tx.execute(_ANY_OPEN).scalar()))
        except Overloaded:
            logger.warning("jobs wait: the database is away")
            return False

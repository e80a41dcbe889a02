"""`phemius worker`: works on jobs beside the servers."""

import logging
import signal

import anyio
import anyio.to_thread
import typer

from phemius_core.accounts import accounts_and_policy
from phemius_core.jobs import dispatcher_for, open_jobs, open_worker
from phemius_core.settings import Settings
from phemius_core.synthesis import open_synthesizer

logger = logging.getLogger(__name__)


def worker() -> None:
    """Work on jobs until it is stopped. Start as many as there are machines for it.

    For servers that have PHEMIUS_JOBS=workers, and the same database. Told to stop, it puts
    back what it was doing.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    anyio.run(_work, Settings())
    typer.echo("stopped", err=True)


async def _work(settings: Settings) -> None:
    synthesizer = await anyio.to_thread.run_sync(open_synthesizer, settings)
    try:
        async with (
            accounts_and_policy(
                settings.database_url,
                redis_url=settings.redis_url,
                pepper=settings.pepper.get_secret_value() if settings.pepper else None,
                data_dir=settings.data_dir,
            ) as (accounts, billing),
            anyio.create_task_group() as tasks,
        ):
            works = open_worker(
                open_jobs(billing, settings),
                dispatcher_for(billing.store),
                billing=billing,
                voices=accounts.voices,
                synthesizer=synthesizer,
                settings=settings,
            )
            tasks.start_soon(works.run)
            logger.info("ready to work: %s", synthesizer.version)
            with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
                async for _ in signals:
                    tasks.cancel_scope.cancel()
                    break
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(synthesizer.close)

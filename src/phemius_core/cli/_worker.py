"""`phemius worker`: works on the jobs of servers that share its database."""

import logging
import signal

import anyio
import anyio.to_thread
import typer

from phemius_core.services import open_services
from phemius_core.settings import Settings
from phemius_core.synthesis import open_synthesizer

logger = logging.getLogger(__name__)


def worker() -> None:
    """Work on jobs until stopped. Start as many workers as there are machines for it.

    For servers with PHEMIUS_JOBS=workers and the same database. A worker that is stopped releases
    the items that it was working on.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    anyio.run(_work, Settings())
    typer.echo("stopped", err=True)


async def _work(settings: Settings) -> None:
    synthesizer = await anyio.to_thread.run_sync(open_synthesizer, settings)
    try:
        async with open_services(settings) as services, anyio.create_task_group() as tasks:
            services.erasures.on_erasure(synthesizer.clear_cache)
            tasks.start_soon(services.open_worker(synthesizer).run)
            logger.info("ready to work: %s", synthesizer.version)
            with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
                async for _ in signals:
                    tasks.cancel_scope.cancel()
                    break
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(synthesizer.close)

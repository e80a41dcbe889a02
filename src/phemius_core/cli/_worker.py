"""`phemius worker`: works on the jobs of servers that share its database."""

import logging
import signal
from contextlib import AsyncExitStack
from typing import Final

import anyio
import anyio.to_thread
import typer

from phemius_core.errors import SetupError
from phemius_core.services import Services, open_services
from phemius_core.settings import Settings
from phemius_core.store import DatabaseUnreachable
from phemius_core.supervisor import supervise
from phemius_core.synthesis import Synthesizer, open_synthesizer

logger = logging.getLogger(__name__)

_MAX_WAIT_S: Final = 15.0
"""Longest pause between two tries to open the database."""


def worker() -> None:
    """Work on jobs until stopped. Start as many workers as there are machines for it.

    For servers with PHEMIUS_JOBS=workers and the same database. A worker waits for a database that
    is not there yet, and one that is stopped releases the items that it was working on.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    anyio.run(_work, Settings())
    typer.echo("stopped", err=True)


async def _work(settings: Settings) -> None:
    synthesizer = await anyio.to_thread.run_sync(open_synthesizer, settings)
    failure: SetupError | None = None

    async def work_forever() -> None:
        nonlocal failure
        failure = await _work_forever(settings, synthesizer)
        tasks.cancel_scope.cancel()

    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(work_forever)
            with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
                async for _ in signals:
                    tasks.cancel_scope.cancel()
                    break
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(synthesizer.close)
    if failure is not None:
        raise failure


async def _work_forever(settings: Settings, synthesizer: Synthesizer) -> SetupError:
    """Works until it is cancelled; returns the error if the services cannot be opened."""
    async with AsyncExitStack() as stack:
        services = await supervise(
            "opening the database", lambda: _open_services(stack, settings), max_delay_s=_MAX_WAIT_S
        )
        if isinstance(services, SetupError):
            return services
        services.erasures.on_erasure(synthesizer.clear_cache)
        logger.info("ready to work: %s", synthesizer.version)
        await services.open_worker(synthesizer).run()
    raise AssertionError("a worker ends by cancellation only")


async def _open_services(stack: AsyncExitStack, settings: Settings) -> Services | SetupError:
    """Opens the services; returns the error if waiting for the database does not mend it."""
    try:
        return await stack.enter_async_context(open_services(settings))
    except DatabaseUnreachable:
        raise
    except SetupError as error:
        return error

"""Loads the speech model in the background while the server already answers."""

import logging
import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import anyio
import anyio.to_thread

from phemius_core.errors import InvalidRequest, MissingExtra, Overloaded, SynthesisFailed
from phemius_core.supervisor import supervise

if TYPE_CHECKING:
    from phemius_core.synthesis import Synthesizer

__all__ = ["SynthesizerLoader"]

logger = logging.getLogger(__name__)

_LOAD_WAIT_S: Final = 30
"""Seconds that a request waits for the model to load before it is answered with 503."""
_FIRST_RETRY_S: Final = 5
_LAST_RETRY_S: Final = 300
_PERMANENT: Final = (InvalidRequest, MissingExtra)
"""Errors of the settings or the installation, which a new try in this process rarely mends."""


class SynthesizerLoader:
    """Holds the synthesizer of a gateway once it has been loaded.

    Create it on the event loop that waits for it.

    Args:
        open_synthesizer: Opens the synthesizer and speaks a first word; runs in a worker thread.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self,
        open_synthesizer: "Callable[[], Synthesizer]",
        *,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._open_synthesizer = open_synthesizer
        self._sleep = sleep
        self._tried = anyio.Event()
        self._error: BaseException | None = None
        self._retry_at = -math.inf
        self.synthesizer: Synthesizer | None = None
        """The synthesizer, once it is loaded and has spoken its first word."""

    @property
    def failed(self) -> bool:
        """Whether loading has failed and has not succeeded since; the log says why."""
        return self._error is not None

    async def load(self) -> "Synthesizer":
        """Loads the synthesizer; after a failure again, 5 seconds to 5 minutes later."""
        self.synthesizer = await supervise(
            "loading the speech model",
            self._try,
            first_delay_s=_FIRST_RETRY_S,
            max_delay_s=_LAST_RETRY_S,
            on_failure=self._take_note,
            sleep=self._sleep,
        )
        self._error = None
        self._tried.set()
        logger.info("ready to speak: %s", self.synthesizer.version)
        return self.synthesizer

    async def wait(self) -> "Synthesizer":
        """Returns the synthesizer; waits a while if it is still loading.

        Raises:
            SynthesisFailed: Loading has failed, and a new try will hardly help.
            Overloaded: The model is still loading, or loading is tried again soon.
        """
        if not self._tried.is_set():
            with anyio.move_on_after(_LOAD_WAIT_S):
                await self._tried.wait()
        if self.synthesizer is not None:
            return self.synthesizer
        if isinstance(self._error, _PERMANENT):
            # Made anew each time: a stored exception would keep every request's frames.
            raise SynthesisFailed("the speech model could not be loaded: see the server's log")
        if self._error is not None:
            raise Overloaded(
                "the speech model could not be loaded and is tried again: try again later",
                retry_after_s=max(1, math.ceil(self._retry_at - anyio.current_time())),
            )
        raise Overloaded("the speech model is still loading: try again soon", retry_after_s=5)

    async def _try(self) -> "Synthesizer":
        return await anyio.to_thread.run_sync(self._open_synthesizer)

    def _take_note(self, error: BaseException, retry_s: float) -> None:
        self._error = error.with_traceback(None)
        self._retry_at = anyio.current_time() + retry_s
        self._tried.set()

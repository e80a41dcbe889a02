"""Loads the speech model in the background while the server already answers."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import anyio
import anyio.to_thread

from phemius_core.errors import Overloaded, PhemiusError, SynthesisFailed

if TYPE_CHECKING:
    from phemius_core.synthesis import Synthesizer

__all__ = ["SynthesizerLoader"]

logger = logging.getLogger(__name__)

_LOAD_WAIT_S: Final = 30
"""Seconds that a request waits for the model to load before it is answered with 503."""


class SynthesizerLoader:
    """Holds the synthesizer of a gateway once it has been loaded.

    Create it on the event loop that waits for it.

    Args:
        open_synthesizer: Opens the synthesizer; runs in a worker thread.
    """

    def __init__(self, open_synthesizer: "Callable[[], Synthesizer]") -> None:
        self._open_synthesizer = open_synthesizer
        self._loaded = anyio.Event()
        self.failed = False
        """Whether loading has failed; the log says why."""
        self.synthesizer: Synthesizer | None = None
        """The synthesizer, once it is loaded and has spoken its first word."""

    async def load(self) -> "Synthesizer | None":
        """Loads and warms the synthesizer; returns None if that failed."""

        def open_and_warm() -> "Synthesizer":
            synthesizer = self._open_synthesizer()
            synthesizer.warm()
            return synthesizer

        try:
            self.synthesizer = await anyio.to_thread.run_sync(open_and_warm)
        except PhemiusError as error:
            logger.error("cannot load the speech model: %s", error)  # noqa: TRY400 - the message says all
            self.failed = True
        except Exception:
            logger.exception("cannot load the speech model")
            self.failed = True
        else:
            logger.info("ready to speak: %s", self.synthesizer.version)
        finally:
            self._loaded.set()
        return self.synthesizer

    async def wait(self) -> "Synthesizer":
        """Returns the synthesizer; waits a while if it is still loading.

        Raises:
            SynthesisFailed: Loading has failed.
            Overloaded: The model is still loading.
        """
        if not self._loaded.is_set():
            with anyio.move_on_after(_LOAD_WAIT_S):
                await self._loaded.wait()
        if self.synthesizer is not None:
            return self.synthesizer
        if self.failed:
            # Made anew each time: a stored exception would keep every request's frames.
            raise SynthesisFailed("the speech model could not be loaded: see the server's log")
        raise Overloaded("the speech model is still loading: try again soon", retry_after_s=5)

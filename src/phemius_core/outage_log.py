"""Logs the outage of a database or of Redis when it begins and when it is over, not per call."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

__all__ = ["OutageLog"]

_QUIET_S: Final = 60.0


class OutageLog:
    """Logs an outage once, whatever number of calls fail in it. Thread-safe.

    A service that fails and works by turns is logged once a minute at most.

    Args:
        logger: Logger of the room that calls the service.
        name: What the log calls the service, such as `the database`.
        clock: Monotonic time in seconds.
    """

    def __init__(
        self, logger: logging.Logger, name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._logger = logger
        self._name = name
        self._clock = clock
        self._lock = threading.Lock()
        self._kind: str | None = None
        self._began_s = 0.0
        self._failures = 0
        self._logged: tuple[str, float] | None = None

    @property
    def kind(self) -> str | None:
        """What is wrong now; None while the service works."""
        return self._kind

    def failed(self, kind: str, cause: object, advice: str = "") -> None:
        """Says that a call has failed.

        Args:
            kind: What is wrong with the service, as a predicate: `does not answer`.
            cause: The error, or its name.
            advice: What to do.
        """
        with self._lock:
            now_s = self._clock()
            if self._kind is None:
                self._began_s, self._failures = now_s, 0
            self._failures += 1
            if kind == self._kind:
                return
            self._kind = kind
            if self._logged is not None:
                last, at_s = self._logged
                if kind == last and now_s - at_s < _QUIET_S:
                    return
            self._logged = kind, now_s
        self._logger.warning(
            "%s %s: %s%s", self._name, kind, cause, f"; {advice}" if advice else ""
        )

    def worked(self) -> None:
        """Says that a call has succeeded."""
        if self._kind is None:
            return
        with self._lock:
            if self._kind is None:
                return
            self._kind = None
            now_s = self._clock()
            lasted_s = now_s - self._began_s
            if self._logged is not None and self._logged[1] < self._began_s:
                return
        self._logger.warning(
            "%s works again after %.1f s and %d failed calls",
            self._name,
            lasted_s,
            self._failures,
        )

"""The parent's side of a speaker's process."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Final, Self

from phemius_core.bench._speakers import Who
from phemius_core.errors import InvalidRequest, SetupError

__all__ = ["Child", "SpeakerFailed"]

_PATIENCE_S: Final = 30


class SpeakerFailed(SetupError):
    """A speaker cannot be loaded, or gave up."""


class Child:
    """A speaker in a process of its own, loaded, until the `with` block ends.

    Attributes:
        told: What it said of itself: `version`, `weights`, `load_s` until it was loaded and
            `first_word_s` until it had spoken a word, both from before its first import.

    Raises:
        InvalidRequest: What was asked for does not exist.
        SpeakerFailed: It cannot be loaded.
    """

    def __init__(self, who: Who, scratch: Path) -> None:
        self.who = who
        asked = {
            "kind": who.kind,
            "name": who.name,
            "threads": who.threads,
            "scratch": str(scratch),
        }
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "phemius_core.bench._child", json.dumps(asked)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
        )
        try:
            self.told = self._read()
        except BaseException:
            self._end()
            raise

    def speak(self, text: str, *, low_latency: bool) -> dict[str, Any]:
        """One turn; see `_child`."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe, as asked for
        try:
            self._process.stdin.write(json.dumps({"text": text, "low_latency": low_latency}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and the read below says of what
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - a pipe, as asked for
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait(_PATIENCE_S)
            self._log.seek(0)
            last = self._log.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise SpeakerFailed(f"{self.who}: its process ended with {code}: {last or 'no word'}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            kind = InvalidRequest if answer["invalid"] else SpeakerFailed
            raise kind(f"{self.who}: {answer['error']}")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        with self._process, self._log:
            try:
                self._process.communicate(timeout=_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()

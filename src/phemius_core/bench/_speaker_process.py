"""A speaker in a process of its own, seen from the parent process."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Final, Self

from phemius_core.bench._speakers import SpeakerSpec
from phemius_core.errors import InvalidRequest, SetupError

__all__ = ["SpeakerFailed", "SpeakerProcess"]

_EXIT_TIMEOUT_S: Final = 30


class SpeakerFailed(SetupError):
    """A speaker cannot be loaded, or failed."""


class SpeakerProcess:
    """A loaded speaker in a process of its own; the process ends with the `with` block.

    Args:
        spec: The speaker.
        scratch: A folder for its files; see `open_speaker`.

    Attributes:
        facts: Fields of `SpeakerFigures` by name: `version`, `weights`, `load_s`, `first_word_s`.

    Raises:
        InvalidRequest: The engine does not exist.
        SpeakerFailed: The speaker cannot be loaded.
    """

    def __init__(self, spec: SpeakerSpec, scratch: Path) -> None:
        self.spec = spec
        request = {
            "kind": spec.kind,
            "name": spec.name,
            "threads": spec.threads,
            "scratch": str(scratch),
        }
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in _end
        self._process = subprocess.Popen(  # noqa: S603 - a module of this package
            [sys.executable, "-P", "-m", "phemius_core.bench._speaker_main", json.dumps(request)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
        )
        try:
            self.facts = self._read()
        except BaseException:
            self._end()
            raise

    def speak(self, text: str, *, low_latency: bool) -> dict[str, Any]:
        """Speaks a text; returns the fields of a `Turn` and `peak_memory_bytes`.

        Raises:
            SpeakerFailed: The speaker failed, or its process ended.
        """
        assert self._process.stdin is not None  # noqa: S101 - a pipe
        try:
            self._process.stdin.write(json.dumps({"text": text, "low_latency": low_latency}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the process has ended; reading its answer raises the error
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait(_EXIT_TIMEOUT_S)
            self._log.seek(0)
            last_line = self._log.read().decode(errors="replace").strip().rpartition("\n")[2]
            reason = last_line or "it wrote nothing"
            raise SpeakerFailed(f"{self.spec}: its process ended with {code}: {reason}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            kind = InvalidRequest if answer["invalid"] else SpeakerFailed
            raise kind(f"{self.spec}: {answer['error']}")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        with self._process, self._log:
            try:
                self._process.communicate(timeout=_EXIT_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()

"""One speaker in a process of its own: requests as lines of JSON in, answers out.

Started by `_process.Child`. A process each, so that memory is the speaker's alone and no
library's threads, patches or settings reach another's.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from phemius_core.bench._speakers import Speaker

__all__ = ["main"]

_RATE: Final = 24_000
_WORD: Final = "Hello."


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not come between the answers
    asked = json.loads(sys.argv[1])
    cores = sorted(os.sched_getaffinity(0))[: asked["threads"]]
    os.sched_setaffinity(0, cores)  # for all that has no setting for its threads
    started = time.perf_counter()
    try:
        speaker = _open(asked)
        load_s = time.perf_counter() - started
        _turn(speaker, {"text": _WORD, "low_latency": True})
    except (Exception, SystemExit) as error:  # noqa: BLE001 - told to the parent, whoever raised it
        _answer(answers, _failure(error))
        return
    told = {"version": speaker.version, "weights": speaker.weights, "load_s": load_s}
    _answer(answers, {**told, "first_word_s": time.perf_counter() - started})
    for line in sys.stdin:
        try:
            done = _turn(speaker, json.loads(line))
        except (Exception, SystemExit) as error:  # noqa: BLE001
            done = _failure(error)
        _answer(answers, done)
    speaker.close()


def _open(asked: dict[str, Any]) -> "Speaker":
    from phemius_core.bench._speakers import Who, open_speaker

    who = Who(asked["kind"], asked["name"], asked["threads"])
    return open_speaker(who, Path(asked["scratch"]))


def _turn(speaker: "Speaker", asked: dict[str, Any]) -> dict[str, Any]:
    """Speaks a text; seconds until the first audio and until the last."""
    samples, first_s = 0, None
    started = time.perf_counter()
    for piece in speaker.stream(asked["text"], low_latency=asked["low_latency"]):
        samples += len(piece)
        if first_s is None and samples:
            first_s = time.perf_counter() - started
    spent_s = time.perf_counter() - started
    if first_s is None:
        raise RuntimeError("it gave no audio")
    return {
        "spent_s": spent_s,
        "first_s": first_s,
        "audio_s": samples / _RATE,
        "peak_memory_bytes": _peak_memory_bytes(),
    }


def _peak_memory_bytes() -> int | None:
    """The most that this process has held in memory since it began, as the kernel counts it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _failure(error: BaseException) -> dict[str, Any]:
    from phemius_core.errors import InvalidRequest

    said = str(error).strip() or type(error).__name__
    return {"error": said, "invalid": isinstance(error, InvalidRequest)}


def _answer(answers: TextIO, what: dict[str, Any]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()

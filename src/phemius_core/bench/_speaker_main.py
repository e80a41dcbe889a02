"""The process of one speaker: reads requests as lines of JSON, writes answers as such.

Started by `SpeakerProcess`. Each speaker has a process, so that its memory can be measured, and
threads, patches and settings of one library do not affect another.
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

_FIRST_WORD: Final = "Hello."


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries may print to standard output
    request = json.loads(sys.argv[1])
    cores = sorted(os.sched_getaffinity(0))[: request["threads"]]
    os.sched_setaffinity(0, cores)  # limits libraries that have no setting for threads
    started = time.perf_counter()
    try:
        speaker = _open(request)
        load_s = time.perf_counter() - started
        _speak(speaker, {"text": _FIRST_WORD, "low_latency": True})
    except (Exception, SystemExit) as error:  # noqa: BLE001 - reported to the parent
        _answer(answers, _failure(error))
        return
    facts = {"version": speaker.version, "weights": speaker.weights, "load_s": load_s}
    _answer(answers, {**facts, "first_word_s": time.perf_counter() - started})
    for line in sys.stdin:
        try:
            answer = _speak(speaker, json.loads(line))
        except (Exception, SystemExit) as error:  # noqa: BLE001
            answer = _failure(error)
        _answer(answers, answer)
    speaker.close()


def _open(request: dict[str, Any]) -> "Speaker":
    from phemius_core.bench._open_speaker import open_speaker
    from phemius_core.bench._speakers import SpeakerSpec

    spec = SpeakerSpec(request["kind"], request["name"], request["threads"])
    return open_speaker(spec, Path(request["scratch"]))


def _speak(speaker: "Speaker", request: dict[str, Any]) -> dict[str, Any]:
    """Speaks a text; see `SpeakerProcess.speak`."""
    from phemius_core.engine import SAMPLE_RATE

    samples, first_s = 0, None
    started = time.perf_counter()
    for piece in speaker.stream(request["text"], low_latency=request["low_latency"]):
        samples += len(piece)
        if first_s is None and samples:
            first_s = time.perf_counter() - started
    spent_s = time.perf_counter() - started
    if first_s is None:
        raise RuntimeError("the speaker gave no audio")
    return {
        "spent_s": spent_s,
        "first_s": first_s,
        "audio_s": samples / SAMPLE_RATE,
        "peak_memory_bytes": _peak_memory_bytes(),
    }


def _peak_memory_bytes() -> int | None:
    """Peak resident memory of this process since it started, as Linux counts it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _failure(error: BaseException) -> dict[str, Any]:
    from phemius_core.errors import InvalidRequest

    message = str(error).strip() or type(error).__name__
    return {"error": message, "invalid": isinstance(error, InvalidRequest)}


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()

"""Measures speakers: each has a process of its own, and they take turns."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from phemius_core.bench._report import (
    Report,
    SpeakerFigures,
    TextFigures,
    Turn,
    machine,
    versions,
)
from phemius_core.bench._speaker_process import SpeakerFailed, SpeakerProcess
from phemius_core.bench._speakers import Excluded, SpeakerSpec
from phemius_core.bench._texts import BenchText

__all__ = ["measure"]

_PAUSE_S: Final = 0.05
"""Pause between two turns: threads of the last speaker may spin for so long before they sleep."""


def measure(
    speakers: Sequence[SpeakerSpec],
    texts: Sequence[BenchText],
    *,
    rounds: int,
    left_out: Sequence[Excluded] = (),
    progress: Callable[[int, int, str], None] = lambda _done, _total, _step: None,
) -> Report:
    """Measures every speaker with every text, in turns: A B A B.

    Each speaker is loaded twice, in two processes: the first one prepares files that are made once
    (compiled models, a peer's files) and fills the disk cache; the second one is measured.

    Args:
        speakers: Engines and peers; the others are compared with the first one.
        texts: The texts, short ones first, because peak memory is read after each.
        rounds: Turns of each speaker with each text; fewer of long texts (`BenchText.rounds`).
        left_out: Peers that are not installed, for the report.
        progress: Called before each step with the steps done, all steps, and the name of the step.

    Raises:
        InvalidRequest: An engine does not exist.
        SpeakerFailed: An engine cannot be loaded or fails. A peer that fails is excluded instead.
    """
    report = Report(
        machine=machine(),
        versions=versions(),
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        rounds=rounds,
        texts=texts,
        left_out=list(left_out),
    )
    turns = sum(text.rounds(rounds) * (1 + text.live) for text in texts)
    steps = _Steps(len(speakers) * (2 + turns), progress)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="phemius-bench-")))
        processes: list[tuple[SpeakerProcess, SpeakerFigures]] = []
        for spec in speakers:
            try:
                process = _load(spec, folder, stack, steps)
            except SpeakerFailed as error:
                if spec.kind == "engine":
                    raise
                steps.skip(turns)
                report.left_out.append(Excluded(str(spec), _reason(spec, error)))
                continue
            processes.append((process, SpeakerFigures(spec=spec, **process.facts)))
        for text in texts:
            _take_turns(processes, text, rounds, steps, report.left_out)
        report.speakers = [figures for _, figures in processes]
    steps.end()
    return report


def _load(spec: SpeakerSpec, folder: Path, stack: ExitStack, steps: "_Steps") -> SpeakerProcess:
    scratch = folder / f"{spec.name.replace(':', '.')}-{spec.threads}"
    scratch.mkdir()
    steps.next(f"preparing {spec}")
    with SpeakerProcess(spec, scratch):
        pass
    steps.next(f"loading {spec}")
    return stack.enter_context(SpeakerProcess(spec, scratch))


def _take_turns(
    processes: list[tuple[SpeakerProcess, SpeakerFigures]],
    text: BenchText,
    rounds: int,
    steps: "_Steps",
    left_out: list[Excluded],
) -> None:
    """All turns with one text; a peer that fails is removed from `processes`."""
    for _, speaker in processes:
        speaker.texts[text.name] = TextFigures()
    for _ in range(text.rounds(rounds)):
        for low_latency in (False, True) if text.live else (False,):
            for process, speaker in tuple(processes):
                steps.next(f"{text.name}: {process.spec}, {process.spec.threads} threads")
                time.sleep(_PAUSE_S)
                try:
                    turn = process.speak(text.text, low_latency=low_latency)
                except SpeakerFailed as error:
                    if process.spec.kind == "engine":
                        raise
                    processes.remove((process, speaker))
                    left_out.append(Excluded(str(process.spec), _reason(process.spec, error)))
                    continue
                figures = speaker.texts[text.name]
                figures.peak_memory_bytes = turn.pop("peak_memory_bytes")
                (figures.live_turns if low_latency else figures.turns).append(Turn(**turn))


def _reason(spec: SpeakerSpec, error: SpeakerFailed) -> str:
    """The first line of an error, without the name of the speaker."""
    message = str(error).removeprefix(f"{spec}: ").splitlines()[0]
    return f"with {spec.threads} threads: {message}"


class _Steps:
    """Counts the steps of a benchmark and reports its progress."""

    def __init__(self, total: int, progress: Callable[[int, int, str], None]) -> None:
        self._total = total
        self._begun = 0
        self._progress = progress

    def next(self, step: str) -> None:
        self._progress(self._begun, self._total, step)
        self._begun += 1

    def skip(self, count: int) -> None:
        """Removes steps that will not be taken from the total."""
        self._total -= count

    def end(self) -> None:
        self._progress(self._total, self._total, "done")

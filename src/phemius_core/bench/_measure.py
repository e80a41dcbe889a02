"""The measurement itself: speakers in processes of their own, asked in turn."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from phemius_core.bench._machine import machine, versions
from phemius_core.bench._process import Child, SpeakerFailed
from phemius_core.bench._report import Measured, Report, TextFigures, Turn
from phemius_core.bench._speakers import LeftOut, Who
from phemius_core.bench._texts import BenchText

__all__ = ["measure"]

_REST_S: Final = 0.05
"""Between two turns: threads of the one before may spin that long before they sleep."""


def measure(
    speakers: Sequence[Who],
    texts: Sequence[BenchText],
    *,
    rounds: int,
    left_out: Sequence[LeftOut] = (),
    told: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
) -> Report:
    """Lets every speaker speak every text, in turn: A B A B.

    Each is loaded twice, in two processes: the first prepares what is made once (compiled
    models, a peer's files) and warms the disk, the second is timed and kept.

    Args:
        speakers: Ours and peers; the first is what the others are compared with.
        texts: Short ones first, since peak memory is read after each.
        rounds: Turns of each speaker with each text; fewer of long texts (`BenchText.rounds`).
        left_out: Peers known not to be there.
        told: Called before each step with how many are done, of how many, and what comes.

    Raises:
        InvalidRequest: An engine that does not exist.
        SpeakerFailed: One of ours cannot be loaded or fails. A peer is left out instead.
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
    steps = _Steps(len(speakers) * (2 + turns), told)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="phemius-bench-")))
        children: list[tuple[Child, Measured]] = []
        for who in speakers:
            try:
                child = _load(who, folder, stack, steps)
            except SpeakerFailed as error:
                if who.kind == "engine":
                    raise
                steps.skip(turns)
                report.left_out.append(LeftOut(str(who), _reason(who, error)))
                continue
            children.append((child, Measured(who=who, **child.told)))
        for text in texts:
            _ask_in_turn(children, text, rounds, steps, report.left_out)
        report.speakers = [measured for _, measured in children]
    steps.end()
    return report


def _load(who: Who, folder: Path, stack: ExitStack, steps: "_Steps") -> Child:
    scratch = folder / f"{who.name.replace(':', '.')}-{who.threads}"
    scratch.mkdir()
    steps.next(f"preparing {who}")
    with Child(who, scratch):
        pass
    steps.next(f"loading {who}")
    return stack.enter_context(Child(who, scratch))


def _ask_in_turn(
    children: list[tuple[Child, Measured]],
    text: BenchText,
    rounds: int,
    steps: "_Steps",
    left_out: list[LeftOut],
) -> None:
    """All turns with one text; a peer that fails is taken out of `children`."""
    for _, measured in children:
        measured.texts[text.name] = TextFigures()
    for _ in range(text.rounds(rounds)):
        for low_latency in (False, True) if text.live else (False,):
            for child, measured in tuple(children):
                steps.next(f"{text.name}: {child.who}, {child.who.threads} threads")
                time.sleep(_REST_S)
                try:
                    done = child.speak(text.text, low_latency=low_latency)
                except SpeakerFailed as error:
                    if child.who.kind == "engine":
                        raise
                    children.remove((child, measured))
                    left_out.append(LeftOut(str(child.who), _reason(child.who, error)))
                    continue
                figures = measured.texts[text.name]
                figures.peak_memory_bytes = done.pop("peak_memory_bytes")
                (figures.live_turns if low_latency else figures.turns).append(Turn(**done))


def _reason(who: Who, error: SpeakerFailed) -> str:
    """One line, without the name that it stands beside."""
    said = str(error).removeprefix(f"{who}: ").splitlines()[0]
    return f"with {who.threads} threads: {said}"


class _Steps:
    """How far the run is."""

    def __init__(self, total: int, told: Callable[[int, int, str], None]) -> None:
        self._total = total
        self._begun = 0
        self._told = told

    def next(self, what: str) -> None:
        self._told(self._begun, self._total, what)
        self._begun += 1

    def skip(self, count: int) -> None:
        """Steps that will not be taken."""
        self._total -= count

    def end(self) -> None:
        self._told(self._total, self._total, "done")

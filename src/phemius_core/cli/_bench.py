"""`phemius bench`: speed, time to first audio and memory, also of other Kokoro packages."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from phemius_core.bench import (
    LENGTHS_S,
    Excluded,
    Report,
    SpeakerFigures,
    Spread,
    TextChoice,
    check_plotting,
    engine_specs,
    measure,
    peer_specs,
    plot,
    texts_of,
)
from phemius_core.engine import default_threads
from phemius_core.errors import InvalidRequest
from phemius_core.settings import Settings

_MIB = 1 << 20


def bench(
    engine: Annotated[
        list[str] | None,
        typer.Option(help="cpu, torch, or your own as module:function; may be repeated."),
    ] = None,
    threads: Annotated[
        str,
        typer.Option(help="Numbers of threads to measure, such as 1,2.", show_default="all cores"),
    ] = "",
    rounds: Annotated[
        int, typer.Option(min=1, max=1000, help="Measurements of each speaker and text.")
    ] = 5,
    text: Annotated[
        list[TextChoice] | None,
        typer.Option(
            help="sentence (4 s of audio), paragraph (15 s), or lengths (1 s to 10 min, to show "
            "how cost grows); may be repeated.",
            show_default="sentence and paragraph",
        ),
    ] = None,
    longest: Annotated[
        int, typer.Option(min=1, help="Longest text of lengths, in seconds of audio.")
    ] = LENGTHS_S[-1],
    *,
    peers: Annotated[
        bool | None,
        typer.Option(
            "--peers/--no-peers",
            help="Also measure kokoro, kokoro-onnx, fastkokoro and kokoro-pi, if installed.",
            show_default="peers, but not with lengths",
        ),
    ] = None,
    as_json: Annotated[
        str | None, typer.Option("--json", help="Write all measurements to a file; - prints them.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--plot", help="Draw a plot: .png, .svg or .pdf.")
    ] = None,
) -> None:
    """Measure speed, time to first audio, memory and load time, also of other Kokoro packages.

    Each speaker runs in its own process and they take turns, so that a slow minute of the machine
    affects all of them alike. Real-time factor: seconds of computing per second of audio.
    """
    counts = _parse_threads(threads) if threads else [_all_cores()]
    choices = text or [TextChoice.SENTENCE, TextChoice.PARAGRAPH]
    texts = texts_of(choices, longest_s=longest)
    speakers = engine_specs(engine or [Settings().engine], counts)
    missing: list[Excluded] = []
    if peers if peers is not None else TextChoice.LENGTHS not in choices:
        found, missing = peer_specs(counts)
        speakers += found
    _check_outputs(as_json, picture)
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        bar = progress.add_task("starting", total=None)
        report = measure(
            speakers,
            texts,
            rounds=rounds,
            left_out=missing,
            progress=lambda done, total, what: progress.update(
                bar, completed=done, total=total, description=what
            ),
        )
    if picture is not None:
        plot(report, picture)
    if as_json == "-":
        typer.echo(json.dumps(report.as_dict(), indent=2))
    else:
        if as_json is not None:
            Path(as_json).write_text(json.dumps(report.as_dict(), indent=2) + "\n", "utf-8")
        _show(report, Console(highlight=False))


def _parse_threads(text: str) -> list[int]:
    try:
        return [int(number) for number in text.split(",")]
    except ValueError as error:
        raise InvalidRequest(
            f"the numbers of threads are {text!r}: give integers, as in 1,2"
        ) from error


def _all_cores() -> int:
    return Settings().threads or default_threads()


def _check_outputs(as_json: str | None, picture: Path | None) -> None:
    """Refuse outputs that could not be written, before minutes of measuring."""
    if picture is not None:
        if picture.suffix.lower() not in {".png", ".svg", ".pdf"}:
            raise InvalidRequest(
                f"a plot cannot be written to {picture.name}: give .png, .svg or .pdf"
            )
        check_plotting()
    written = Path(as_json) if as_json and as_json != "-" else None
    for path in (picture, written):
        if path is not None and not path.absolute().parent.is_dir():
            raise InvalidRequest(
                f"{path.name} cannot be written: there is no directory {path.absolute().parent}"
            )


def _show(report: Report, console: Console) -> None:
    machine = report.machine
    flags = " ".join(name for name, there in machine["flags"].items() if there) or "none of note"
    console.print(f"{machine['cpu']}, {machine['usable_cores']} cores ({flags})", soft_wrap=True)
    console.print(_speakers(report))
    lengths = [text.name for text in report.texts if not text.live]
    for text in report.texts:
        if text.live:
            console.print(_figures(report, text.name))
    if lengths:
        console.print(_growth(report, lengths))
    for one in report.left_out:
        console.print(f"left out  {one.name}: {one.reason}", markup=False, soft_wrap=True)


def _speakers(report: Report) -> Table:
    """Weights, load time, first word and peak memory of each speaker."""
    table = _table("weights", "load", "first word", "peak memory")
    for one in report.speakers:
        table.add_row(
            *_names(one),
            one.weights,
            f"{one.load_s:.1f} s",
            f"{one.first_word_s:.1f} s",
            _memory(one.peak_memory_bytes),
        )
    return table


def _figures(report: Report, text: str) -> Table:
    """Measurements of one text by each speaker, in 80 columns."""
    table = _table("audio", "real-time factor", "times", "first audio, s", title=text)
    first = report.speakers[0].texts[text]
    for one in report.speakers:
        found = one.texts[text]
        table.add_row(
            *_names(one),
            f"{found.audio_s:.1f} s",
            _spread(found.real_time_factor, "{:.3f}"),
            f"{found.times_of(first):.2f}",
            _spread(found.first_audio_s, "{:.2f}"),
        )
    return table


def _growth(report: Report, texts: list[str]) -> Table:
    """Measurements of texts of growing length by each speaker."""
    table = _table("audio", "real-time factor", "turns", "memory so far", title="lengths")
    for one in report.speakers:
        for text in texts:
            found = one.texts[text]
            table.add_row(
                *_names(one),
                f"{found.audio_s:.1f} s",
                _spread(found.real_time_factor, "{:.3f}"),
                str(len(found.turns)),
                _memory(found.peak_memory_bytes),
            )
    return table


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(box=None, pad_edge=False, title=title, title_justify="left", title_style="bold")
    table.add_column("speaker", no_wrap=True)
    table.add_column("threads", justify="right")
    for column in columns:
        table.add_column(column, justify="left" if column == "weights" else "right")
    return table


def _names(one: SpeakerFigures) -> tuple[str, str]:
    return str(one.spec), str(one.spec.threads)


def _spread(found: Spread | None, form: str) -> str:
    if found is None:
        return ""
    median, least, most = (form.format(one) for one in (found.median, found.least, found.most))
    return f"{median} [dim]{least}-{most}[/]"


def _memory(size: int | None) -> str:
    return "" if size is None else f"{size / _MIB:,.0f} MiB"

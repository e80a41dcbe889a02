"""`phemius speak`: synthesise a text into an audio file, or explain how it is spoken."""

import functools
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import anyio
import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from phemius_core.audio import AUDIO_FORMATS, WordTiming, format_for_path
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.errors import InvalidRequest
from phemius_core.settings import Settings
from phemius_core.synthesis import Speech, SpeechChunk, open_synthesizer
from phemius_core.text import Explanation, Segment, TextFormat, TextPipeline, TextWarning
from phemius_core.voices import VoiceCatalogue

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from phemius_core.cli._remote import Remote
    from phemius_core.wire import PreviewReply, PreviewSegment

_MAX_STDIN_BYTES = 8 << 20
_SUFFIXES = " ".join(spec.extension for spec in AUDIO_FORMATS.values())
_CAPTION_KINDS = {".srt": "srt", ".vtt": "vtt", ".json": "json"}


def speak(
    text: Annotated[
        str, typer.Argument(help="Text to speak, or - to read it from standard input.")
    ],
    *,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            help=f"{_SUFFIXES}; - writes raw PCM to standard output.",
        ),
    ] = "speech.wav",
    voice: Annotated[
        str, typer.Option(help="A voice of `phemius voices`, or a blend: 'af_bella(2)+af_sky(1)'.")
    ] = "default",
    speed: Annotated[float, typer.Option(help="Speed from 0.25 to 4.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 0,
    ssml: Annotated[
        bool | None,
        typer.Option(
            "--ssml/--plain",
            help="Whether the text is SSML; if not given, a text that begins with <speak> is.",
        ),
    ] = None,
    captions: Annotated[
        Path | None, typer.Option(help="Write captions as well: .srt .vtt or .json.")
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show segments, phonemes and what decided them, in place of synthesising.",
        ),
    ] = False,
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="Synthesise on a Phemius server.")
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="API key of the server; PHEMIUS_API_KEY if not given."),
    ] = None,
) -> None:
    """Speak a text into an audio file."""
    console = Console(stderr=True)
    source = _read_text(text)
    text_format: TextFormat | None = None if ssml is None else ("ssml" if ssml else "plain")
    remote = _remote(server, api_key, seed)
    if explain:
        _print_explanation(_explain(source, voice, remote, text_format), Console())
        return
    target = None if output == "-" else Path(output)
    if target is not None:
        format_for_path(target)
    if captions is not None and captions.suffix.lower() not in _CAPTION_KINDS:
        raise InvalidRequest(
            f"captions cannot be written to {captions.name}: give .srt, .vtt or .json"
        )
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        bar = progress.add_task("loading the model" if remote is None else f"waiting for {server}")
        if remote is not None:
            speech = remote.speak(
                source,
                voice=voice,
                speed=speed,
                words=captions is not None,
                progress=lambda description: progress.update(bar, description=description),
                text_format=text_format,
            )
        else:
            synthesizer = open_synthesizer(Settings())
            try:
                start = functools.partial(
                    synthesizer.stream,
                    source,
                    voice=voice,
                    speed=speed,
                    seed=seed,
                    text_format=text_format,
                )
                speech = anyio.run(_synthesise, start, source, progress, bar)
            finally:
                synthesizer.close()
    _write(speech, target, captions, console)


def _write(speech: Speech, target: Path | None, captions: Path | None, console: Console) -> None:
    for warning in speech.warnings:
        console.print(f"[yellow]warning[/] {warning.message}", highlight=False)
    if target is None:
        sys.stdout.buffer.write(speech.pcm)
    else:
        speech.save(target)
        console.print(f"{target}  {speech.duration_s:.1f} s", highlight=False)
    if captions is not None:
        kind = _CAPTION_KINDS[captions.suffix.lower()]
        captions.write_text(speech.captions(kind), encoding="utf-8")  # type: ignore[arg-type]
        console.print(f"{captions}", highlight=False)


def _remote(server: str | None, api_key: str | None, seed: int) -> "Remote | None":
    if server is None:
        if api_key is not None:
            raise InvalidRequest("--api-key is given without a server: give --server URL too")
        return None
    if seed:
        raise InvalidRequest("--seed cannot be used with --server: a server chooses its own seed")
    from phemius_core.cli._remote import Remote

    return Remote(server, api_key)


def _explain(
    text: str, voice: str, remote: "Remote | None", text_format: TextFormat | None
) -> "Explanation | PreviewReply":
    if remote is not None:
        return remote.preview(text, voice=voice, text_format=text_format)
    voices = VoiceCatalogue()
    return TextPipeline().explain(
        text,
        lang=voices.resolve(voice).lang,
        text_format=text_format,
        voice_lang=lambda name: voices.resolve(name).lang,
    )


async def _synthesise(
    start: "Callable[[], AsyncGenerator[SpeechChunk]]", text: str, progress: Progress, bar: TaskID
) -> Speech:
    samples: list[NDArray[np.float32]] = []
    words: list[WordTiming] = []
    warnings: list[TextWarning] = []
    seconds = 0.0
    async with aclosing(start()) as chunks:
        async for chunk in chunks:
            samples.append(chunk.samples)
            words.extend(chunk.words)
            seconds += len(chunk.samples) / SAMPLE_RATE
            done = chunk.segment.end / max(1, len(text))
            progress.update(bar, description=f"speaking  {done:4.0%}  {seconds:.1f} s of audio")
            if chunk.last:
                warnings.extend(chunk.segment.warnings)
    return Speech(np.concatenate(samples), tuple(words), text, tuple(warnings))


def _read_text(text: str) -> str:
    if text != "-":
        raw = text.encode("utf-8", "surrogateescape")
    else:
        raw = sys.stdin.buffer.read(_MAX_STDIN_BYTES + 1)
        if len(raw) > _MAX_STDIN_BYTES:
            raise InvalidRequest(
                f"standard input has more than {_MAX_STDIN_BYTES >> 20} MiB: shorten the text"
            )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"the text is not UTF-8: byte {error.start} is invalid") from error


def _print_explanation(explanation: "Explanation | PreviewReply", console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("segment", justify="right")
    table.add_column("source")
    table.add_column("spoken")
    table.add_column("phonemes")
    table.add_column("pause", justify="right")
    segments: Sequence[Segment | PreviewSegment] = explanation.segments
    for index, segment in enumerate(segments):
        table.add_row(
            str(index),
            f"{segment.start}-{segment.end}",
            Text(segment.text.strip()),
            Text(segment.phonemes),
            f"{segment.pause_after_ms} ms" if segment.pause_after_ms else "",
        )
    console.print(table)
    if explanation.readings:
        console.print()
        console.print(_reading_table(explanation))
    for warning in explanation.warnings:
        console.print(f"warning  {warning.start}-{warning.end}  {warning.message}", markup=False)


def _reading_table(explanation: "Explanation | PreviewReply") -> Table:
    """What decided each reading that is not the plain one."""
    table = Table("written", "spoken", "phonemes", "decided by", box=None, pad_edge=False)
    for reading in explanation.readings:
        table.add_row(
            Text(reading.written.strip() or repr(reading.written)),
            Text(reading.spoken),
            Text(reading.phonemes),
            reading.decided_by,
        )
    return table

"""`phemius voices create|clone|list|delete`: an account's custom voices."""

from __future__ import annotations

import hashlib
import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from phemius_core.cli._accounts import DEFAULT_ACCOUNT, AccountOption, JsonOption, run
from phemius_core.cli._clone_report import write_report
from phemius_core.errors import InvalidRequest
from phemius_core.settings import Settings

if TYPE_CHECKING:
    from phemius_core.accounts import Accounts, CustomVoice
    from phemius_core.billing import Billing
    from phemius_core.cloning import ClonedVoice, Reference

_MODEL = "phemius-fast"


def create(
    name: Annotated[str, typer.Argument(help="Display name.")],
    *,
    base: Annotated[
        str, typer.Option("--base", help="Stock voice or blend that it speaks with.")
    ] = "default",
    account: AccountOption = DEFAULT_ACCOUNT,
) -> None:
    """Create a custom voice and print only its id on stdout."""
    typer.echo(run(partial(_create_voice, name=name, base=base, account=account)).id)


def clone(
    file: Annotated[Path, typer.Argument(help="WAV, FLAC, MP3 or OGG: 3 to 60 s of one speaker.")],
    *,
    voice: Annotated[
        str | None, typer.Option("--voice", help="Id of the custom voice to change.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Display name of a new voice, in place of --voice.")
    ] = None,
    consent: Annotated[
        bool, typer.Option("--consent", help="Declare that the speaker agrees to be cloned.")
    ] = False,
    depth: Annotated[
        str,
        typer.Option(help="fast: a mixture of stock voices, in seconds; full: a fit, in minutes."),
    ] = "full",
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Directory for report.json, speech.wav and plot.png."),
    ] = None,
    account: AccountOption = DEFAULT_ACCOUNT,
) -> None:
    """Clone a voice from a recording and print only its id on stdout."""
    from phemius_core.cloning import read_reference
    from phemius_core.jobs import new_pack, reference_provenance

    if not consent:
        raise InvalidRequest(
            "the speaker of the recording must agree to be cloned: declare it with --consent"
        )
    if depth not in {"fast", "full"}:
        raise InvalidRequest(f"there is no depth {depth!r}: give fast or full")
    if (voice is None) == (name is None):
        raise InvalidRequest(
            "the voice is not given, or given twice: give either --voice or --name"
        )
    settings = Settings()
    audio = _read_recording(file, max_bytes=settings.max_sample_bytes)
    reference = read_reference(audio)

    async def work(accounts: Accounts, billing: Billing) -> tuple[str, ClonedVoice]:
        owner = await accounts.find_account(account)
        if voice is not None:
            await accounts.voices.get(owner.id, voice)
        cloned = await _clone_with_progress(reference, settings, depth)
        voice_id = voice
        if voice_id is None:
            created = await _create_voice(
                accounts, billing, name=str(name), base="default", account=account
            )
            voice_id = created.id
        at = time.time()
        pack = new_pack(
            cloned,
            depth=depth,
            provenance=reference_provenance(
                sha256=hashlib.sha256(audio).hexdigest(), consent_at=at
            ),
            cloned_at=at,
            reference=reference.flac() if settings.keep_references else None,
        )
        await accounts.voices.replace_pack(owner.id, voice_id, pack)
        return voice_id, cloned

    voice_id, cloned = run(work)
    Console(stderr=True).print(
        f"similarity to the recording {cloned.similarity_before:.2f} ({cloned.nearest}) → "
        f"{cloned.similarity_after:.2f}, pitch {cloned.pitch_hz:.0f} → {cloned.pitch_after_hz:.0f} "
        f"Hz, {cloned.seconds:.0f} s, {cloned.peak_mb:,.0f} MB",
        highlight=False,
        soft_wrap=True,
    )
    if report is not None:
        write_report(report, reference, cloned, voice_id=voice_id, depth=depth)
    typer.echo(voice_id)


def list_custom(*, account: AccountOption = DEFAULT_ACCOUNT, as_json: JsonOption = False) -> None:
    """List an account's custom voices."""

    async def work(accounts: Accounts, _: Billing) -> list[CustomVoice]:
        return await accounts.voices.list((await accounts.find_account(account)).id)

    voices = run(work)
    if as_json:
        typer.echo(
            json.dumps([_voice_json(voice) for voice in voices], indent=2, ensure_ascii=False)
        )
        return
    table = Table("id", "name", "speaks as", "made", "similarity", box=None)
    for voice in voices:
        cloned = voice.provenance
        table.add_row(
            voice.id,
            voice.name,
            voice.spec if cloned is None else f"a clone ({cloned['depth']})",
            f"{voice.created_at:%Y-%m-%d %H:%M}",
            "" if cloned is None else f"{cloned['similarity_after']:.2f}",
        )
    console = Console()
    console.width = max(console.width, 120)
    console.print(table)


def delete(
    voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the voice.")],
    *,
    account: AccountOption = DEFAULT_ACCOUNT,
) -> None:
    """Delete a custom voice with its voicepack and its recording."""

    async def work(accounts: Accounts, _: Billing) -> None:
        await accounts.voices.delete((await accounts.find_account(account)).id, voice_id)

    run(work)
    typer.echo(f"deleted {voice_id}", err=True)


def _read_recording(file: Path, *, max_bytes: int) -> bytes:
    if not file.is_file():
        raise InvalidRequest(f"there is no file {file}: give the path of a recording")
    if file.stat().st_size > max_bytes:
        raise InvalidRequest(f"{file} is larger than {max_bytes} bytes: shorten it")
    return file.read_bytes()


async def _create_voice(
    accounts: Accounts, _billing: Billing, *, name: str, base: str, account: str
) -> CustomVoice:
    from phemius_core.voices import VoiceCatalogue
    from phemius_core.wire import parse_create_voice

    VoiceCatalogue().resolve(base)
    request = parse_create_voice(json.dumps({"name": name, "blend": base}).encode())
    owner = await accounts.find_account(account)
    return await accounts.voices.create(owner.id, name=request.name, model=_MODEL, spec=base)


async def _clone_with_progress(reference: Reference, settings: Settings, depth: Any) -> ClonedVoice:
    from phemius_core.cloning import clone as clone_voice

    progress = Progress(
        TextColumn("cloning"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with progress:
        bar = progress.add_task("", total=1.0)
        return await clone_voice(
            reference,
            settings,
            depth=depth,
            report=lambda done: progress.update(bar, completed=done),
        )


def _voice_json(voice: CustomVoice) -> dict[str, Any]:
    return {
        "id": voice.id,
        "name": voice.name,
        "spec": voice.spec,
        "created_at": voice.created_at.isoformat(),
        "provenance": None if voice.provenance is None else dict(voice.provenance),
    }

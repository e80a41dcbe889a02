"""`phemius lexicon list|set|remove|import|clear`: an account's own pronunciations."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phemius_core.cli._accounts import DEFAULT_ACCOUNT, AccountOption, JsonOption, run
from phemius_core.errors import InvalidRequest, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from phemius_core.accounts import Accounts
    from phemius_core.billing import Billing
    from phemius_core.text import Lexicon

__all__ = ["create_app"]

_LangOption = Annotated[
    str, typer.Option("--lang", help="Letter or tag of the language; all if it is not given.")
]


def create_app() -> typer.Typer:
    app = typer.Typer(help="How words are pronounced for an account.", no_args_is_help=True)
    app.command("list")(list_entries)
    app.command("set")(set_entry)
    app.command("remove")(remove_entry)
    app.command("import")(import_file)
    app.command("clear")(clear)
    return app


def list_entries(*, account: AccountOption = DEFAULT_ACCOUNT, as_json: JsonOption = False) -> None:
    """Print the pronunciations, one a line."""
    import json
    from dataclasses import asdict

    lexicon = run(partial(_read, account=account))
    if as_json:
        entries = [asdict(entry) for entry in lexicon.entries]
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for entry in lexicon.entries:
        reading = f"/{entry.phonemes}/" if entry.phonemes else entry.spelling
        typer.echo(f"{entry.word}\t{reading}\t{entry.lang or 'all'}")


def set_entry(
    word: Annotated[str, typer.Argument(help="Word or phrase.")],
    *,
    spelling: Annotated[str, typer.Option(help="Words that are spoken in its place.")] = "",
    phonemes: Annotated[str, typer.Option(help="Its phonemes, in the model's notation.")] = "",
    lang: _LangOption = "",
    account: AccountOption = DEFAULT_ACCOUNT,
) -> None:
    """Say how a word is pronounced."""
    from phemius_core.text import Lexicon, Pronunciation

    entry = Pronunciation(word, spelling, phonemes, _letter(lang))

    def change(lexicon: Lexicon) -> Lexicon:
        return Lexicon([*lexicon.entries, entry])

    run(partial(_change, account=account, change=change))


def remove_entry(
    word: Annotated[str, typer.Argument(help="Word or phrase, as it was set.")],
    *,
    lang: _LangOption = "",
    account: AccountOption = DEFAULT_ACCOUNT,
) -> None:
    """Remove a word."""
    from phemius_core.text import Lexicon

    letter = _letter(lang)

    def change(lexicon: Lexicon) -> Lexicon:
        kept = [entry for entry in lexicon.entries if (entry.word, entry.lang) != (word, letter)]
        if len(kept) == len(lexicon):
            raise NotFound(f"the lexicon has no word {word[:40]!r} for {lang or 'all languages'}")
        return Lexicon(kept)

    run(partial(_change, account=account, change=change))


def import_file(
    file: Annotated[Path, typer.Argument(help="A lexicon in the W3C's PLS format.")],
    *,
    account: AccountOption = DEFAULT_ACCOUNT,
) -> None:
    """Add the words of a PLS file, in place of those that are there already."""
    from phemius_core.text import Lexicon, read_pls

    try:
        imported = read_pls(file.read_bytes())
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}") from error

    def change(lexicon: Lexicon) -> Lexicon:
        return Lexicon([*lexicon.entries, *imported.entries])

    run(partial(_change, account=account, change=change))
    typer.echo(f"{len(imported)} words imported", err=True)


def clear(*, account: AccountOption = DEFAULT_ACCOUNT) -> None:
    """Remove all words."""
    from phemius_core.text import NO_LEXICON

    run(partial(_change, account=account, change=lambda _lexicon: NO_LEXICON))


async def _read(accounts: Accounts, _billing: Billing, *, account: str) -> Lexicon:
    owner = await accounts.find_account(account)
    return await accounts.lexicons.get(owner.id)


async def _change(
    accounts: Accounts, _billing: Billing, *, account: str, change: Callable[[Lexicon], Lexicon]
) -> None:
    owner = await accounts.find_account(account)
    lexicon = change(await accounts.lexicons.get(owner.id))
    await accounts.lexicons.replace(owner.id, lexicon)


def _letter(lang: str) -> str:
    from phemius_core.languages import find_language

    return find_language(lang).code if lang else ""

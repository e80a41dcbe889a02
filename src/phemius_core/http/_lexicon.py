"""The lexicon of the caller's account: its own pronunciations."""

from typing import TYPE_CHECKING

import anyio.to_thread

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.http._body import BodyLimits, media_type_of
from phemius_core.http._types import Reply, RequestContext, json_reply
from phemius_core.languages import LANGUAGES, find_language
from phemius_core.settings import Settings
from phemius_core.wire import PLS, LexiconEntry, LexiconReply, LexiconRequest, parse_lexicon

if TYPE_CHECKING:
    from phemius_core.text import Lexicon

__all__ = ["delete_lexicon", "get_lexicon", "lexicon_body", "put_lexicon"]


def lexicon_body(settings: Settings) -> BodyLimits:
    """Limits of a lexicon, in JSON or PLS."""
    media_types = ("application/json", PLS)
    return BodyLimits(settings.max_body_bytes, settings.body_timeout_s, media_types)


async def get_lexicon(context: RequestContext) -> Reply:
    return _reply(await context.gateway.lexicons.get(context.caller.account_id))


async def put_lexicon(context: RequestContext) -> Reply:
    is_pls = media_type_of(context.headers.get("content-type")) == PLS

    def read() -> "Lexicon":
        from phemius_core.text import read_pls

        return read_pls(context.body) if is_pls else _lexicon(parse_lexicon(context.body))

    lexicon = await anyio.to_thread.run_sync(read)
    await context.gateway.lexicons.replace(context.caller.account_id, lexicon)
    return _reply(lexicon)


async def delete_lexicon(context: RequestContext) -> Reply:
    await context.gateway.lexicons.delete(context.caller.account_id)
    return Reply(204)


def _lexicon(request: LexiconRequest) -> "Lexicon":
    from phemius_core.text import Lexicon, Pronunciation, to_model_phonemes

    entries, problems = [], []
    for index, entry in enumerate(request.entries):
        try:
            lang = find_language(entry.language).code if entry.language else ""
            phonemes = to_model_phonemes(entry.phonemes or "", entry.alphabet, lang or "a")
            entries.append(
                Pronunciation(entry.word, entry.spelling or "", phonemes=phonemes, lang=lang)
            )
        except InvalidRequest as error:
            problems.append(FieldProblem(f"entries.{index}", error.message))
    if problems:
        raise InvalidRequest("; ".join(each.message for each in problems[:10]), fields=problems)
    return Lexicon(entries)


def _reply(lexicon: "Lexicon") -> Reply:
    return json_reply(
        LexiconReply(
            entries=tuple(
                LexiconEntry(
                    word=entry.word,
                    spelling=entry.spelling or None,
                    phonemes=entry.phonemes or None,
                    language=LANGUAGES[entry.lang].tag if entry.lang else None,
                )
                for entry in lexicon.entries
            )
        )
    )

"""SSML to pieces of text, with the voice, the language and the prosody of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NoReturn

from phemius_core.errors import InvalidRequest, UnknownVoice
from phemius_core.text._foreign import find_reader, same_language
from phemius_core.text._lexicon import NO_LEXICON, Lexicon
from phemius_core.text._markdown import MAX_PAUSE_MS
from phemius_core.text._normalise import normalise
from phemius_core.text._types import Break, Delivery, NormalisedText, Piece, TextWarning
from phemius_core.text.ssml._elements import (
    ELEMENTS,
    SILENT,
    TRANSPARENT,
    WHOLE,
    break_ms,
    check_attributes,
    ignored,
    prosody,
)
from phemius_core.text.ssml._errors import ssml_error
from phemius_core.text.ssml._parser import (
    XML_LANG,
    Characters,
    ElementEnd,
    ElementStart,
    parse_ssml,
)
from phemius_core.text.ssml._phonemes import to_model_phonemes
from phemius_core.text.ssml._run import Run
from phemius_core.text.ssml._say_as import say_as

__all__ = ["normalise_ssml"]

_RULE: Final = "ssml"
"""Rule of markup, which is silent."""


def normalise_ssml(
    source: str,
    *,
    lang: str,
    voice_lang: Callable[[str], str] | None = None,
    lexicon: Lexicon = NO_LEXICON,
) -> NormalisedText:
    """Make an SSML text speakable.

    Args:
        source: The caller's text, with its markup.
        lang: Letter of the language of the request's voice.
        voice_lang: Letter of the language of a stock voice by its name; raises `UnknownVoice`.
            Without it, no voice is known.
        lexicon: Pronunciations of the caller's own.

    Returns:
        Pieces that tile the source, and warnings for what is not spoken as written.

    Raises:
        InvalidRequest: The text is not well-formed, or has an element or a value that is not
            supported; the message has the line and the column.
        MissingExtra: defusedxml is not installed.
    """
    builder = _Builder(source, lang, voice_lang, lexicon)
    for event in parse_ssml(source):
        match event:
            case Characters():
                builder.characters(event)
            case ElementStart():
                builder.start(event)
            case ElementEnd():
                builder.end(event)
    return builder.finish()


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element and those around it say of the text within."""

    element: ElementStart
    lang: str
    """Who reads it, as `find_reader` gives it."""
    delivery: Delivery
    is_silent: bool = False


class _Builder:
    def __init__(
        self,
        source: str,
        lang: str,
        voice_lang: Callable[[str], str] | None,
        lexicon: Lexicon,
    ) -> None:
        self._source = source
        self._lexicon = lexicon
        self._lang = lang
        self._voice_lang = voice_lang
        self._open: list[_Context] = []
        self._run: list[Characters] = []
        self._pieces: list[Piece] = []
        self._warnings: list[TextWarning] = []
        self._warned: set[str] = set()
        self._done = 0
        """Offset up to which the pieces tile the source."""
        self._has_spoken = False
        self._last_char = " "
        self._was_replaced = False

    def finish(self) -> NormalisedText:
        self._fill(len(self._source))
        pieces, warnings = tuple(self._pieces), tuple(self._warnings)
        return NormalisedText(self._source, pieces, warnings, self._lang)

    def characters(self, event: Characters) -> None:
        if self._open and not self._open[-1].is_silent:
            self._run.append(event)

    def start(self, element: ElementStart) -> None:
        name = element.name
        if not self._open:
            if name != "speak":
                self._fail(element, f"the text begins with <{name}>: begin with <speak>")
            self._open.append(self._with_lang(_Context(element, self._lang, Delivery()), element))
            return
        context = replace(self._open[-1], element=element)
        if context.is_silent:
            self._open.append(context)
            return
        outer = self._open[-1].element.name
        if outer in WHOLE:
            self._fail(element, f"<{name}> within <{outer}>: put only text there")
        if name not in ELEMENTS or name == "speak":
            supported = ", ".join(ELEMENTS[1:])
            problem = "may stand only at the beginning" if name == "speak" else "is not supported"
            self._fail(element, f"<{name[:60]}> {problem}: use {supported}")
        if name not in TRANSPARENT and name not in SILENT:
            self._flush()
        check_attributes(element, self._source)
        for key, message in ignored(element):
            self._warn_once(element, message, key=key)
        self._open.append(self._opened(context, element))

    def _opened(self, context: _Context, element: ElementStart) -> _Context:
        """The context within an element; speaks what the start tag itself stands for."""
        match element.name:
            case "p" | "s":
                self._break("paragraph" if element.name == "p" else "sentence", element.start)
            case "break":
                self._pause(element)
            case "prosody":
                delivery = prosody(element, context.delivery, self._source)
                context = replace(context, delivery=delivery)
            case "voice":
                context = self._with_voice(context, element)
            case name if name in SILENT:
                return replace(context, is_silent=True)
            case name if name in TRANSPARENT:
                return context
        return self._with_lang(context, element)

    def end(self, event: ElementEnd) -> None:
        context = self._open[-1]
        name = context.element.name
        if context.is_silent:
            pass
        elif name in WHOLE:
            self._whole(context, event)
        elif name not in TRANSPARENT:
            self._flush()
        if name in ("p", "s") and not context.is_silent:
            self._break("paragraph" if name == "p" else "sentence", event.end)
        self._open.pop()

    def _with_lang(self, context: _Context, element: ElementStart) -> _Context:
        tag = element.attributes.get(XML_LANG)
        if tag is None:
            return context
        reader = find_reader(tag)
        if reader is None:
            message = f"no voice or G2P reads the language {tag[:40]!r}: read as the rest"
            self._warn("unknown_language", message, element.start, element.end)
            return context
        # A document in American English stays British with a British voice.
        if element.name != "lang" and same_language(reader, context.lang):
            return context
        return replace(context, lang=reader)

    def _with_voice(self, context: _Context, element: ElementStart) -> _Context:
        name = element.attributes["name"].strip()
        try:
            if self._voice_lang is None:
                raise UnknownVoice(f"unknown voice {name[:200]!r}: no voices are known here")
            lang = self._voice_lang(name)
        except InvalidRequest as error:
            self._fail(element, f"{error.message}; SSML may name stock voices only")
        return replace(context, lang=lang, delivery=replace(context.delivery, voice=name))

    def _pause(self, element: ElementStart) -> None:
        asked_ms = break_ms(element, self._source)
        if asked_ms > MAX_PAUSE_MS:
            message = f"a break is longer than {MAX_PAUSE_MS // 1000} s: cut to that"
            self._warn("pause_capped", message, element.start, element.end)
        if asked_ms:
            place = element.start, element.end
            pause_ms = min(asked_ms, MAX_PAUSE_MS)
            self._put(Piece("pause", "", *place, pause_ms=pause_ms, rule=_RULE))

    def _whole(self, context: _Context, event: ElementEnd) -> None:
        """The text of an element that is read as one thing."""
        element, run = context.element, self._take_run()
        text = run.text
        if element.name == "say-as":
            format_ = element.attributes.get("format") or element.attributes.get("detail", "")
            kind = element.attributes["interpret-as"].strip().lower()
            pieces = say_as(text, kind, format_, context.lang) if text.strip() else []
            if pieces is None:
                message = f"{text[:40]!r} is not {kind}: read as plain text"
                self._warn("say_as_mismatch", message, element.start, event.end)
                self._read(run)
                return
            self._place(pieces, run, context)
            return
        start, end = run.source_range(0, len(text)) if run.parts else (element.end, element.end)
        if element.name == "sub":
            words = normalise(element.attributes["alias"], lang=context.lang, markup=False)
            self._warnings += [replace(w, start=start, end=end) for w in words.warnings]
            self._put(self._in_context(Piece("text", words.text, start, end, rule="sub"), context))
            return
        alphabet = element.attributes.get("alphabet", "ipa").lower()
        written = element.attributes["ph"]
        phonemes = to_model_phonemes(written, alphabet, context.lang)
        if not phonemes:
            message = f"ph {written[:40]!r} has no phoneme that is known: write it in {alphabet}"
            self._fail(element, message)
        word = " ".join(text.split()) or "".join(c for c in written if c.isalnum()) or "x"
        piece = Piece("phonemes", word, start, end, phonemes=phonemes, rule="phoneme")
        self._put(self._in_context(piece, context))

    def _flush(self) -> None:
        """Read the text since the last tag that parts it."""
        self._read(self._take_run())

    def _take_run(self) -> Run:
        run, self._run = Run(tuple(self._run)), []
        return run

    def _read(self, run: Run) -> None:
        if not run.parts:
            return
        context = self._open[-1]
        normalised = normalise(run.text, lang=context.lang, markup=False, lexicon=self._lexicon)
        for warning in normalised.warnings:
            start, end = run.source_range(warning.start, warning.end)
            self._warnings.append(replace(warning, start=start, end=end))
        self._place(normalised.pieces, run, context)

    def _place(self, pieces: Sequence[Piece], run: Run, context: _Context) -> None:
        """Put pieces, whose offsets are those of the text of a run, at their place in the source.

        What is spoken as written is parted where the source is not, as at an entity.
        """
        for given in pieces:
            piece = self._in_context(given, context)
            if piece.kind != "text" or len(piece.spoken) != piece.end - piece.start:
                start, end = run.source_range(piece.start, piece.end)
                self._put(replace(piece, start=start, end=end))
                continue
            parts = list(run.in_source(piece.start, piece.end))
            for n, (a, b, start, end) in enumerate(parts):
                spoken = piece.spoken[a - piece.start : b - piece.start]
                is_last = n + 1 == len(parts)
                part = replace(piece, spoken=spoken, start=start, end=end)
                self._put(part if is_last else replace(part, break_after=""), is_replaced=False)

    def _in_context(self, piece: Piece, context: _Context) -> Piece:
        lang = piece.lang or context.lang
        lang = "" if lang == self._lang else lang
        return replace(piece, lang=lang, delivery=context.delivery)

    def _put(self, given: Piece, *, is_replaced: bool = True) -> None:
        """Add a piece; what was passed over is silent."""
        start = max(self._done, given.start)
        self._fill(start)
        piece = replace(given, start=start, end=max(start, given.end))
        self._done = piece.end
        if piece.kind == "pause" or piece.break_after:
            self._last_char = " "
        if piece.spoken:
            touches = self._last_char.isalnum() and piece.spoken[0].isalnum()
            if touches and (is_replaced or self._was_replaced):
                self._pieces.append(Piece("text", " ", start, start, delivery=piece.delivery))
            self._has_spoken = True
            self._last_char, self._was_replaced = piece.spoken[-1], is_replaced
        self._pieces.append(piece)

    def _break(self, strength: Break, at: int) -> None:
        if self._has_spoken:
            context = self._open[-1]
            self._put(Piece("text", " ", at, at, break_after=strength, delivery=context.delivery))

    def _fill(self, at: int) -> None:
        if self._done < at:
            self._pieces.append(Piece("silent", "", self._done, at, rule=_RULE))
            self._done = at

    def _fail(self, element: ElementStart, problem: str) -> NoReturn:
        raise ssml_error(self._source, element.start, problem)

    def _warn_once(self, element: ElementStart, message: str, *, key: str) -> None:
        if key not in self._warned:
            self._warned.add(key)
            self._warn("ssml_ignored", message, element.start, element.end)

    def _warn(self, code: str, message: str, start: int, end: int) -> None:
        self._warnings.append(TextWarning(code, message, start, end))

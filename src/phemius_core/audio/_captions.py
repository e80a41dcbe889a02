"""Captions from word timings: SubRip, WebVTT and JSON.

Cues follow the usual rules of subtitling: at most two lines of 42 characters, at most seven
seconds, and a break where the speech pauses.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Final

from phemius_core.audio._timing import WordTiming

__all__ = ["to_json", "to_srt", "to_vtt"]

_MAX_LINE_CHARS: Final = 42
_MAX_LINES: Final = 2
_MAX_CUE_MS: Final = 7000
_PAUSE_MS: Final = 600
"""A longer pause between two words begins a new cue."""
_CLOSING: Final = r"\"'\u2019\u201d\u00bb)\]"
_STOPS: Final = r".!?\u2026\u3002\uff01\uff1f"
_COMMAS: Final = r",;:\uff0c\uff1b\uff1a\u3001"
_SENTENCE_END: Final = re.compile(f"[{_STOPS}][{_CLOSING}]*$")
_CLAUSE_END: Final = re.compile(f"[{_COMMAS}][{_CLOSING}]*$")
_PUNCTUATION: Final = re.compile(f"[{_STOPS}{_COMMAS}{_CLOSING}%]+")


def to_srt(words: Iterable[WordTiming], *, source: str | None = None) -> str:
    """Captions in the SubRip format.

    Args:
        words: Words in order of time.
        source: The caller's text; with it, captions keep the punctuation after words.
    """
    blocks = []
    for number, (start_ms, end_ms, lines) in enumerate(_cues(words, source), 1):
        # Players would read an arrow within the text as a line of times.
        text = "\n".join(lines).replace("-->", "→")
        blocks.append(f"{number}\n{_clock(start_ms, ',')} --> {_clock(end_ms, ',')}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(words: Iterable[WordTiming], *, source: str | None = None) -> str:
    """Captions in the WebVTT format.

    Args:
        words: Words in order of time.
        source: The caller's text; with it, captions keep the punctuation after words.
    """
    blocks = ["WEBVTT\n"]
    for start_ms, end_ms, lines in _cues(words, source):
        text = "\n".join(lines)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(start_ms, '.')} --> {_clock(end_ms, '.')}\n{text}\n")
    return "\n".join(blocks)


def to_json(words: Iterable[WordTiming]) -> str:
    """Word timings as JSON: `{"words": [{"text", "start", "end", "start_ms", "end_ms"}, …]}`."""
    return json.dumps({"words": [asdict(word) for word in words]}, ensure_ascii=False)


def _cues(words: Iterable[WordTiming], source: str | None) -> Iterator[tuple[int, int, list[str]]]:
    """Start and end in milliseconds, and one or two lines of text; cues do not overlap."""
    lines: list[str] = []
    start_ms = end_ms = 0
    before: WordTiming | None = None
    for word in words:
        text = _with_punctuation(word, source)
        if not text:
            continue
        touches = before is not None and before.end == word.start
        longer = _append(lines, text, glue="" if touches else " ")
        if before is not None and (longer is None or _breaks(lines, before, word, start_ms)):
            end_ms = max(start_ms + 1, min(end_ms, word.start_ms))
            yield start_ms, end_ms, lines
            longer = None
        if before is None or longer is None:
            start_ms = end_ms = max(word.start_ms, end_ms)
        lines = longer or [text]
        end_ms = max(end_ms, word.end_ms)
        before = word
    if lines:
        yield start_ms, max(start_ms + 1, end_ms), lines


def _append(lines: list[str], text: str, *, glue: str) -> list[str] | None:
    """The lines with one more word; None if they have no room for it."""
    if not lines:
        return [text]
    if len(lines[-1]) + len(glue) + len(text) <= _MAX_LINE_CHARS:
        return [*lines[:-1], lines[-1] + glue + text]
    return [*lines, text] if len(lines) < _MAX_LINES else None


def _breaks(lines: list[str], before: WordTiming, word: WordTiming, start_ms: int) -> bool:
    """Whether a word begins a new cue."""
    return (
        word.start_ms - before.end_ms >= _PAUSE_MS
        or word.end_ms - start_ms > _MAX_CUE_MS
        or _SENTENCE_END.search(lines[-1]) is not None
        # A comma is a good place after a full second line, not within a short first one.
        or (len(lines) == _MAX_LINES and _CLAUSE_END.search(lines[-1]) is not None)
    )


def _with_punctuation(word: WordTiming, source: str | None) -> str:
    text = word.text
    if source is not None and (mark := _PUNCTUATION.match(source, word.end)):
        text += mark[0]
    return " ".join(text.split())


def _clock(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"

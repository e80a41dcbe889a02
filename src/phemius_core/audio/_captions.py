"""Captions from word timings: SubRip, WebVTT and JSON.

Lines follow the usual rules of subtitling: at most two of 42 characters, not longer
than seven seconds, and broken where the speech breaks.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Final

from phemius_core.audio._timing import WordTiming

__all__ = ["to_json", "to_srt", "to_vtt"]

_LINE_CHARS: Final = 42
_LINES: Final = 2
_MAX_CUE_MS: Final = 7000
_PAUSE_MS: Final = 600
_CLOSERS: Final = r"\"'\u2019\u201d\u00bb)\]"
_STOPS: Final = r".!?\u2026\u3002\uff01\uff1f"
_COMMAS: Final = r",;:\uff0c\uff1b\uff1a\u3001"
_SENTENCE_END: Final = re.compile(f"[{_STOPS}][{_CLOSERS}]*$")
_CLAUSE_END: Final = re.compile(f"[{_COMMAS}][{_CLOSERS}]*$")
_TRAILING: Final = re.compile(f"[{_STOPS}{_COMMAS}{_CLOSERS}%]+")


def to_srt(words: Iterable[WordTiming], *, source: str | None = None) -> str:
    """SubRip captions.

    Args:
        words: In order of time.
        source: The caller's text; with it, captions keep the punctuation after words.
    """
    blocks = []
    for number, (start, end, lines) in enumerate(_cues(words, source), 1):
        # An arrow within the text would be read as a line of times.
        text = "\n".join(lines).replace("-->", "→")
        blocks.append(f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(words: Iterable[WordTiming], *, source: str | None = None) -> str:
    """WebVTT captions. Arguments as for `to_srt`."""
    blocks = ["WEBVTT\n"]
    for start, end, lines in _cues(words, source):
        text = "\n".join(lines)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(start, '.')} --> {_clock(end, '.')}\n{text}\n")
    return "\n".join(blocks)


def to_json(words: Iterable[WordTiming]) -> str:
    """`{"words": [{"text", "start", "end", "start_ms", "end_ms"}, …]}`."""
    return json.dumps({"words": [asdict(word) for word in words]}, ensure_ascii=False)


def _cues(words: Iterable[WordTiming], source: str | None) -> Iterator[tuple[int, int, list[str]]]:
    """Start and end in milliseconds, and one or two lines of text; cues do not overlap."""
    lines: list[str] = []
    begun = ended = 0
    before: WordTiming | None = None
    for word in words:
        shown = _shown(word, source)
        if not shown:
            continue
        joined = before is not None and before.end == word.start
        grown = _add(lines, shown, glue="" if joined else " ")
        if before is not None and (grown is None or _breaks(lines, before, word, begun)):
            ended = max(begun + 1, min(ended, word.start_ms))
            yield begun, ended, lines
            grown = None
        if before is None or grown is None:
            begun = ended = max(word.start_ms, ended)
        lines = grown or [shown]
        ended = max(ended, word.end_ms)
        before = word
    if lines:
        yield begun, max(begun + 1, ended), lines


def _add(lines: list[str], shown: str, *, glue: str) -> list[str] | None:
    """The lines with one more word, or None if there is no room."""
    if not lines:
        return [shown]
    if len(lines[-1]) + len(glue) + len(shown) <= _LINE_CHARS:
        return [*lines[:-1], lines[-1] + glue + shown]
    return [*lines, shown] if len(lines) < _LINES else None


def _breaks(lines: list[str], before: WordTiming, word: WordTiming, begun: int) -> bool:
    return (
        word.start_ms - before.end_ms >= _PAUSE_MS
        or word.end_ms - begun > _MAX_CUE_MS
        or _SENTENCE_END.search(lines[-1]) is not None
        # A second line that ends in a comma is a good place; a short first one is not.
        or (len(lines) == _LINES and _CLAUSE_END.search(lines[-1]) is not None)
    )


def _shown(word: WordTiming, source: str | None) -> str:
    text = word.text
    if source is not None and (mark := _TRAILING.match(source, word.end)):
        text += mark[0]
    return " ".join(text.split())


def _clock(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"

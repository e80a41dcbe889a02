"""Speech with captions in SubRip format, from the word timings that the server sends.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/captions.py
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from phemius_client import Phemius, WordMessage

TEXT = "Captions follow the voice. Each word has its time, from the model's own durations."


def clock(ms: int) -> str:
    """A time in SubRip format: 00:00:01,250."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{ms:03}"


def cues(words: Sequence[WordMessage]) -> Iterator[list[WordMessage]]:
    """The words of each caption: up to seven, or up to the end of the sentence."""
    cue: list[WordMessage] = []
    for word in words:
        cue.append(word)
        if len(cue) == 7 or TEXT[word.end : word.end + 1] in {".", "?", "!"}:
            yield cue
            cue = []
    if cue:
        yield cue


with Phemius() as client, client.speech.stream(TEXT, voice="nova", timestamps=True) as stream:
    stream.read().save("captioned.wav")

blocks = [
    f"{number}\n{clock(cue[0].start_ms)} --> {clock(cue[-1].end_ms)}\n"
    f"{TEXT[cue[0].start : cue[-1].end]}\n"
    for number, cue in enumerate(cues(stream.words), 1)
]
Path("captioned.srt").write_text("\n".join(blocks), encoding="utf-8")
print("\n".join(blocks))

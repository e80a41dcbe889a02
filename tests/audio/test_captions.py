"""Captions from word timings."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.audio import WordTiming, to_json, to_srt, to_vtt


def timed_words(text, *, ms=300, pauses=()):
    """Words of a text, each as long as the other; `pauses` are {index: ms} before a word."""
    words, at = [], 0
    for index, match in enumerate(re.finditer(r"\w+(?:'\w+)?", text)):
        at += dict(pauses).get(index, 0)
        words.append(WordTiming(match[0], match.start(), match.end(), at, at + ms))
        at += ms
    return words


def cues(srt):
    return [block.split("\n")[2:] for block in srt.strip().split("\n\n")] if srt else []


def test_srt():
    text = "Hello there. It works, mostly."
    assert to_srt(timed_words(text), source=text) == (
        "1\n00:00:00,000 --> 00:00:00,600\nHello there.\n"
        "\n"
        "2\n00:00:00,600 --> 00:00:01,500\nIt works, mostly.\n"
    )


def test_vtt():
    words = [WordTiming("R&D<b>", 0, 6, 3_723_004, 3_724_000)]
    assert to_vtt(words) == ("WEBVTT\n\n01:02:03.004 --> 01:02:04.000\nR&amp;D&lt;b&gt;\n")


def test_json_has_every_word_with_offsets_and_times():
    words = timed_words("Ça va")
    assert json.loads(to_json(iter(words))) == {
        "words": [
            {"text": "Ça", "start": 0, "end": 2, "start_ms": 0, "end_ms": 300},
            {"text": "va", "start": 3, "end": 5, "start_ms": 300, "end_ms": 600},
        ]
    }


def test_no_words_give_no_captions():
    assert to_srt([]) == ""
    assert to_vtt([]) == "WEBVTT\n"
    assert json.loads(to_json([])) == {"words": []}


def test_a_pause_starts_a_new_caption():
    assert cues(to_srt(timed_words("one two three four", pauses={2: 700}))) == [
        ["one two"],
        ["three four"],
    ]
    assert len(cues(to_srt(timed_words("one two three four", pauses={2: 300})))) == 1


def test_words_without_spaces_between_them_stay_together():
    words = [WordTiming("你", 0, 1, 0, 200), WordTiming("好", 1, 2, 200, 400)]
    assert cues(to_srt(words, source="你好。")) == [["你好。"]]


def test_an_arrow_in_the_text_does_not_break_srt():
    srt = to_srt([WordTiming("a-->b", 0, 5, 0, 100), WordTiming("x\n\ny", 6, 10, 100, 200)])
    assert srt.count("-->") == 1
    assert cues(srt) == [["a→b x y"]]


@given(
    st.lists(
        st.tuples(
            st.text("abcé", min_size=1, max_size=14),
            st.sampled_from(["", "", "", ".", ",", "?", "!”"]),
            st.integers(0, 900),
            st.integers(0, 900),
        ),
        max_size=60,
    )
)
def test_captions_keep_every_word_within_lines_and_in_time(parts):
    source, words, now = "", [], 0
    for text, mark, pause, ms in parts:
        now += pause
        words.append(WordTiming(text, len(source), len(source) + len(text), now, now + ms))
        source += text + mark + " "
        now += ms
    srt = to_srt(words, source=source)
    shown = cues(srt)
    assert " ".join(" ".join(lines) for lines in shown) == source.strip()
    assert all(len(lines) <= 2 and all(len(line) <= 42 for line in lines) for lines in shown)
    times = [
        ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
        for h, m, s, ms in re.findall(r"(\d\d):(\d\d):(\d\d),(\d{3})", srt)
    ]
    assert times == sorted(times)
    assert all(start < end for start, end in zip(times[::2], times[1::2], strict=True))
    assert all(end - start <= 7000 for start, end in zip(times[::2], times[1::2], strict=True))


@pytest.mark.parametrize("write", [to_srt, to_vtt])
def test_a_word_longer_than_a_line_is_kept_whole(write):
    assert "x" * 60 in write([WordTiming("x" * 60, 0, 60, 0, 900)])


def test_a_cue_of_slow_speech_ends_after_seven_seconds():
    assert cues(to_srt(timed_words("a b c d e", ms=2000))) == [["a b c"], ["d e"]]

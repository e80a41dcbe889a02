"""Text that arrives in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.text import SegmentPlan, TextBuffer, pause_after


def feed_all(*texts):
    buffer = TextBuffer()
    return [ready for text in texts if (ready := buffer.feed(text))], buffer.flush()


def test_a_sentence_is_ready_when_the_next_begins():
    assert feed_all("Hello", " there", ".", " How", " are you? ", "Fine") == (
        ["Hello there. ", "How are you? "],
        "Fine",
    )


def test_an_abbreviation_does_not_end_a_sentence():
    assert feed_all("I met Dr. ", "Smith at 3.", "30. ", "He") == (
        ["I met Dr. Smith at 3.30. "],
        "He",
    )


def test_the_first_clause_is_ready_at_its_comma():
    assert feed_all("Once upon a time in the west, ", "there was, as they say, ", "a town") == (
        ["Once upon a time in the west, "],
        "there was, as they say, a town",
    )


def test_a_short_first_clause_is_not_ready():
    assert feed_all("Well, ", "you know") == ([], "Well, you know")


def test_an_endless_sentence_is_split_at_a_word():
    ready, rest = feed_all(*["word "] * 200)
    assert max(map(len, ready)) <= 400
    assert all(piece.endswith(" ") for piece in ready)
    assert "".join(ready) + rest == "word " * 200


@given(st.lists(st.text(alphabet='ab ,.!?\n"一。;é', max_size=30), max_size=30))
def test_no_text_is_lost_or_reordered(texts):
    buffer = TextBuffer()
    out = ""
    for text in texts:
        out += buffer.feed(text)
        assert "".join(texts).startswith(out)
    assert out + buffer.flush() == "".join(texts)
    assert buffer.flush() == ""


@pytest.mark.parametrize(
    ("piece", "pause"),
    [
        ("Hi. ", 80),
        ('"Hi!" ', 80),
        ("well, ", 0),
        ("word ", 0),
        ("Hi.\n\nx"[:5], 350),
        ("好。", 80),
    ],
)
def test_pauses_are_the_same_as_in_a_whole_text(piece, pause):
    assert pause_after(piece, SegmentPlan()) == pause

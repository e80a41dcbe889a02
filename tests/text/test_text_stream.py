"""Text that comes in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.text import IncomingText, SegmentPlan, pause_after


def fed(*texts):
    buffer = IncomingText()
    return [ready for text in texts if (ready := buffer.feed(text))], buffer.flush()


def test_a_sentence_is_ready_when_the_next_begins():
    assert fed("Hello", " there", ".", " How", " are you? ", "Fine") == (
        ["Hello there. ", "How are you? "],
        "Fine",
    )


def test_an_abbreviation_is_no_end():
    assert fed("I met Dr. ", "Smith at 3.", "30. ", "He") == (["I met Dr. Smith at 3.30. "], "He")


def test_the_first_clause_is_enough_to_begin_with():
    assert fed("Once upon a time in the west, ", "there was, as they say, ", "a town") == (
        ["Once upon a time in the west, "],
        "there was, as they say, a town",
    )


def test_a_short_first_clause_waits():
    assert fed("Well, ", "you know") == ([], "Well, you know")


def test_what_never_ends_is_cut_at_a_word():
    ready, rest = fed(*["word "] * 200)
    assert max(map(len, ready)) <= 400
    assert all(piece.endswith(" ") for piece in ready)
    assert "".join(ready) + rest == "word " * 200


@given(st.lists(st.text(alphabet='ab ,.!?\n"一。;é', max_size=30), max_size=30))
def test_nothing_is_lost_and_little_is_held(texts):
    buffer = IncomingText()
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
def test_pauses_are_those_of_a_whole_text(piece, pause):
    assert pause_after(piece, SegmentPlan()) == pause

"""`Explanation.readings`: what decided each reading."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from phemius_core.errors import NothingToSpeak
from phemius_core.testing import LetterG2P
from phemius_core.text import TextPipeline

READERS = {"read": "homographs", "Kokoro": "espeak", "the": "lexicon"}


class NamingG2P(LetterG2P):
    """Names the reader of some words; has no phonemes for "xyz"."""

    def phonemize(self, text):
        return [
            replace(
                token,
                phonemes="" if token.text == "xyz" else token.phonemes,
                reader=READERS.get(token.text, ""),
            )
            for token in super().phonemize(text)
        ]


def readings(text):
    found = TextPipeline(g2p=lambda _lang: NamingG2P()).explain(text, lang="a").readings
    assert all(text[each.start : each.end] == each.written for each in found)
    return [(each.written, each.spoken, bool(each.phonemes), each.decided_by) for each in found]


def test_a_rule_is_named_with_its_words():
    assert readings("It costs $5.") == [("$5", "five dollars", False, "money")]


def test_a_reader_other_than_the_lexicon_is_named_with_its_phonemes():
    assert readings("I read the Kokoro xyz.") == [
        ("read", "read", True, "homographs"),
        ("Kokoro", "Kokoro", True, "espeak"),
        ("xyz", "xyz", True, "spelling rules"),
    ]


def test_markup_of_the_caller_is_named():
    assert readings("# [Kokoro](/kˈO/) &amp; *more* [pause:1s] 😀 a") == [
        ("# ", "", False, "markup"),
        ("[Kokoro](/kˈO/)", "[Kokoro](/kˈO/)", True, "pronunciation"),
        ("&amp;", "and", False, "entity"),
        ("*", "", False, "markup"),
        ("*", "", False, "markup"),
        ("[pause:1s]", "", False, "pause"),
        ("😀", "", False, "unspoken symbol"),
    ]


def test_plain_words_and_layout_are_not_listed():
    assert readings("Hello, “world” —\tagain.\n\nThe end.") == []


@given(st.text(st.sampled_from("a $5%.*#\n[]read"), max_size=40))
def test_readings_are_in_order_and_show_what_is_written(text):
    try:
        found = TextPipeline(g2p=lambda _lang: NamingG2P()).explain(text, lang="a").readings
    except NothingToSpeak:
        return
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert all(text[each.start : each.end] == each.written for each in found)
    assert all(each.decided_by for each in found)

"""SSML that is hostile or random: pieces tile it, or an error says where it is wrong."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phemius_core.errors import InvalidRequest, NothingToSpeak
from phemius_core.testing import LetterG2P
from phemius_core.text import TextPipeline
from phemius_core.text.ssml import normalise_ssml

PLACE = re.compile(r"SSML, line \d+, column \d+: ")


def explain(text):
    pipeline = TextPipeline(g2p=lambda _lang: LetterG2P())
    return pipeline.explain(text, lang="a", text_format="ssml", voice_lang=lambda _name: "b")


def refusal(text):
    with pytest.raises(InvalidRequest) as caught:
        explain(text)
    assert PLACE.match(caught.value.message)
    return caught.value.message


def check_tiling(source, pieces):
    at = 0
    for piece in pieces:
        assert piece.start == at
        assert piece.end >= at
        at = piece.end
    assert at == len(source)


LAUGHS = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))


@pytest.mark.parametrize(
    "bomb",
    [
        f"<?xml version='1.0'?><!DOCTYPE speak [<!ENTITY l0 'ha'>{LAUGHS}]><speak>&l9;</speak>",
        f"<!DOCTYPE speak [<!ENTITY a '{'a' * 50_000}'>]><speak>{'&a;' * 50_000}</speak>",
        "<!DOCTYPE speak [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><speak>&x;</speak>",
        "<!DOCTYPE speak [<!ENTITY % p SYSTEM 'http://127.0.0.1/x'> %p;]><speak>a</speak>",
        "<!DOCTYPE speak SYSTEM 'http://127.0.0.1/x.dtd'><speak>a</speak>",
        "<!DOCTYPE speak [<!ATTLIST sub alias CDATA 'long'>]><speak><sub/></speak>",
    ],
    ids=["billion laughs", "quadratic", "file", "parameter entity", "dtd", "defaults"],
)
def test_entities_cannot_be_declared(bomb):
    assert "a document type declaration is not allowed" in refusal(bomb)


def test_depth_and_number_of_elements_are_bounded():
    assert "nested more than 32 deep" in refusal(f"<speak>{'<p>' * 40}a{'</p>' * 40}</speak>")
    assert "more than 10000 elements" in refusal(f"<speak>{'<w/>' * 10_001}a</speak>")


@pytest.mark.parametrize(
    "unit",
    [
        "é&amp;", "a\n", "<break/>a", "<s>a</s>", "😀&#9;", "<w>1</w>", "1,", "<!---->", "猫 a",
        "<prosody rate='2'>a</prosody>",
    ],
)  # fmt: skip
def test_long_documents_take_linear_time(unit):
    count = min(20_000 // len(unit), 5_000 if "</" in unit or "/>" in unit else 20_000)
    text = f"<speak>{unit * count}</speak>"
    check_tiling(text, normalise_ssml(text, lang="a").pieces)


TAGS = [
    "<speak>", "</speak>", "<p>", "</p>", "<s/>", "<break/>", "<break time='1s'/>", "<w>", "</w>",
    "<prosody rate='2'>", "</prosody>", "<say-as interpret-as='digits'>", "</say-as>",
    "<say-as interpret-as='characters'>", "<sub alias='a b'>", "</sub>", "<phoneme ph='ə'>",
    "</phoneme>", "<lang xml:lang='es'>", "</lang>", "<voice name='nova'>", "</voice>", "<desc>",
    "</desc>", "<!-- -->", "<![CDATA[", "]]>", "&amp;", "&#233;", "&", "<", ">", "'", "<?x?>",
    "Hello", " ", "é", "猫", "$5", "1,000.", "\r\n", "\t", "😀", "<mark name='a'/>", "<audio>",
]  # fmt: skip
BODIES = st.lists(st.sampled_from(TAGS) | st.text(max_size=5), max_size=20).map("".join)


def check_any(text):
    try:
        explanation = explain(text)
    except NothingToSpeak:
        return
    except InvalidRequest as error:
        if not PLACE.match(error.message):
            raise
        return
    check_tiling(text, explanation.normalised.pieces)
    check_tiling(text, explanation.segments)
    for segment in explanation.segments:
        for word in segment.words:
            assert word.text == text[word.start : word.end]


@given(BODIES)
@example("<say-as interpret-as='digits'></say-as>a")
@example("<sub alias='a b'></sub>")
@example("a<phoneme ph='ə'></phoneme>b")
def test_any_text_gives_pieces_that_tile_or_an_error_with_its_place(body):
    check_any(f"<speak>{body}</speak>")


ELEMENT_NAMES = ["p", "s", "w", "emphasis", "prosody rate='2'", "lang xml:lang='es'", "audio"]
TREES = st.recursive(
    st.sampled_from(["Hello", " ", "é&amp;", "$5", "猫 ", "1,000. ", "<break/>", "\r\n", "😀"]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name.partition(' ')[0]}>",
        st.sampled_from(ELEMENT_NAMES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=6).map("".join))
def test_any_document_of_known_elements_is_read(body):
    check_any(f"<speak>{body}</speak>")
    check_tiling(
        f"<speak>{body}</speak>", normalise_ssml(f"<speak>{body}</speak>", lang="a").pieces
    )

"""G2P with the real lexicons and espeak-ng: offsets, notation, threads, no network."""

import importlib.util
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("misaki.en")
pytest.importorskip("phonemizer")

from phemius_core.errors import InvalidRequest
from phemius_core.phonemes import VOCABULARY, phoneme_ids
from phemius_core.text import (
    G2P,
    NormalisedText,
    PhonemeToken,
    Piece,
    load_g2p,
    segments,
)
from phemius_core.text._espeak import EspeakG2P
from phemius_core.text.english import EnglishG2P

TEXTS = {
    "e": "Hola, ¿cómo estás? El niño de la casa canta.",
    "f": "Les amis sont arrivés à l’hôtel, n’est-ce pas ?",
    "i": "Ciao bella, come stai? Gli amici dell'università.",
    "p": "Olá, como você está? O coração não mente.",
    "h": "नमस्ते दुनिया, आप कैसे हैं।",
    "j": "こんにちは、世界。日本語です。",
    "z": "你好，世界。我们去北京。",
}


@pytest.fixture(scope="module")
def american() -> EnglishG2P:
    return EnglishG2P(british=False)


def test_english_names_what_read_each_word(american):
    readers = {token.text: token.reader for token in american.phonemize("The Gryzzk slept.")}
    assert readers["slept"] == "lexicon"
    assert readers["Gryzzk"] == "espeak"


@pytest.fixture(scope="module")
def british() -> EnglishG2P:
    return EnglishG2P(british=True)


def phonemes_of(g2p: G2P, text: str) -> str:
    return "".join(t.phonemes + " " * t.space_after for t in g2p.phonemize(text)).strip()


def check_offsets(text: str, tokens: list[PhonemeToken]) -> None:
    at = 0
    for token in tokens:
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        assert not any(c.isalnum() for c in text[at : token.start])
        at = token.end
    assert not any(c.isalnum() for c in text[at:])


def test_english_reads_homographs_by_context(american):
    assert phonemes_of(american, "I will read it.").count("ɹˈid") == 1
    assert phonemes_of(american, "I have read it.").count("ɹˈɛd") == 1


def test_american_and_british_differ(american, british):
    assert phonemes_of(american, "A tomato.") != phonemes_of(british, "A tomato.")
    assert american.version != british.version


@pytest.mark.parametrize(
    "text",
    [
        "  Hello,  \"world\"!\tI don't\n read the well-known Phemius's book… (rock'n'roll)? ",
        "foo/bar a_b #tag x@y.com ... -- 5kg it's O'Neil 'twas 1,000.50 $5 £3m",
        "Привет мир, 東京 and naïve café; ﬁne ½ ² Ⅷ",
        "[Kokoro](/kˈO/) **bold** `code` <b>x</b>",
        "A.B.C. U.S.A.'s e.g. i.e. 3rd 21st 1990s $1.5bn 10:30 99999999999999999999999999999",
    ],
)
def test_english_offsets_are_exact_and_no_word_is_lost(american, text):
    check_offsets(text, american.phonemize(text))


@pytest.mark.parametrize(("lang", "text"), TEXTS.items())
def test_other_languages_read_every_word_in_the_models_notation(lang, text):
    g2p = load_g2p(lang)
    check_offsets(text, g2p.phonemize(text))
    found = list(segments(as_written(text), g2p=g2p))
    assert [w.code for s in found for w in s.warnings] == []
    assert found[-1].phonemes[-1] in ".?"
    assert all(s.phonemes[w.phoneme_start : w.phoneme_end].strip() for s in found for w in s.words)
    phoneme_ids("".join(s.phonemes for s in found))


def test_french_links_words_as_they_are_spoken_together():
    assert phonemes_of(EspeakG2P("f"), "les amis") == "lez amˈi"


def test_phonemes_that_espeak_joins_are_split_among_their_words():
    tokens = EspeakG2P("a").phonemize("out of the blue, some of them")
    assert [t.text for t in tokens] == ["out", "of", "the", "blue", ",", "some", "of", "them"]
    assert all(t.phonemes for t in tokens)


def as_written(text: str) -> NormalisedText:
    return NormalisedText(text, (Piece("text", text, 0, len(text)),))


def test_without_espeak_an_unknown_word_is_spelt_and_reported():
    g2p = EnglishG2P(british=False, espeak=False)
    (segment,) = segments(as_written("Ask Phemius Grzxq."), g2p=g2p)
    assert [word.text for word in segment.words] == ["Ask", "Phemius", "Grzxq"]
    assert all(w.phoneme_end > w.phoneme_start for w in segment.words)
    assert [w.code for w in segment.warnings] == ["spelt_word", "spelt_word"]
    assert (segment.warnings[0].start, segment.warnings[0].end) == (4, 11)


def test_with_espeak_an_unknown_word_is_not_spelt(american):
    (segment,) = segments(as_written("Ask Phemius."), g2p=american)
    assert segment.warnings == ()
    assert "fˈimiəs" in segment.phonemes


def test_thirty_two_concurrent_texts_give_the_same_phonemes_as_one_at_a_time(american, british):
    others: list[G2P] = [EspeakG2P(lang) for lang in "efhip"]
    jobs: list[tuple[G2P, str]] = [
        (g2p, f"{text} Phemius Grzxq{n} Zorblax.")
        for n in range(4)
        for g2p, text in [
            (american, "A frobnicated wuggle."),
            (british, "A frobnicated wuggle."),
            (american, "The quick brown fox."),
            *((other, TEXTS[lang]) for other, lang in zip(others, "efhip", strict=True)),
        ]
    ]
    assert len(jobs) == 32
    alone = [g2p.phonemize(text) for g2p, text in jobs]
    with ThreadPoolExecutor(32) as pool:
        together = list(pool.map(lambda job: job[0].phonemize(job[1]), jobs * 4))
    assert together == alone * 4


def test_loading_and_reading_need_no_network(monkeypatch):
    def refuse(*args: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert phonemes_of(EnglishG2P(british=False), "Hello.") == "həlˈO."


@pytest.mark.skipif(
    importlib.util.find_spec("spacy_curated_transformers") is not None,
    reason="spaCy loads its torch plugins where they are installed, used or not",
)
def test_reading_english_loads_no_torch():
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from phemius_core.text import load_g2p\n"
        "assert load_g2p('a').phonemize('Hello Phemius.')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, phemius_core.text\n"
        "heavy = {'spacy', 'misaki', 'phonemizer', 'espeakng_loader', 'num2words', 'numpy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "a-" * 5_000, "1" * 10_000, "Zq'" * 3_333, "a.b@" * 2_500, "$" * 9_999 + "1"],
    ids=lambda text: text[:4],
)
def test_ten_thousand_characters_without_a_space_take_bounded_time(american, text):
    started = time.perf_counter()
    found = list(segments(as_written(text), g2p=american))
    assert time.perf_counter() - started < 30
    assert found[-1].end == len(text)
    assert max(len(segment.phonemes) for segment in found) <= 510


def test_the_taggers_string_store_does_not_grow(american):
    strings = american._misaki.nlp.vocab.strings
    american.phonemize("Warm up.")
    before = len(strings)
    american.phonemize(" ".join(f"grzx{n}q" for n in range(50)))
    assert len(strings) == before


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidRequest, match="klingon"):
        load_g2p("klingon")


def test_phoneme_ids_are_those_of_kokoro():
    assert phoneme_ids("həlˈO.") == [50, 83, 54, 156, 31, 4]
    assert len(VOCABULARY) == 114
    with pytest.raises(ValueError, match="☃"):
        phoneme_ids("a☃")

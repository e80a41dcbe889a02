"""Acronyms, brands and English words in French and Italian, as espeak-ng is given them."""

import pytest

from phemius_core.text import load_g2p
from phemius_core.text.french import RESPELLING as FRENCH
from phemius_core.text.italian import RESPELLING as ITALIAN


@pytest.mark.parametrize(
    ("respelling", "run", "spelt"),
    [
        (FRENCH, "la SNCF", "la èsse-ène-cé-èf"),
        (FRENCH, "l'OTAN et l'UE", "l'otan et l'u-euh"),
        (FRENCH, "PME", "pé-èmme-euh"),
        (FRENCH, "des PMEs", "des pé-èmme-euh"),
        (FRENCH, "NON", "non"),
        (FRENCH, "la NASA et l'UNESCO", "la nasa et l'unesco"),
        (FRENCH, "BONJOUR À TOUS", "BONJOUR À tous"),
        (FRENCH, "RUE DU BAC", "rue du bac"),
        (FRENCH, "mon iPhone", "mon aïfone"),
        (FRENCH, "l'iPhone", "l'aïfone"),
        (FRENCH, "un mot A", "un mot A"),
        (FRENCH, "à l'est", "à l'èste"),
        (ITALIAN, "sessantasette", "sessanta-sette"),
        (ITALIAN, "l'IVA e la RAI", "l'iva e la rai"),
        (ITALIAN, "la UE", "la u-e"),
        (ITALIAN, "USB", "u-esse-bi"),
        (ITALIAN, "su Google", "su gùgol"),
    ],
)
def test_acronyms_are_words_or_letters_whatever_stands_around_them(respelling, run, spelt):
    assert respelling.respell(run.split()) == spelt.split()


@pytest.fixture(scope="module")
def g2ps():
    pytest.importorskip("phonemizer")
    return {lang: load_g2p(lang) for lang in "fi"}


def phonemes_of(g2p, text):
    return [token.phonemes.replace("ˈ", "").replace("ˌ", "") for token in g2p.phonemize(text)]


@pytest.mark.parametrize(
    ("lang", "text", "phonemes"),
    [
        # each said once, by the letters of the language or as a word
        ("f", "eBay", "ibe"),
        ("f", "OTAN", "otɑ̃"),
        ("f", "BCE", "beseœ"),
        ("f", "SNCF", "ɛsɛnseɛf"),
        ("f", "IBM", "ibeɛm"),
        ("f", "Google", "ɡuɡœl"),
        ("i", "IVA", "iva"),
        ("i", "USA", "uza"),
        ("i", "NASA", "naza"),
        ("i", "Google", "ɡuɡol"),
        ("i", "PC", "piʧi"),
    ],
)
def test_acronyms_and_brands_are_said_once(g2ps, lang, text, phonemes):
    assert phonemes_of(g2ps[lang], text) == [phonemes]
    article = {"f": "le", "i": "la"}[lang]
    assert phonemes_of(g2ps[lang], f"{article} {text}")[1:] == [phonemes]


@pytest.mark.parametrize(
    ("text", "word", "phonemes"),
    [
        ("deux ans", 0, "døz"),
        ("vingt ans", 0, "vɛ̃t"),
        ("six enfants", 0, "siz"),
        ("neuf heures", 0, "nœv"),
        ("quatre-vingts ans", 0, "katʁvɛ̃z"),
        ("vingt et une heures", 2, "yn"),
    ],
)
def test_a_french_number_in_words_is_linked_to_its_noun(g2ps, text, word, phonemes):
    assert phonemes_of(g2ps["f"], text)[word] == phonemes

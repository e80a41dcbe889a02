"""Full stops of initials and abbreviations end no sentence; that of a single letter may."""

import pytest

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._sentences import sentence_ends, split_sentences
from phemius_core.text._text_buffer import TextBuffer

LANGUAGES = "abefhijpz"
SENTENCES = [
    ("a", "We chose plan B. Then we left.", 2),
    ("a", "John F. Kennedy spoke. So did I. Then he left.", 3),
    ("e", "Elegimos el plan B. Luego salimos.", 2),
    ("e", "Vive en el bloque C. Carlos lo sabe.", 2),
    ("e", "Juan J. Linz llegó. Luego habló.", 2),
    ("f", "Nous avons le plan B. Ensuite, on part.", 2),
    ("f", "Prenez la vitamine C. Marie en prend.", 2),
    ("f", "On a vu John F. Kennedy. Il parlait.", 2),
    ("f", "Un livre de J. Le Goff est sorti.", 1),
    ("i", "Abbiamo il piano B. Poi partiamo.", 2),
    ("i", "Scala A. Marco abita lì.", 2),
    ("i", "Ecco Maria S. Rossi. Lei canta.", 2),
    ("p", "Temos o plano B. Depois saímos.", 2),
    ("p", "Moro no bloco C. Maria mora ao lado.", 2),
    ("p", "O escritor Paulo R. Costa veio. Ele falou.", 2),
    ("h", "हमारे पास प्लान B. फिर चले।", 2),
]


def count_sentences(text: str, lang: str) -> int:
    normalised = normalise(text, lang=lang)
    return len(split_sentences(normalised, OffsetMap(normalised)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "name", ["J.R.R. Tolkien", "J. R. R. Tolkien", "C. S. Lewis", "J.K. Rowling"]
)
def test_initials_end_no_sentence(name: str, lang: str) -> None:
    normalised = normalise(f"{name} 1234", lang=lang)
    assert count_sentences(f"{name} 1234", lang) == 1
    assert "." not in normalised.text


@pytest.mark.parametrize(("lang", "text", "count"), SENTENCES, ids=[row[1] for row in SENTENCES])
def test_the_stop_of_a_letter_ends_a_sentence_unless_a_name_goes_on(
    lang: str, text: str, count: int
) -> None:
    assert count_sentences(text, lang) == count


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("a", "It was Sgt. Pepper"),
        ("e", "Vive en la Avda. América"),
        ("f", "Le Gén. Leclerc"),
        ("i", "Ecco il Dott. Bianchi"),
        ("p", "A Profa. Ana"),
    ],
)
def test_text_that_arrives_in_parts_is_not_split_behind_an_abbreviation(
    lang: str, text: str
) -> None:
    assert list(sentence_ends(text, lang=lang)) == []
    assert TextBuffer(lang=lang).feed(text) == ""


def test_the_abbreviations_of_a_language_are_not_those_of_another() -> None:
    assert "avda" in load_rules("e").abbreviations
    assert list(sentence_ends("Dans l'avda. Puis", lang="f")) != []

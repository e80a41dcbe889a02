"""What the Romance languages share: written numbers, addresses, and where rules begin."""

import re

import pytest

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._sentences import split_sentences

LANGUAGES = "efip"


@pytest.mark.parametrize(
    ("lang", "written", "spoken"),
    [
        # one pattern of a number: the mark between groups, and three zeros after a comma
        ("e", "1'234 euros", "mil doscientos treinta y cuatro euros"),
        ("p", "1'234 euros", "mil duzentos e trinta e quatro euros"),
        ("f", "25,000 euros", "vingt-cinq mille euros"),
        ("i", "25,000 euro", "venticinquemila euro"),
        # colours are spelt, and a number sign may stand apart from its number
        ("f", "#FF5733", "dièse F F cinq sept trois trois"),
        ("i", "#FF5733", "cancelletto F F cinque sette tre tre"),
        ("f", "la chambre # 5", "la chambre numéro cinq"),
        ("i", "la camera # 5", "la camera numero cinque"),
        # raised numbers and fractions behind a name keep their words
        ("f", "@g²", "arobase g au carré"),
        ("i", "#L½", "hashtag L un mezzo"),
        ("e", "#L½", "hashtag L un medio"),
        # a link in a sentence is read without its scheme
        ("e", "Mira https://google.com hoy", "Mira google punto com hoy"),
        ("p", "Veja https://google.com hoje", "Veja google ponto com hoje"),
    ],
)
def test_what_is_written_alike_is_read_alike(lang, written, spoken):
    assert " ".join(normalise(written, lang=lang).text.split()) == spoken


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("e", "Llegó el tren. 3 personas bajaron."),
        ("f", "Le train est parti. 3 personnes sont restées."),
        ("i", "Il treno è partito. 3 persone sono rimaste."),
        ("p", "O trem chegou. 3 pessoas desceram."),
    ],
)
def test_a_sentence_may_begin_with_a_number(lang, text):
    normalised = normalise(text, lang=lang)
    assert len(split_sentences(normalised, OffsetMap(normalised))) == 2


@pytest.mark.parametrize("text", ["lun. 3 janv. 2024", "art. L. 123", "lun.-ven. 9h"])
def test_a_number_after_an_abbreviation_begins_no_sentence(text):
    spoken = normalise(text, lang="f").text
    assert spoken == spoken.lower() or spoken == "article L. cent vingt-trois"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_says_where_it_begins(lang):
    for rule in load_rules(lang).verbaliser.rules:
        assert rule.starts, rule.name
        assert re.compile(rule.starts)

"""English homographs: readings by context, phonemes of both accents, offsets, the model's file."""

import importlib.util
import re
import sys
from importlib import resources
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.text.homograph_cases import BOTH_READINGS

from phemius_core.phonemes import VOCABULARY
from phemius_core.text import PhonemeToken
from phemius_core.text.english.homographs import HomographReader, _model
from phemius_core.text.english.homographs._features import SentenceContext, context_words
from phemius_core.text.english.homographs._model import Contrast, HomographModel, load_model
from phemius_core.text.english.homographs._tagger import WordClasses, likeliest
from phemius_core.text.english.homographs._words import homographs

SCRIPT = Path(__file__).parents[2] / "scripts" / "train_homographs.py"
SENTENCES = [
    (text, word, reading)
    for word, first, one, second, other in BOTH_READINGS
    for reading, text in ((first, one), (second, other))
]


def as_tokens(text: str) -> list[PhonemeToken]:
    """Words and marks with a phoneme that no reading has."""
    return [
        PhonemeToken(m[0], "x", m.start(), m.end(), text[m.end() : m.end() + 1] == " ")
        for m in re.finditer(r"\w+|[^\w\s]", text)
    ]


def readings_of(text: str, word: str, *, british: bool = False) -> list[str]:
    """Names of the readings that a word is given in a text, in order."""
    found = HomographReader(british=british).read(text, as_tokens(text))
    names = {
        reading.british if british else reading.american: reading.name
        for reading in homographs()[word].readings
    }
    return [names[token.phonemes] for token in found if token.text.lower() == word]


@pytest.mark.parametrize(("text", "word", "reading"), SENTENCES)
def test_a_homograph_is_read_by_its_sentence(text, word, reading):
    assert readings_of(text, word) == [reading]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("What we must do is read. Yesterday we read books.", "read", ["present", "past"]),
        ("The bass player caught a bass.", "bass", ["bass", "corp"]),
        ("He took a bow and put down his bow.", "bow", ["nou-ship", "nou-knot"]),
        ("The invalid card was refused; we refuse refuse.", "refuse", ["vrb", "nou"]),
        ("Polish the Polish table.", "polish", ["polish", "geo"]),
        ("The lead singer will lead; the lead weight sank.", "lead",
         ["nou-vrb", "nou-vrb", "nou"]),
        ("Please close the door that is close to you.", "close", ["vrb", "adj-nou"]),
        ("They will present the present.", "present", ["vrb", "adj-nou"]),
        ("I object to that object.", "object", ["vrb", "nou"]),
        ("Do not desert me in the desert.", "desert", ["vrb", "nou"]),
        ("The game was broadcast live, and we live near the stadium.", "live", ["adj", "vrb"]),
        ("Remember to wind the clock before the wind gets up.", "wind", ["vrb", "nou"]),
        ("They reread that chapter each spring.", "reread", ["present"]),
        ("She is used to getting her way. I used a fork.", "used", ["used_to", "vrb"]),
    ],
)  # fmt: skip
def test_one_sentence_may_have_both_readings(text, word, expected):
    found = readings_of(text, word)
    assert [name.removeprefix(f"{homographs()[word].word}_") for name in found] == expected


@pytest.mark.parametrize(
    ("form", "american", "british"),
    [
        ("wounds", "wˈundz", "wˈuːndz"),
        ("wounded", "wˈundᵻd", "wˈuːndɪd"),
        ("polished", "pˈɑlɪʃt", "pˈɒlɪʃt"),
        ("separated", "sˈɛpəɹˌATᵻd", "sˈɛpəɹAtɪd"),
        ("separates", "sˈɛpəɹˌAts", "sˈɛpəɹAts"),
        ("refused", "ɹəfjˈuzd", "ɹɪfjˈuːzd"),
        ("conducted", "kəndˈʌktᵻd", "kəndˈʌktɪd"),
        ("presenting", "pɹizˈɛntɪŋ", "pɹɪzˈɛntɪŋ"),
        ("permitted", "pəɹmˈɪTᵻd", "pəmˈɪtɪd"),
        ("minutes", "mˈɪnəts", "mˈɪnɪts"),
        ("houses", "hˈWzᵻz", "hˈWzɪz"),
        ("reads", "ɹˈidz", "ɹˈiːdz"),
        ("lived", "lˈɪvd", "lˈɪvd"),
        ("tearing", "tˈɛɹɪŋ", "tˈɛːɹɪŋ"),
        ("winding", "wˈIndɪŋ", "wˈIndɪŋ"),
        ("résumé", "ɹˈɛzəmˌA", "ɹˈɛzjʊmA"),
        ("leaded", "lˈɛdᵻd", "lˈɛdɪd"),
    ],
)
def test_a_form_of_one_reading_has_its_phonemes_in_both_accents(form, american, british):
    (reading,) = homographs()[form].readings
    assert (reading.american, reading.british) == (american, british)


def test_every_reading_is_in_the_models_phonemes_and_differs_from_the_others():
    for found in homographs().values():
        spoken = [reading.american for reading in found.readings]
        assert len(set(spoken)) == len(spoken), found.form
        for reading in found.readings:
            assert set(reading.american + reading.british) <= VOCABULARY.keys(), reading


def test_a_homograph_within_a_longer_word_is_read_too():
    text = "A lead-free solder."
    token = PhonemeToken("lead-free", "lˌidfɹˈi", 2, 11, space_after=True)
    (found,) = HomographReader(british=False).read(text, [token])
    assert (found.phonemes, found.reader) == ("lˌɛdfɹˈi", "rule")
    token = PhonemeToken("wind's", "wˈIndz", 4, 10, space_after=True)
    (found,) = HomographReader(british=False).read("The wind's force.", [token])
    assert found.phonemes == "wˈɪndz"


def test_what_decided_is_named():
    text = "Polish shoes close at the bass hall."
    found = HomographReader(british=False).read(text, as_tokens(text))
    assert {t.text: t.reader for t in found if t.reader} == {
        "Polish": "rule",
        "close": "homographs",
        "bass": "homographs",
    }


WORDS = st.one_of(
    st.sampled_from(sorted(homographs())),
    st.sampled_from(
        ("the", "a", "to", "of", "and", "I", "she", "will", "not", ",", ".", "-", "“", "’s", "12")
    ),
    st.text(max_size=6),
)


@given(st.lists(WORDS, max_size=30), st.booleans())
def test_any_text_keeps_its_tokens_and_gives_each_homograph_a_reading(words, british):
    text = " ".join(words)
    tokens = as_tokens(text)
    found = HomographReader(british=british).read(text, tokens)
    assert [(t.text, t.start, t.end, t.space_after) for t in found] == [
        (t.text, t.start, t.end, t.space_after) for t in tokens
    ]
    for token in found:
        known = homographs().get(token.text.lower())
        if token.reader:
            assert known is not None
            spoken = {r.british if british else r.american for r in known.readings}
            assert token.phonemes in spoken
        else:
            assert token.phonemes == "x"


@given(st.text(max_size=80))
def test_words_of_a_context_are_in_order_and_within_the_text(text):
    at = 0
    for word in context_words(text):
        assert word.start >= at
        assert text[word.start : word.end] == word.text
        at = word.end


def test_the_work_for_a_word_does_not_grow_with_its_sentence():
    def features(text: str) -> int:
        context = SentenceContext(context_words(text), WordClasses())
        at = context.lower.index("record")
        return len(context.syntax(at)) + len(context.topic(at, "record"))

    clause = "many quiet people from the old town often sang there "
    assert features(clause * 40 + "record " + clause * 40) == features(
        clause * 4 + "record " + clause * 4
    )
    assert features(clause * 4 + "record " + clause * 4) < 300


def test_a_word_of_two_classes_has_the_one_that_its_neighbours_ask_for():
    follows = {("<>", "TO"): 0.0, ("TO", "VB"): 0.0, ("TO", "NN"): -3.0, ("VB", "<>"): -1.0,
               ("NN", "<>"): -1.0, ("<>", "DET"): 0.0, ("DET", "NN"): 0.0}  # fmt: skip
    assert likeliest(["TO", "NN|VB"], follows) == ["TO", "VB"]
    assert likeliest(["DET", "VB|NN"], follows) == ["DET", "NN"]
    assert likeliest([], follows) == []


def test_the_model_is_small():
    file = resources.files(_model.__package__).joinpath("data/homographs.npz")
    assert len(file.read_bytes()) < 1_000_000


def test_a_model_of_another_format_is_refused(monkeypatch):
    monkeypatch.setattr(_model, "FORMAT", _model.FORMAT + 1)
    load_model.cache_clear()
    with pytest.raises(RuntimeError, match="install again"):
        load_model()
    load_model.cache_clear()


def test_a_feature_that_was_never_seen_counts_nothing():
    weights, checks = np.full(16, 100, np.int8), np.zeros(16, np.uint8)
    context = SentenceContext(context_words("we record it"), WordClasses())
    contrast = Contrast(("verb",), "record/record_vrb", "record/record_vrb")
    sizes = len(context.syntax(1)) * 2 + len(context.topic(1, "record"))
    score = HomographModel(weights, checks, 1.0, WordClasses()).score(context, 1, contrast)
    assert score < sizes * 100 / 20


@pytest.fixture(scope="module")
def training() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_homographs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_training_learns_a_contrast_and_writes_the_same_bytes_each_time(training, tmp_path):
    written = []
    for n in range(2):
        examples = training.Examples()
        contrast = homographs()["record"].contrasts()[0]
        for name in ("the old", "a new", "his best"):
            for text, label in ((f"{name} record fell", False), (f"{name} men record it", True)):
                context = SentenceContext(context_words(text), WordClasses())
                at = context.lower.index("record")
                for fold in range(3):
                    examples.add(context, at, contrast, label, weight=1.0, fold=fold)
        fitted = training.fit(examples, np.ones(18, bool))
        model = HomographModel(*fitted, WordClasses())
        for text, is_verb in (("her old record stood", False), ("two men record it", True)):
            context = SentenceContext(context_words(text), WordClasses())
            at = context.lower.index("record")
            assert (model.score(context, at, contrast) > 0) == is_verb
        training.write_model(tmp_path / f"{n}.npz", *fitted, WordClasses({"old": "JJ"}))
        written.append((tmp_path / f"{n}.npz").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("text", "american", "british"),
    [
        ("I read two books every week.", "ɹˈid", "ɹˈiːd"),
        ("Old pipes made of lead can poison the water.", "lˈɛd", "lˈɛd"),
        ("Harsh words wound people.", "wˈund", "wˈuːnd"),
        ("She is used to getting her way.", "jˈust tə", "jˈuːst tə"),
        ("It was a lead-free solder.", "lˌɛdfɹˈi", "lˌɛdfɹˈiː"),
    ],
)
def test_the_g2p_reads_homographs_by_context(text, american, british):
    pytest.importorskip("misaki.en")
    from phemius_core.text import load_g2p

    for lang, expected in (("a", american), ("b", british)):
        tokens = load_g2p(lang).phonemize(text)
        assert expected in "".join(t.phonemes + " " * t.space_after for t in tokens)
        assert {t.reader for t in tokens} & {"homographs", "rule"}

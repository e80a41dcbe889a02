"""Parts of a text in another language: marked ones, and runs of another script."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonemizer.backend import EspeakBackend

from phemius_core.errors import MissingExtra
from phemius_core.phonemes import VOCABULARY
from phemius_core.testing import LetterG2P
from phemius_core.text import PhonemeToken, TextPipeline, load_g2p
from phemius_core.text._foreign import FOREIGN, find_reader, same_language
from phemius_core.text._nearest_phonemes import nearest_phonemes
from phemius_core.text._normalise import normalise


class RecordingG2P(LetterG2P):
    """Notes the language and the text of each call."""

    def __init__(self, lang, calls):
        self.lang = lang
        self.calls = calls

    def phonemize(self, text: str) -> list[PhonemeToken]:
        self.calls.append((self.lang, text.strip()))
        return super().phonemize(text)


def read(text, lang="a"):
    """Explanation of a text, and who was asked to read what."""
    calls = []
    pipeline = TextPipeline(g2p=lambda code: RecordingG2P(code, calls))
    return pipeline.explain(text, lang=lang), calls


def runs(text, lang="a"):
    """Language and text of each run of pieces in another language."""
    pieces = normalise(text, lang=lang).pieces
    grouped = [(code, list(run)) for code, run in groupby(pieces, key=lambda p: p.lang)]
    return [(code, text[run[0].start : run[-1].end]) for code, run in grouped if code]


def test_a_marked_part_is_read_by_the_g2p_of_its_language():
    text = "My friend [José Núñez](lang:es) lives here."
    explanation, calls = read(text)
    assert calls == [("a", "My friend"), ("e", "José Núñez"), ("a", "lives here.")]
    [segment] = explanation.segments
    assert [word.text for word in segment.words] == [
        *("My", "friend", "José", "Núñez", "lives", "here"),
    ]
    assert all(text[word.start : word.end] == word.text for word in segment.words)
    assert explanation.warnings == ()


def test_a_marked_part_is_put_into_the_words_of_its_language():
    [explanation, calls] = read("Dijo [It costs $5.](lang:en) y se fue.", lang="e")
    assert ("a", "It costs five dollars.") in calls
    assert "$" not in explanation.text


@pytest.mark.parametrize(
    ("tag", "reader"),
    [
        ("es", "e"), ("es-MX", "e"), ("ES", "e"), ("en", "a"), ("en-US", "a"), ("en-GB", "b"),
        ("en_AU", "b"), ("pt", "p"), ("pt-BR", "p"), ("pt-PT", "pt"), ("zh", "z"),
        ("zh-Hans-CN", "z"), ("cmn", "z"), ("zh-HK", "yue"), ("yue", "yue"), ("ja", "j"),
        ("ja-JP", "j"), ("de", "de"), ("de-AT", "de"), ("ru-RU", "ru"), ("no", "nb"),
        ("nn-NO", "nb"), ("iw", "he"),
        ("fr-CA", "f"), ("hi", "h"), ("it", "i"), ("xx", None), ("und", None), ("", None),
    ],
)  # fmt: skip
def test_tags_of_languages(tag, reader):
    assert find_reader(tag) == reader


def test_varieties_of_one_language():
    assert same_language("a", "b")
    assert same_language("p", "pt")
    assert not same_language("a", "e")


def test_an_unknown_language_is_read_as_the_rest_with_a_warning():
    text = "One [two](lang:xx) three."
    explanation, calls = read(text)
    assert {lang for lang, _ in calls} == {"a"}
    assert explanation.text == "One two three."
    [warning] = explanation.warnings
    assert warning.code == "unknown_language"
    assert text[warning.start : warning.end] == "[two](lang:xx)"


def test_other_links_and_pronunciations_stay_what_they_are():
    explanation, calls = read("See [the page](language:es), [the site](lang) and [x](/tˈɛst/).")
    assert explanation.text == "See the page, the site and x."
    assert {lang for lang, _ in calls} == {"a"}
    assert "tˈɛst" in explanation.segments[0].phonemes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The word 猫 means cat.", [("z", "猫")]),
        ("The word 猫 is read ねこ.", [("j", "猫"), ("j", "ねこ")]),
        ("She eats 食べる now.", [("j", "食べる")]),
        ("Moscow is Москва in Russian.", [("ru", "Москва")]),
        ("Say Привет, как дела? to her.", [("ru", "Привет, как дела")]),
        ("He wrote Мне 25 лет и точка.", [("ru", "Мне 25 лет и точка")]),
        ("Kyiv is Київ here.", [("uk", "Київ")]),
        ("It is България now.", [("bg", "България")]),
        ("He said Љубав once.", [("sr", "Љубав")]),
        ("Greece is Ελλάδα in Greek.", [("el", "Ελλάδα")]),
        ("Mumbai is मुंबई there.", [("h", "मुंबई")]),
        ("Hello is 안녕하세요 in Seoul.", [("ko", "안녕하세요")]),
        ("It is العربية there.", [("ar", "العربية")]),
        ("It is گربه there.", [("fa", "گربه")]),
        ("Peace is שלום there.", [("he", "שלום")]),
        ("Thai is ภาษาไทย there.", [("th", "ภาษาไทย")]),
        ("Khmer is ខ្មែរ there.", [("und", "ខ្មែរ")]),
        ("It closed on 5月3日 then.", [("z", "5月3日")]),
        # Symbols, not words
        ("The angle α and Δt, 5 µm, 3 Ω.", []),
        ("A look-alike p\u0430ypal.", []),
        ("Plain ASCII and é, ü, ñ, ß, œ, ł.", []),
    ],
)
def test_runs_of_other_scripts_in_english(text, expected):
    assert runs(text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("j", "猫と кот です。", [("ru", "кот")]),
        ("j", "東京は日本です。", []),
        ("z", "北京是中国的首都。", []),
        ("z", "他说 さくら 很美。", [("j", "さくら")]),
        ("h", "यह मुंबई है।", []),
        ("h", "यह Москва है।", [("ru", "Москва")]),
        ("e", "La palabra 猫 es gato.", [("z", "猫")]),
        ("f", "Le mot кот.", [("ru", "кот")]),
    ],
)
def test_runs_of_other_scripts_in_other_languages(lang, text, expected):
    assert runs(text, lang) == expected


def test_a_run_that_touches_a_word_is_parted_from_it():
    explanation, _ = read("A猫 cat 猫cat.")
    assert explanation.segments[0].phonemes.count(" ") == 4


def failing(code):
    if code == "e":
        raise MissingExtra("espeakng-loader", "speech")
    if code == "ru":

        class Broken(LetterG2P):
            def phonemize(self, text):
                raise RuntimeError("broken")

        return Broken()
    return LetterG2P()


def test_a_language_that_cannot_be_read_never_fails_the_text():
    text = "One [dos](lang:es) and Москва."
    explanation = TextPipeline(g2p=failing).explain(text, lang="a")
    codes = [warning.code for warning in explanation.warnings]
    assert codes.count("unread_language") == 2
    assert [word.text for word in explanation.segments[0].words] == ["One", "dos", "and", "Москва"]
    assert "dos" in explanation.segments[0].phonemes


def test_a_script_without_a_g2p_is_read_by_the_names_of_its_letters_with_a_warning():
    explanation = TextPipeline(g2p=failing_but_real).explain("It is ខ្មែរ.", lang="a")
    [warning] = explanation.warnings
    assert warning.code == "spelt_word"


def failing_but_real(code):
    return load_g2p(code) if code == "und" else LetterG2P()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Съешь ещё этих мягких французских булок, да выпей чаю 25"),
        ("uk", "Їжак, ґанок і щастя"), ("bg", "България е красива"), ("el", "Γεια σου Κόσμε"),
        ("ko", "안녕하세요 반갑습니다"), ("ar", "مرحبا بالعالم"), ("fa", "سلام"), ("he", "שלום"),
        ("th", "สวัสดีครับ"), ("bn", "আমি বাংলায়"), ("ta", "வணக்கம்"), ("ka", "გამარჯობა"),
        ("hy", "Բարեւ Ձեզ"), ("de", "Grüß Gott, schöne Straße"), ("pl", "Dzień dobry, żółć"),
        ("vi", "Xin chào thế giới"), ("tr", "Günaydın"), ("sv", "sjuksköterska"),
        ("da", "rødgrød med fløde"), ("cs", "řeka příliš žluťoučký"), ("fi", "hyvää päivää"),
    ],
)  # fmt: skip
def test_sounds_of_other_languages_are_those_that_the_model_knows(lang, text):
    tokens = load_g2p(lang).phonemize(text)
    words = [token for token in tokens if any(c.isalnum() for c in token.text)]
    assert [token.text for token in words] == text.replace(",", "").split()
    for token in words:
        assert token.phonemes
        assert set(token.phonemes) <= set(VOCABULARY), token


def test_every_foreign_language_is_one_of_espeak():
    load_g2p("de")  # which finds the library
    assert set(EspeakBackend.supported_languages()) >= FOREIGN - {"und"}


@pytest.mark.parametrize(
    ("ipa", "known"),
    [
        ("t͡ʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("bʌtn̩", "bʌtᵊn"), ("ɦaɫ", "hal"), ("pʰa", "pʰa"),
        ("ɑ̃", "ɑ̃"), ("a.ta", "ata"), ("gɑ", "ɡɑ"), ("ma³¹", "ma"),
    ],
)  # fmt: skip
def test_nearest_phonemes(ipa, known):
    assert nearest_phonemes(ipa).replace("³", "").replace("¹", "") == known


mixed = st.text(
    st.sampled_from("ab 1.,'-猫ねМосква안녕ενמुं\u0301ال[](lang:es)ruخ\n\u200d"), max_size=80
)


@given(mixed)
def test_pieces_tile_any_mixture(text):
    at = 0
    for piece in normalise(text, lang="a").pieces:
        assert piece.start == at
        at = piece.end
    assert at == len(text)


@pytest.mark.parametrize(
    "unit", ["猫a", "Мо ", "М1 ", "α", "[a](lang:", "[Мо](lang:ru)", "1猫", "М-'", "ا 1,1 "]
)
def test_time_is_linear_in_hostile_mixtures(unit):
    text = unit * (40_000 // len(unit))
    assert normalise(text, lang="a").pieces[-1].end == len(text)


@pytest.mark.parametrize("lang", "aefhip")
@pytest.mark.parametrize("text", ["-Ж", "’あ", "• Ж"])
def test_a_mark_that_no_g2p_reads_stands_before_another_script(lang, text):
    assert any(segment.phonemes for segment in TextPipeline().explain(text, lang=lang).segments)

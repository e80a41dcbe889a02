"""What English phonemes need beside a general lexicon: our own, capitals, letters, marks."""

import pytest

pytest.importorskip("misaki.en")

from phemius_core.phonemes import VOCABULARY
from phemius_core.text._word_set import word_set
from phemius_core.text.english import EnglishG2P
from phemius_core.text.english._capitals import lower_shouted
from phemius_core.text.english._letters import letters_a
from phemius_core.text.english._lexicon import contracted, letter_names, load_lexicon
from phemius_core.text.english._reading import mend_tokens

COMMON = word_set(
    "contact about home terms apply today works sign deal need let stop read first team"
)


@pytest.fixture(scope="module")
def american() -> EnglishG2P:
    return EnglishG2P(british=False)


@pytest.fixture(scope="module")
def british() -> EnglishG2P:
    return EnglishG2P(british=True)


def phonemes_of(g2p: EnglishG2P, text: str) -> str:
    return "".join(t.phonemes + " " * t.space_after for t in g2p.phonemize(text)).strip()


@pytest.mark.parametrize("british_accent", [False, True])
def test_the_lexicon_is_large_and_in_the_models_vocabulary(british_accent):
    lexicon = load_lexicon(british=british_accent)
    assert len(lexicon) > 1400
    for word, phonemes in lexicon._exact.items():
        assert phonemes, word
        assert set(phonemes) <= set(VOCABULARY), word
    assert [w for w, phonemes in lexicon._exact.items() if phonemes.count("ˈ") > 1] == []


@pytest.mark.parametrize(
    ("word", "american", "british"),
    [
        ("Siobhan", "ʃəvˈɔn", "ʃəvˈɔːn"),
        ("Siobhan's", "ʃəvˈɔnz", "ʃəvˈɔːnz"),
        ("JSON", "ʤˈAsᵊn", "ʤˈAsᵊn"),
        ("AWS", "ˌAdˌʌbᵊljuˈɛs", "ˌAdˌʌbᵊljuːˈɛs"),
        ("APIs", "ˌApˌiˈIz", "ˌApˌiːˈIz"),
        ("Patricia", "pətɹˈɪʃə", "pətɹˈɪʃə"),
        ("Katarzyna", "kˌæTəʒˈɪnə", "kˌatəʒˈɪnə"),
        ("SIOBHAN", "ʃəvˈɔn", "ʃəvˈɔːn"),
        ("zsh", "zˌiˌɛsˈAʧ", "zˌɛdˌɛsˈAʧ"),
        ("Zhou", "ʤˈO", "ʤˈQ"),
        ("Björn", "bjˈɔɹn", "bjˈɔːn"),
    ],
)
def test_words_of_our_lexicon_in_both_accents(word, american, british):
    assert load_lexicon(british=False).find(word) == american
    assert load_lexicon(british=True).find(word) == british


def test_a_spelling_with_capitals_inside_is_its_own_word():
    lexicon = load_lexicon(british=False)
    assert lexicon.find("LED") is not None
    assert lexicon.find("led") is None
    assert lexicon.find("am") is None
    assert lexicon.find("chatgpt") is None
    assert lexicon.find_folded("chatgpt") == lexicon.find("ChatGPT")


def test_letters_by_name_have_one_main_stress():
    assert letter_names("TV", british=False) == "tˌivˈi"
    assert letter_names("z", british=True) == "zˈɛd"
    assert letter_names("z", british=False) == "zˈi"


@pytest.mark.parametrize(
    ("phonemes", "ending", "whole"),
    [
        ("wˌʌt", "re", "wˌʌtəɹ"),
        ("ʤˈɑn", "ll", "ʤˈɑnᵊl"),
        ("hˌu", "ve", "hˌuv"),
        ("ɪt", "d", "ɪtɪd"),
    ],
)
def test_contractions_follow_their_word(phonemes, ending, whole):
    assert contracted(phonemes, ending, british=False) == whole


@pytest.mark.parametrize(
    ("written", "looked_up"),
    [
        ("CONTACT US", "contact us"),
        ("LET US GO.", "let us go."),
        ("GO HOME", "go home"),
        ("HOW IT WORKS", "how it works"),
        ("the US team", "the US team"),
        ("THE US TEAM", "the US team"),
        ("US SENATE DEAL", "US senate deal"),
        ("IBM AND NASA SIGN DEAL", "IBM and NASA sign deal"),
        ("It is SO good, DO it.", "It is so good, do it."),
        ("the IT department, in IT", "the IT department, in IT"),
        ("WE NEED IT", "we need it"),
        ("I AM HOME", "I am home"),
        ("at ten AM", "at ten AM"),
        ("BBC", "BBC"),
        ("The WHO and the UN", "The WHO and the UN"),
    ],
)
def test_shouted_words_are_words_and_acronyms_letters(written, looked_up):
    assert lower_shouted(written, COMMON.__contains__) == looked_up


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("It is nine A M.", [11]),
        ("plan A is", [5]),
        ("an A.", [3]),
        ("A man, a plan", []),
        ("This Is A Title", []),
        ("Is it (a) or (b)?", [7]),
        ("A B C", [0]),
        ("A I know", []),
    ],
)
def test_the_letter_a_is_told_from_the_article(text, places):
    assert [start for start, _ in letters_a(text)] == places


def test_marks_that_a_tagger_dropped_are_heard():
    text = "(ten)—and plan B."
    read = [(0, 1, ""), (1, 4, "tˈɛn"), (4, 5, ""), (5, 6, ""), (6, 9, "ænd"), (10, 14, "plˈæn"),
            (15, 17, "bˈi")]  # fmt: skip
    tokens = [(*token, "lexicon") for token in read]
    mended = list(mend_tokens(text, tokens, british=False))
    assert [phonemes for _, _, phonemes, _ in mended] == [
        "(", "tˈɛn", ")", "—", "ænd", "plˈæn", "bˈi", ".",
    ]  # fmt: skip
    assert mended[-1][:2] == (16, 17)


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("CONTACT US", "kˈɑntækt ˌʌs"),
        ("Plan B.", "plˈæn bˈi."),
        ("nine A M.", "nˈIn ˈA ˈɛm."),
        ("The Pan Am jet.", "ðə pˈæn ˈæm ʤˈɛt."),
        ("the US economy", "ðə jˌuˈɛs ikˈɑnəmi"),
        ("what're you", "wˌʌtəɹ ju"),
        ("nginx and YAML", "ˌɛnʤɪnˈɛks ænd jˈæmᵊl"),
        ("wait — what", "wˈAt — wˌʌt"),
    ],
)
def test_american_speech(american, text, phonemes):
    assert phonemes_of(american, text) == phonemes


def test_british_speech(british):
    assert phonemes_of(british, "Joaquin uses kubectl.") == "wɑːkˈiːn jˈuːzɪz kjˈuːbkəntɹˌQl."

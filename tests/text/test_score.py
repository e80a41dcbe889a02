"""`score_files` on small files of both formats."""

import pytest

from phemius_core.errors import InvalidRequest
from phemius_core.text import TextPipeline, score_files
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._homograph_score import nearest_pronunciation
from phemius_core.text._score import loose_form

BOW = {"bow_nou-knot": "'boʊ", "bow_nou-ship": "'baʊ"}


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("a", "Twenty-four thousand and two", "twenty four thousand, two"),
        ("a", "five A M", "five AM"),
        ("a", "w w w dot", "WWW dot"),
        ("e", "¡Hola, señor!", "hola señor"),
        ("h", "पाँच, छह।", "पाँच छह"),
        ("h", "फ़ोर्थ", "फ\N{DEVANAGARI SIGN NUKTA}ोर्थ"),
        ("j", "三 時", "三時"),
    ],
)
def test_forms_that_sound_alike_are_equal(lang, one, other):
    assert loose_form(one, lang) == loose_form(other, lang)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [("a", "sandy", "sy"), ("a", "a mill", "am ill"), ("e", "uno dos", "unodos"), ("a", "1", "2")],
)
def test_forms_that_sound_different_are_not(lang, one, other):
    assert loose_form(one, lang) != loose_form(other, lang)


def test_a_file_is_scored_by_the_language_and_kind_of_its_name(tmp_path):
    path = tmp_path / "en-money.txt"
    path.write_text("$5~five dollars\n\n$6~six pounds\n$7~no~seven dollars\n")
    [score] = score_files([path])
    assert (score.lang, score.kind, score.right, len(score.cases)) == ("a", "money", 2, 3)
    assert [case.got for case in score.cases if not case.right] == ["six dollars"]
    assert score.accuracy == pytest.approx(2 / 3)


def test_a_language_may_be_given(tmp_path):
    path = tmp_path / "cases.txt"
    path.write_text("3/4/2026~the third of April, twenty twenty-six\n")
    [score] = score_files([path], lang="en-GB")
    assert (score.lang, score.kind, score.right) == ("b", "cases", 1)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("xx-date.txt", b"a~b", "give --lang"),
        ("en-date.txt", b"a~b\nno tilde", "line 2 of en-date.txt has no '~'"),
        ("en-date.txt", b"\xff~b", "not UTF-8"),
        ("bow.tsv", b"homograph\twordid\nbow\tx\n", "has no wordids.tsv"),
    ],
)
def test_a_file_in_neither_format_is_refused(tmp_path, name, content, problem):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    with pytest.raises(InvalidRequest, match=problem):
        list(score_files([folder / name]))


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(InvalidRequest, match=r"en-x\.txt cannot be read"):
        list(score_files([tmp_path / "en-x.txt"]))


@pytest.mark.parametrize(
    ("spoken", "pronunciations", "nearest"),
    [
        ("bˈO", BOW, "bow_nou-knot"),
        ("bˈW", BOW, "bow_nou-ship"),
        ("bˈQ", BOW, "bow_nou-knot"),
        ("ˈOkbˌWstɹˌiŋ", BOW, "bow_nou-ship"),
        ("", BOW, None),
        ("əbˈʤɛkt", {"n": "'ɑːbʤəkt", "v": "əb'ʤɛkt"}, "v"),
        ("ˈɑbʤɪkt", {"n": "'ɑːbʤəkt", "v": "əb'ʤɛkt"}, "n"),
        ("sˈɛpəɹət", {"a": "'sɛpɚət", "v": "'sɛpɚˌeɪt"}, "a"),
        ("sˈɛpəɹˌAT", {"a": "'sɛpɚət", "v": "'sɛpɚˌeɪt"}, "v"),
        ("tɹænspˈɔɹt", {"n": "'tɹænsˌpɔːɹt", "v": "ˌtɹæns'pɔːɹt"}, "v"),
        ("tɹˈænspˌɔɹt", {"n": "'tɹænsˌpɔːɹt", "v": "ˌtɹæns'pɔːɹt"}, "n"),
        ("jˈus", {"n": "'juːs", "v": "'juːz"}, "n"),
        ("ɹˈɛkəɹd", {"n": "'ɹɛkɚd", "v": "ɹə'kɔːɹd"}, "n"),
        ("ɹəkˈɔɹd", {"n": "'ɹɛkɚd", "v": "ɹə'kɔːɹd"}, "v"),
        ("mˈɪnᵻt", {"a": "ˌmaɪ'nuːt", "n": "'mɪnət"}, "n"),
    ],
)
def test_phonemes_are_matched_to_the_nearest_pronunciation(spoken, pronunciations, nearest):
    assert nearest_pronunciation(spoken, pronunciations) == nearest


class BowG2P:
    """Reads every word as `ə`, and "bow" as the front of a ship."""

    name, version = "bow", "1"

    def phonemize(self, text):
        tokens, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            phonemes = "bˈW" if word.startswith("bow") else "ə"
            tokens.append(PhonemeToken(word, phonemes, at, at + len(word), space_after=True))
        return tokens


def test_homographs_are_found_by_bytes_in_their_sentences(tmp_path):
    (tmp_path / "wordids.tsv").write_text(
        '"homograph"\t"wordid"\t"label"\t"pronunciation"\n'
        '"bow"\t"bow_nou-knot"\t"knot"\t"\'boʊ"\n'
        '"bow"\t"bow_nou-ship"\t"ship"\t"\'baʊ"\n'
    )
    folder = tmp_path / "train"
    folder.mkdir()
    (folder / "bow.tsv").write_text(
        '"homograph"\t"wordid"\t"sentence"\t"start"\t"end"\n'
        '"bow"\t"bow_nou-ship"\t"Ærø’s bow ""was"" seen"\t10\t13\n'
        '"bow"\t"bow_nou-knot"\t"A bow."\t2\t5\n'
    )
    pipeline = TextPipeline(g2p=lambda _lang: BowG2P())
    paths = [tmp_path / "wordids.tsv", folder / "bow.tsv"]
    [score] = score_files(paths, pipeline=pipeline)
    assert (score.format, score.kind, score.right) == ("homographs", "bow", 1)
    assert [case.given for case in score.cases] == ['Ærø’s [bow] "was" seen', "A [bow]."]
    assert [case.got for case in score.cases] == ["bow_nou-ship", "bow_nou-ship"]

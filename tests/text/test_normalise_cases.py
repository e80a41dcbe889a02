"""Cases that a simple verbaliser gets wrong: words stay apart, nothing is lost silently."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.text._normalise import normalise

ENGLISH = [
    # words are not glued together where a mark between them is not said
    ("10^6", "ten to the power of six"),
    ("x^2 and x^3", "x squared and x cubed"),
    ("2*3*4", "two times three times four"),
    ("2**8", "two to the power of eight"),
    ("1_000_000 rows", "one million rows"),
    ("snake_case_name", "snake case name"),
    ("H~2~O", "H two O"),
    ("C:\\Users", "C colon backslash Users"),
    ("one<br>two", "one two"),
    ("<p>one</p><p>two</p>", "one two"),
    ("$-5", "minus five dollars"),
    # comparisons keep their meaning
    ("x <= y", "x is at most y"),
    ("x >= 5", "x is at least five"),
    ("a != b", "a is not b"),
    ("a < b", "a is less than b"),
    ("a > b", "a is greater than b"),
    ("a<b", "a is less than b"),
    ("takes <5 ms", "takes less than five milliseconds"),
    ("a -> b", "a to b"),
    # addresses in angle brackets, and what only looks like a tag
    ("See <https://a.io> now", "See HTTPS colon slash slash a dot IO now"),
    ("<jane@a.io>", "jane at a dot IO"),
    ("mailto:jane@a.io", "jane at a dot IO"),
    ("the site vote.abc is up", "the site vote dot abc is up"),
    # two backticks quote
    ("``text 7`` and `x`, ``so", '"text seven" and x, "so'),
    ("List<String> here", "List String here"),
    ("<b>bold</b> x", "bold x"),
    ("a &bogus; b", "a and bogus; b"),
    ("&copy; 2026", "copyright twenty twenty-six"),
    ("example.com/a", "example dot com slash a"),
    ("main.py", "main dot py"),
    ("ftp://a.b/c", "FTP colon slash slash a dot b slash c"),
    # numbers
    ("2 1/2 cups", "two and a half cups"),
    ("1½", "one and a half"),
    ("a third ⅓", "a third one third"),
    ("10/10", "ten out of ten"),
    ("9/11", "nine eleven"),
    ("11/23", "eleven over twenty-three"),
    (".5", "point five"),
    ("-.5", "minus point five"),
    ("1 000 000", "one million"),
    ("1\u00a0000", "one thousand"),
    ("v3.11.2", "v three point eleven point two"),
    ("v3.11", "v three point eleven"),
    ("2019-20", "twenty nineteen to twenty"),
    ("9-5", "nine to five"),
    ("16:9", "sixteen to nine"),
    ("1️⃣", "one"),
    ("45/45/2026", "forty-five slash forty-five slash twenty twenty-six"),
    # money
    ("$5m deal", "five million dollars deal"),
    ("$5-10", "five to ten dollars"),
    ("$5–$10", "five dollars to ten dollars"),
    ("$5.50-6.50", "five dollars and fifty cents to six dollars and fifty cents"),
    ("USD 5", "five US dollars"),
    ("€3,50", "three euros and fifty cents"),
    ("$10/month", "ten dollars per month"),
    # telephones
    ("+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"),
    ("1-800-555-0199", "one, eight hundred, five five five, zero one nine nine"),
    ("555.123.4567", "five five five, one two three, four five six seven"),
    # dates and times
    (
        "2026-11-23T15:30:05Z",
        "November twenty-third, twenty twenty-six, fifteen thirty and five seconds UTC",
    ),
    ("2026/11/23", "November twenty-third, twenty twenty-six"),
    ("9am-5pm", "nine AM to five PM"),
    ("9:15-17:30", "nine fifteen to seventeen thirty"),
    ("at 3:30 p.m. We left.", "at three thirty PM. We left."),
    ("at 3:30 p.m. Monday", "at three thirty PM Monday"),
    ("wait 30s", "wait thirty seconds"),
    ("the 30s", "the thirties"),
    ("1h30m", "one hour thirty minutes"),
    ("in Jan. we", "in January we"),
    ("on Mon. at", "on Monday at"),
    ("He sat. Then", "He sat. Then"),
    # units
    ("5 m²", "five square meters"),
    ("10 s", "ten seconds"),
    ("2h", "two hours"),
    ("5'10 tall", "five foot ten tall"),
    ("50%–60%", "fifty percent to sixty percent"),
    # abbreviations
    ("Main Dr.", "Main Drive."),
    ("No.5", "number five"),
    ("Fig. 3", "figure three"),
    ("pp. 5-10", "pages five to ten"),
    ("in the U.S. We", "in the US. We"),
    ("the U.S. Army", "the US Army"),
    ("C# and F#", "C sharp and F sharp"),
    # markup
    ("[text](https://a.b/c_(d))", "text"),
    ('[text](https://a.b "title")', "text"),
    ("[![badge](b.svg)](link)", "badge"),
    ("* * *", ""),
    ("**5** of", "five of"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a, b one, two"),
    ("5‰", "five per mille"),
]


def spoken_text(text, lang="a"):
    return " ".join(normalise(text, lang=lang).text.split())


@pytest.mark.parametrize(("written", "spoken"), ENGLISH, ids=[row[0] for row in ENGLISH])
def test_english(written, spoken):
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("love ❤️ you", "unspoken_symbol"),
        ("a † b", "unspoken_symbol"),
        ("a ₿ b", "unspoken_symbol"),
        ("a ⊕ b", "unspoken_symbol"),
        ("a \ud800 b", "unspoken_symbol"),
        ("![](x.png) b", "unspoken_symbol"),
        ("http://a.io/😀 b", "unspoken_symbol"),
        ("[pause:xyz] b", "malformed_pause"),
        ("[pause:-1s] b", "malformed_pause"),
        ("[pause:9999999s] b", "pause_capped"),
    ],
    ids=ascii,
)
def test_a_part_that_is_not_spoken_is_reported(written, code):
    assert [warning.code for warning in normalise(written, lang="a").warnings] == [code]


@pytest.mark.parametrize(
    ("written", "pause_ms"),
    [("[pause:.5s]", 500), ("[pause: 1s]", 1000), ("[PAUSE:250ms]", 250), ("[pause:0s]", 0)],
)
def test_pause_markup_is_read_in_all_its_spellings(written, pause_ms):
    assert [piece.pause_ms for piece in normalise(written, lang="a").pieces] == [pause_ms]


@pytest.mark.parametrize(
    ("written", "breaks"),
    [
        ("text\n- a", ["sentence"]),
        ("Title\n=====\ntext", ["sentence", "sentence"]),
        ("a | b\n1 | 2\n", ["sentence", "sentence"]),
        ("```\nx = 1\ny = 2\n```\nend", ["sentence"] * 4),
        ("a\r\nb", []),
        ("a\rb", []),
        ("a\r\n\r\nb", ["paragraph"]),
        ("a\u2029b", ["paragraph"]),
    ],
    ids=ascii,
)
def test_layout_breaks_the_text(written, breaks):
    assert [p.break_after for p in normalise(written, lang="a").pieces if p.break_after] == breaks


SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["http://a", "[", "](", ")", "<", ">", "^", "~", "_", "*", "**", "|", "1", "٣", "½",
             "$5", "1,", "/", "45/45/2026", "2", "No. ", "30s", "King I", "\x00", "\ud800", "\r",
             "\u2028", "p.m.", "-", "€", "&", "&amp;", "v", ".", "a", "B", " ", "\\"]
        ),
        st.characters(),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(SOUP)
def test_no_digit_nor_control_character_is_spoken(text):
    pieces = [piece for piece in normalise(text, lang="a").pieces if piece.kind == "text"]
    spoken = "".join(piece.spoken for piece in pieces)
    assert not re.search(r"\d", spoken)
    assert not [char for char in spoken if unicodedata.category(char) in {"Cc", "Cs", "Co"}]


# Not `*`: emphasis inside a word leaves it one word, as Markdown has it.
MARKS = st.sampled_from([*" ^~_|<>\\{}-+=/.,", "<br>", "->", "<=", " | ", "\n"])


# Small letters that are a formula are named one by one.
WORDS = st.from_regex(r"[b-df-hj-np-z]{3,6}", fullmatch=True).filter(lambda word: word != "hcl")


@given(st.lists(WORDS, min_size=2, max_size=6), MARKS)
def test_words_stay_apart_whatever_stands_between_them(words, mark):
    spoken = re.findall(r"\w+", normalise(mark.join(words), lang="a").text)
    assert [word for word in spoken if word in words] == words

"""English text apart from quantities: abbreviations, numerals of names, codes, notation, dashes."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.text._initials import is_initial, starts_sentence
from phemius_core.text._normalise import normalise
from phemius_core.text._numerals import roman_value
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._sentences import split_sentences

ABBREVIATIONS = [
    ("Dr. Johnson, of Oak Dr., left", "Doctor Johnson, of Oak Drive, left"),
    ("St. John St. is here", "Saint John Street is here"),
    ("Ms. Jones and Mrs Hill", "Ms Jones and Misses Hill"),
    ("Sgt. Pepper, Lt. Col. Ames", "Sergeant Pepper, Lieutenant Colonel Ames"),
    ("Brown v. Board", "Brown versus Board"),
    ("Smith et al. (two)", "Smith et al (two)"),
    ("on Sunset Blvd. and", "on Sunset Boulevard and"),
    ("at 5th Ave.", "at fifth Avenue."),
    ("Acme Inc. The end", "Acme Incorporated. The end"),
    ("Apt. 4, apt 5", "apartment four, apartment five"),
    ("a Ph.D. from the U.K.", "a PhD from the UK."),
    ("42 U.S.C. § 5", "forty-two U S C section five"),
    ("cf. this, viz. that", "compare this, namely that"),
    ("on Mon. at, He sat. Then", "on Monday at, He sat. Then"),
    ("120 mmHg", "one hundred and twenty millimeters of mercury"),
    ("up 5% YoY", "up five percent year over year"),
    ("Re: your letter", "re: your letter"),
    ("J. R. R. Tolkien", "JRR Tolkien"),
    ("John F. Kennedy", "John F Kennedy"),
    ("Vitamin C. It helps", "Vitamin C. It helps"),
    ("w/ milk, b/c it is", "with milk, because it is"),
    ("Gen Z and Rep", "Gen Z and Rep"),
]
APOSTROPHES = [
    ("She`ll come, but I can`t.", "She'll come, but I can't."),
    ("don´t, canʼt, isn′t, heˋs", "don't, can't, isn't, he's"),
    ("Youre early and theyre here", "You're early and they're here"),
    ("DONT", "DON'T"),
    ("i dont, it doesnt, thats", "i don't, it doesn't, that's"),
    ("wont were well ill shell its id lets", "wont were well ill shell its id lets"),
    ("`code` and `x`", "code and x"),
    ("rock 'n' roll, 'tis", "rock and roll, tis"),
]
DASHES = [
    ("(about ten)—and then", "(about ten) — and then"),
    ("wait--what", "wait — what"),
    ("wait -- what", "wait — what"),
    ("this - or that", "this — or that"),
    ('"No"—he left', '"No" — he left'),
    ('"No"-he left', '"No" — he left'),
    ("well-known", "well-known"),
    ("pre- and post-war", "pre- and post-war"),
    ("the Paris–London train", "the Paris-London train"),
    ("git commit --amend", "git commit dash dash amend"),
    ("he said --but no", "he said — but no"),
]
ROMAN = [
    ("Act III, Scene ii", "Act three, Scene two"),
    ("Henry V; Louis XIV's", "Henry the fifth; Louis the fourteenth's"),
    ("Super Bowl LVIII", "Super Bowl fifty-eight"),
    ("Rocky IV, Final Fantasy VII", "Rocky four, Final Fantasy seven"),
    ("Thutmose II, World War II, WWI", "Thutmose the second, World War two, World War one"),
    ("John Paul II, Henry Ford II", "John Paul the second, Henry Ford the second"),
    ("PART XL", "PART forty"),
    ("the XIX century", "the nineteenth century"),
    ("page xii", "page twelve"),
    ("II. Methods", "two. Methods"),
    ("Elizabeth I was", "Elizabeth the first was"),
    ("Elizabeth I think", "Elizabeth I think"),
    ("So did I. Part I think", "So did I. Part I think"),
    ("the MIX CD, XL, an IV drip", "the MIX CD, XL, an IV drip"),
    ("Malcolm X, iPhone X", "Malcolm X, iPhone ten"),
    ("(ii) and (iii)", "(two) and (three)"),
]
NOTATION = [
    ("as shown[4], and[5, 6] so", "as shown, and so"),
    ("as in [7]", "as in reference seven"),
    ("the end.¹ A", "the end. A"),
    ("10⁻³ and xⁿ", "ten to the minus three and x to the power of n"),
    ("#FF5733, #fff", "hash F F five seven three three, hash F F F"),
    ("#ThrowbackThursday #winter", "hashtag Throwback Thursday hashtag winter"),
    ("Nice :) see you <3 :-D", "Nice see you"),
    ("friend(s), box(es)", "friends, boxes"),
    ("HIV/AIDS, and/or", "HIV AIDS, and or"),
    ("C++, C#, .NET, ASP.NET", "C plus plus, C sharp, dot net, ASP dot net"),
    ("an M.2 drive", "an M dot two drive"),
    ("x === y && z", "x strictly equals y and z"),
    ("go <noise/> home", "go home"),
    ("<singing> la </singing>", "la"),
    ("List<String>", "List String"),
    (r"$\pi r^2$", "pi r squared"),
    (r"$\frac{a}{b}$, \(x_{ij}\)", "A over b, x sub i j"),
    (r"$$\sum_{i=1}^{n} i$$", "the sum from i equals one to n of i"),
    (r"$\sqrt{x^3}$", "the square root of x cubed"),
    ("$5 and $10", "five dollars and ten dollars"),
    ("getUserName, MAX_RETRIES", "get user name, MAX RETRIES"),
    ("parseHTTPResponse()", "parse HTTP response"),
    ("~/.bashrc", "tilde slash dot bashrc"),
    ("/usr/local/bin", "slash usr slash local slash bin"),
    (r"C:\Users\bob", r"C colon backslash Users backslash bob"),
    ("v2.0.0-beta.1", "v two point zero point zero beta one"),
    ("0xFF, a1b2c3d4", "zero X F F, A one B two C three D four"),
]
CHEMISTRY = [
    ("H2O and CO2", "H two O and C O two"),
    ("H2SO4, NaCl, HCl", "H two S O four, N A C L, H C L"),
    ("C6H12O6, Ca(OH)2", "C six H twelve O six, C A O H two"),
    ("Ca²⁺ and SO₄²⁻", "C A two plus and S O four two minus"),
    ("co2 levels", "C O two levels"),
    ("PhD, NaN, SoC, In, He", "PhD, NaN, SoC, In, He"),
]
CODES = [
    ("dial 911, call 999", "dial nine one one, call nine nine nine"),
    ("a 911 call", "a nine one one call"),
    ("call 20 people", "call twenty people"),
    ("card ending in 8876", "card ending in eight eight seven six"),
    ("PIN 0042, ZIP 90210", "PIN zero zero four two, ZIP nine zero two one zero"),
    ("room 404, room 1204", "room four oh four, room twelve oh four"),
    ("flight BA249", "flight B A two four nine"),
    ("gate B12, seat 14C", "gate B twelve, seat fourteen C"),
    ("order #12345, invoice #42", "order number one two three four five, invoice number forty-two"),
    ("SSN 123-45-6789", "SSN one two three, four five, six seven eight nine"),
    ("ISBN 978-3-16-148410-0",
     "ISBN nine seven eight, three, one six, one four eight four one zero, zero"),
    ("192.168.1.1:8000", "one nine two dot one six eight dot one dot one port eight thousand"),
    ("10.0.0.0/24", "ten dot zero dot zero dot zero slash twenty-four"),
    ("localhost:7860", "localhost port seventy-eight sixty"),
    ("version 1.2.3.4", "version one point two point three point four"),
    ("1-800-555-0199, ext. 42",
     "one, eight hundred, five five five, zero one nine nine, extension forty-two"),
    ("1-800-GO-2-HAUL", "one, eight hundred, GO two, HAUL"),
    ("01 23 45 67 89", "zero one, two three, four five, six seven, eight nine"),
    ("+49 30 901820", "plus four nine, three zero, nine zero one, eight two zero"),
    ("+14155550123", "plus one, four one five, five five five, zero one two three"),
    ("call 98765 43210", "call nine eight seven six five, four three two one zero"),
    ("SW1A 1AA", "S W one A, one A A"),
    ("Beverly Hills, CA 90210", "Beverly Hills, California nine zero two one zero"),
    ("12345 people, an x86 CPU",
     "twelve thousand three hundred and forty-five people, an x eighty-six CPU"),
]  # fmt: skip
ADDRESSES = [
    ("a1b2@abc.com", "a one b two at abc dot com"),
    ("x@gmail.de", "x at gmail dot DE"),
    ("www.nvidia.com/rtx-6000", "WWW dot nvidia dot com slash RTX dash six thousand"),
    ("nvidia.com/12-sm", "nvidia dot com slash one two dash SM"),
    ("index.html, run.sh", "index dot HTML, run dot SH"),
    ("config.yaml", "config dot yaml"),
]
CASES = [
    *ABBREVIATIONS, *APOSTROPHES, *DASHES, *ROMAN, *NOTATION, *CHEMISTRY, *CODES, *ADDRESSES,
]  # fmt: skip


def spoken_text(text: str, lang: str = "a") -> str:
    return " ".join(normalise(text, lang=lang).text.split())


@pytest.mark.parametrize(("written", "spoken"), CASES, ids=[row[0] for row in CASES])
def test_english(written, spoken):
    assert spoken_text(written) == spoken


SENTENCES = [
    ("It was plan B. Then we left.", 2),
    ("We left at nine A M. Then it rained.", 2),
    ("Take vitamin C. John does.", 2),
    ("So do I. Peter does too.", 2),
    ("We met J. R. R. Tolkien there.", 1),
    ("John F. Kennedy spoke.", 1),
    ("Smith v. Jones was heard.", 1),
    ("Ms. Hill and Sgt. Ames came to St. Ives.", 1),
    ("She lives in the U.S. The rest do not.", 2),
]


@pytest.mark.parametrize(("text", "count"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_a_full_stop_after_a_letter_ends_a_sentence_or_not(text, count):
    normalised = normalise(text, lang="a")
    assert len(split_sentences(normalised, OffsetMap(normalised))) == count


def test_words_that_begin_a_sentence_are_known_behind_marks():
    assert starts_sentence("p.m. “We left", 4)
    assert not starts_sentence("p.m. Monday", 4)
    assert is_initial("by A. A. Milne", 3, 5)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("IV", 4), ("XLII", 42), ("MCMXCIX", 1999), ("IIII", 0), ("VX", 0), ("", 0), ("IC", 0)],
)
def test_only_well_formed_numerals_have_a_value(numeral, value):
    assert roman_value(numeral) == value


def test_british_text_has_british_spelling_and_ranks():
    assert spoken_text("Lt. Ames had 120 mmHg", "b").startswith("Leftenant Ames")
    assert spoken_text("Lt. Ames had 120 mmHg", "b").endswith("millimeters of mercury")


SOUP = st.lists(
    st.sampled_from(
        ["$", "\\frac{", "}", "{", "^", "_", "[4]", "#fff", "H2O", "II", "V", "I", ".", " ", "-",
         "--", "—", "`", "'", "A.", "Dr.", "v.", "no. ", "5", "+1 ", "555", "call ", "PIN ", "/usr",
         "C:\\", "getX", "()", ":)", "<3", "<b/>", "Louis ", "&&", "é", "e\u0301", "\n", "(", ")"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(SOUP)
def test_pieces_tile_soup_of_notation_and_no_digit_is_left(text):
    pieces = normalise(text, lang="a").pieces
    at = 0
    for piece in pieces:
        assert piece.start == at
        assert piece.end > piece.start
        at = piece.end
    assert at == len(text)
    assert not re.search(r"\d", "".join(p.spoken for p in pieces if p.kind == "text"))


WORDS = st.from_regex(r"[b-df-hj-np-z]{3,6}", fullmatch=True)
JOINTS = st.sampled_from(["--", "—", " - ", ")—(", "–", '"—', "[4]", " :) ", "()", "/"])


@given(st.lists(WORDS, min_size=2, max_size=5), JOINTS)
def test_no_dash_nor_mark_runs_words_together(words, joint):
    said = re.findall(r"[^\W\d_]+", normalise(joint.join(words), lang="a").text)
    assert [word for word in said if word in words] == words


@pytest.mark.parametrize(
    "unit",
    ["$x", "\\(", "$\\", "[4", "#a", "A. ", "II ", "Louis I", "H2", "+1 ", "0 1", "call 5",
     "a@b.c/", "/a", "--", "x-", "<a>", "`a", "C:\\a", "aB", "$a^", "e\u0301", "{", "0a1", "Dr. ",
     "1-"],
)  # fmt: skip
def test_hostile_notation_takes_linear_time(unit):
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        started = time.process_time()
        normalise(text, lang="a")
        return time.process_time() - started

    seconds(100)
    assert seconds(12_000) < 1 + 8 * seconds(3_000)

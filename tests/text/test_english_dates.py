"""Dates, times, years, ordinals, labels and addresses in English words."""

import pytest

from phemius_core.text._normalise import normalise

DATES = [
    ("jul 25 2012", "July twenty-fifth, twenty twelve"),
    ("JAN. 15 2020", "January fifteenth, twenty twenty"),
    ("Jan-15", "January fifteenth"),
    ("25 sept.", "the twenty-fifth of September"),
    ("15-Jan-2020", "the fifteenth of January, twenty twenty"),
    ("the 5th of May", "the fifth of May"),
    ("the 5th May", "the fifth of May"),
    ("july 1506", "July fifteen oh six"),
    ("01.10.2010", "January tenth, twenty ten"),
    ("15.01.2020", "January fifteenth, twenty twenty"),
    ("2016/07/03", "July third, twenty sixteen"),
    ("5/6/98", "May sixth, nineteen ninety-eight"),
    ("05/2024", "May twenty twenty-four"),
    ("due on 3/4 at 2:30pm", "due on March fourth at two thirty PM"),
    ("on 3/4 of it", "on three quarters of it"),
    ("on 9/11 we", "on nine eleven we"),
    ("June 3-5, 2024", "June third to fifth, twenty twenty-four"),
    ("5–10 January", "the fifth to the tenth of January"),
    ("Jan 5–Feb 3", "January fifth to February third"),
    ("1/1/2020-1/5/2020", "January first, twenty twenty to January fifth, twenty twenty"),
    ("Dec 2023–Jan 2024", "December twenty twenty-three to January twenty twenty-four"),
    ("2020-05", "May twenty twenty"),
    ("Jan.-Mar.", "January to March"),
    ("Mon-Fri", "Monday to Friday"),
    ("Mon, Wed & Fri", "Monday, Wednesday and Friday"),
    ("sat 5 may 2020", "Saturday the fifth of May, twenty twenty"),
    ("He sat 5 hours", "He sat five hours"),
    ("may 5 people", "may five people"),
    ("march 5 miles", "march five miles"),
    ("May 2,000 people", "May two thousand people"),
    ("Tues., Sept. 3.", "Tuesday, September third."),
    ("2025-03-09T14:05:00Z", "March ninth, twenty twenty-five, fourteen oh five UTC"),
]
YEARS = [
    ("in 1097.", "in ten ninety-seven."),
    ("in 1900, 1905, 1066 and 2100 BC",
     "in nineteen hundred, nineteen oh five, ten sixty-six and twenty-one hundred BC"),
    ("AD 79, 476 AD and 44 B.C.", "AD seventy-nine, four seventy-six AD and forty-four BC"),
    ("1500-1300 BCE", "fifteen hundred to thirteen hundred BCE"),
    ("10,000 BC", "ten thousand BC"),
    ("1024 bytes", "one thousand and twenty-four bytes"),
    ("sold 1234 copies in 1999",
     "sold one thousand two hundred and thirty-four copies in nineteen ninety-nine"),
    ("In 1999 prices rose", "In nineteen ninety-nine prices rose"),
    ("class of '69", "class of sixty-nine"),
    ("'05", "oh five"),
    ("1960s-80s", "nineteen sixties to eighties"),
    ("1990s–2000s", "nineteen nineties to two thousands"),
    ("1910s", "nineteen tens"),
    ("80s music", "eighties music"),
    ("mid-80s", "mid-eighties"),
    ("45s", "forty-five seconds"),
    ("FY2024, FY24", "FY twenty twenty-four, FY twenty-four"),
]  # fmt: skip
TIMES = [
    ("We met at 5 p.m. Then we left.", "We met at five PM. Then we left."),
    ("We met at 5 p.m.", "We met at five PM."),
    ("met at 9 a.m. sharp", "met at nine AM sharp"),
    ("by 5 p.m. Eastern Time", "by five PM Eastern Time"),
    ("at 5pm. We", "at five PM. We"),
    ("1 a.m.", "one AM"),
    ("1.59 p.m.", "one fifty-nine PM"),
    ("1:59 p.m.est", "one fifty-nine PM EST"),
    ("5-7pm", "five to seven PM"),
    ("9:30-11am", "nine thirty to eleven AM"),
    ("5 p.m.-7 p.m., then", "five PM to seven PM, then"),
    ("4:00 am - 8:12 pm", "four AM to eight twelve PM"),
    ("race in 1:02:03", "race in one hour two minutes and three seconds"),
    ("12:05:30.25", "twelve oh five and thirty point two five seconds"),
    ("8am–noon", "eight AM to noon"),
    ("Flight at 0600.", "Flight at oh six hundred."),
    ("0730 hours", "oh seven thirty hours"),
    ("2m30s", "two minutes thirty seconds"),
    ("2d 4h", "two days four hours"),
    ("GMT+2, UTC-5", "GMT plus two, UTC minus five"),
    ("11:30...", "eleven thirty..."),
]
ORDINALS = [
    ("1th 2th 22th", "first second twenty-second"),
    ("2ND", "second"),
    ("1,000th", "one thousandth"),
    ("5-th", "fifth"),
]
LABELS = [
    ("RTX 4090 does not", "RTX forty ninety does not"),
    ("NASA 2020", "NASA twenty twenty"),
    ("Flight BA249", "Flight B A two four nine"),
    ("gate B12, seat 14C", "gate B twelve, seat fourteen C"),
    ("Room 404.", "Room four oh four."),
    ("Boeing 747s", "Boeing seven forty-sevens"),
    ("F-150", "F-one fifty"),
    ("Highway 101", "Highway one oh one"),
    ("I-95", "I ninety-five"),
    ("rtx-6000", "rtx-six thousand"),
    ("we have 404 rooms", "we have four hundred and four rooms"),
    ("347 U.S. 483", "three forty-seven US four eighty-three"),
    ("covid-19", "covid-nineteen"),
    ("25d08A", "twenty-five d zero eight A"),
]
ADDRESSES = [
    ("123 N Main St, Apt 4B, Austin, TX 78701",
     "one twenty-three North Main Street, apartment four B, Austin, Texas seven eight seven zero "
     "one"),
    ("lived at 1428 Elm St. It was", "lived at fourteen twenty-eight Elm Street. It was"),
    ("2788 San Tomas Expy, Santa Clara, CA 95051",
     "twenty-seven eighty-eight San Tomas Expressway, Santa Clara, California nine five zero five "
     "one"),
    ("12 S 1st st", "twelve South first Street"),
    ("123 Smth St, City, NY", "one twenty-three Smth Street, City, New York"),
    ("1990 for the Ata ST", "nineteen ninety for the Ata ST"),
    ("221B Baker Street", "two twenty-one B Baker Street"),
    ("12 Elm St NW", "twelve Elm Street Northwest"),
    ("stop at 5th Ave.", "stop at fifth Avenue."),
    ("I said, OK", "I said, OK"),
    ("in Portland, OR, we", "in Portland, Oregon, we"),
]  # fmt: skip
BRITISH = [
    ("3/4/2026", "the third of April, twenty twenty-six"),
    ("on 3/4 at 9am", "on the third of April at nine AM"),
    ("November 3, 2020", "November the third, twenty twenty"),
    ("01.10.2010", "the first of October, twenty ten"),
]
ALL = [*DATES, *YEARS, *TIMES, *ORDINALS, *LABELS, *ADDRESSES]


def spoken_text(text, lang="a"):
    return " ".join(normalise(text, lang=lang).text.split())


@pytest.mark.parametrize(("written", "spoken"), ALL, ids=[row[0] for row in ALL])
def test_a_date_time_or_label_is_put_into_words(written, spoken):
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(("written", "spoken"), BRITISH, ids=[row[0] for row in BRITISH])
def test_the_day_comes_first_in_british_english(written, spoken):
    assert spoken_text(written, "b") == spoken

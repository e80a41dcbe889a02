"""Inputs of public bug reports and daily use: what must be said of each.

Each row names its kind, the language, the text, and what must be in the normalised text and in the
phonemes; `|` separates readings of which one will do. Texts are compared without case, hyphens,
commas and "and".
"""

from typing import Final, NamedTuple

import pytest

pytest.importorskip("misaki.en")
pytest.importorskip("phonemizer")

from phemius_core.text import TextPipeline

_PACKAGES: Final = {"j": "pyopenjtalk", "z": "jieba"}
"""What a language needs beyond English."""


class Case(NamedTuple):
    kind: str
    lang: str
    text: str
    said: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    not_heard: tuple[str, ...] = ()


C = Case
CASES: Final = (
    # wrong at first
    C("homograph", "a", "I read two books every week.", heard=("ɹˈid",)),
    C("homograph", "a", "Old pipes made of lead can poison the water.", heard=("lˈɛd",)),
    C("homograph", "a", "Harsh words wound people.", heard=("wˈund",)),
    C("homograph", "a", "She is used to getting her way. I used a fork.",
      heard=("jˈust tə", "jˈuzd ɐ")),
    C("word", "a", "Youre early and theyre already here.", ("you're early", "they're already"),
      ("jˌʊɹ|jˈʊɹ", "ðɛɹ|ðˈɛɹ")),
    C("word", "a", "She`ll come, but I can`t.", ("she'll come", "can't"), ("ʃˌil|ʃˈil", "kˈænt")),
    C("word", "a", "The Pan Am jet landed.", heard=("pˈæn ˈæm",)),
    C("word", "a", "WE NEED IT TODAY. LET US GO. DO NOT STOP.",
      heard=("nˈid ɪt|nˈid ˈɪt", "lˈɛt ˌʌs|lˈɛt ʌs", "ɡˌO.|ɡˈO.", "nˌɑt stˈɑp|nˈɑt stˈɑp")),
    C("word", "a", "It was only a small crowd (about ten)—and then we left.",
      heard=("tˈɛn) — ænd|tˈɛn)—ænd",)),
    C("quantity", "a", "Keep it at 40–60°C.", ("forty to sixty degrees celsius",)),
    C("word", "a", "Thutmose II ruled first, and World War II ended in 1945.",
      ("thutmose the second", "world war two", "nineteen forty five")),
    C("word", "a", "Dr. Johnson, of Oak Dr., met J. R. R. Tolkien at 9 a.m. sharp.",
      ("doctor johnson", "oak drive"), ("nˈIn ˈA ˈɛm ʃ|nˈIn ˌAˈɛm ʃ",), ("ʤˈA.", "ˈɑɹ.")),
    C("word", "a", "She writes C++, C# and .NET for an M.2 drive.",
      ("c plus plus", "c sharp", "dot net", "m dot two")),
    C("word", "a", "Bring your friend(s) along.", ("your friends along|your friend s along",)),
    C("foreign", "a", "The word 猫 means cat, and Москва is Moscow.",
      not_heard=("ʧˈInizlˌɛTəɹ", "kˈææ")),
    C("homograph", "a", "What we must do is read. Yesterday we read books.",
      heard=("ɹˈid.", "ɹˈɛd")),
    C("quantity", "a", "Your appointment is on 3/4 at 2:30pm.",
      ("march fourth at two thirty",)),
    C("word", "a", "Use #FF5733 for the button.", ("hash f f five seven three three",)),
    C("word", "a", "In Paris dial 01 23 45 67 89; in Berlin +49 30 901820.",
      ("zero one two three four five six seven eight nine", "plus four nine three zero nine")),
    C("word", "a", "Call 1-800-555-0199, ext. 42, or dial 911.",
      ("one eight hundred five five five", "extension forty two", "dial nine one one")),
    C("word", "a", r"The area is $\pi r^2$ and the slope is $\frac{a}{b}$.",
      ("pi r squared", "a over b"), ("ˈA ˈOvəɹ bˈi",)),
    C("word", "a", "H2O and CO2 form H2CO3; add NaCl.",
      ("h two o", "c o two", "h two c o three", "n a c l")),
    C("word", "a", "See 42 U.S.C. § 1983 and Brown v. Board, 347 U.S. 483 (1954).",
      ("section nineteen eighty three", "brown v board|brown versus board", "nineteen fifty four"),
      ("jˈu ˈɛs sˈi|jˌuˌɛssˈi",)),
    C("quantity", "a", "Take 500 mg twice a day, max 4 g/day; BP was 120/80 mmHg.",
      ("five hundred milligrams", "four grams per day", "over eighty millimeters of mercury")),
    C("quantity", "a", "Use 1½ tsp salt, ¼ cup oil and 2–3 cloves.",
      ("teaspoons", "quarter cup", "two to three cloves")),
    C("quantity", "a", "They raised $1.2M at a $3B value; 5k followers, 2.5M views.",
      ("three billion dollar", "five thousand followers", "two point five million views")),
    C("word", "a",
      "See Act III, Scene ii of Henry V; Louis XIV's palace; Super Bowl LVIII; Rocky IV.",
      ("act three scene two", "henry the fifth", "louis the fourteenth's", "bowl fifty eight",
       "rocky four")),
    C("quantity", "a", "Open Mon-Fri 9am-5pm, Jan.-Mar., ages 5-10.",
      ("monday to friday", "january to march", "ages five to ten")),
    C("quantity", "a", "I give it 8/10; she scored 95/100.",
      ("eight out of ten", "ninety five out of")),
    C("homograph", "a", "The bass player caught a bass.", heard=("bˈAs plˈA", "bˈæs.")),
    C("homograph", "a", "The invalid card was refused; we refuse refuse.",
      heard=("ɪnvˈæl", "ɹˈɛfjus|ɹˈɛfjˌus")),
    C("homograph", "a", "He took a bow and put down his bow.", heard=("bˈW", "bˈO")),
    C("homograph", "a", "Polish the Polish table.", heard=("pˈɑlɪʃ", "pˈOlɪʃ")),
    C("homograph", "a", "The lead singer will lead; the lead weight sank.",
      heard=("lˈid sˈɪŋ", "lˈɛd wˈAt")),
    C("word", "a", "Siobhan, Joaquin, Nguyen and Niamh met Zoë in Zürich.",
      heard=("ʃəvˈɔn", "wɑkˈin", "wˈɪn", "nˈiv", "zˈOi", "zˈʊɹɪk")),
    C("quantity", "a", "He is 5'10\" and 180 lbs; she is 6 ft 2 in.",
      ("five foot ten", "eighty pounds", "two inches")),
    C("word", "a", "ISBN 978-3-16-148410-0; card 4111 1111 1111 1111; PIN 0042.",
      ("isbn nine seven eight three one six", "card four one one one one one one one",
       "pin zero zero four two")),
    C("word", "a", "Nice :) see you <3 :-D", ("nice see you",), not_heard=("lˈɛs",)),
    C("word", "a", "II. Methods\n\nIII. Results", ("two. methods three. results",)),
    C("quantity", "a", "The room is 12 sq ft, 5 m², 20 dB, 30 psi, 2 L and 3 in.",
      ("twelve square feet", "three inches")),
    C("quantity", "a", "In 1900, 1905, 1066, 2000, 2010 and 2100 BC.",
      ("ten sixty six", "twenty one hundred")),
    # arguable
    C("homograph", "a", "They reread that chapter each spring.", heard=("ɹiɹˈid|ɹiɹˈɛd",)),
    C("right", "a", "She finished the race in 1:02:03.", ("three seconds",)),
    C("word", "a", "The service answers at 192.168.1.1:8000.",
      ("one nine two dot one six eight dot one dot one port eight thousand",)),
    C("word", "a", "It is running on localhost:7860 now.", ("localhost port seventy eight sixty",)),
    C("right", "a", "We crawled along a 10m (32ft) tunnel to a 40cm gap.",
      ("ten meter", "thirty two feet", "forty centimeter")),
    C("word", "a", "Wait [pause=1.5] there.", ("wait there",), not_heard=("ˈikwᵊlz",)),
    C("word", "a", "Turn left on Sunset Blvd. and stop at 5th Ave.",
      ("sunset boulevard stop", "fifth avenue.")),
    C("word", "a", "The IEEE standard covers this.", heard=("ˌItɹˌɪpᵊlˈi",)),
    C("quantity", "a", "They reached the city in 1097.",
      ("ten ninety seven|one thousand ninety seven",)),
    C("word", "a", "Take North St Andrew Lane to St. Mary's, then 12 Elm St.",
      ("north saint andrew", "saint mary's", "elm street.")),
    C("word", "a", "RE: your SR&ED claim of April 11, 2026.",
      ("re: your sr ed", "april eleventh twenty twenty six"), ("ɹˌA|ɹˈi|ɹˌi",)),
    C("word", "a", "Set getUserName and MAX_RETRIES in config.yaml.",
      ("get user name", "max retries", "config dot yaml")),
    C("quantity", "a", "Meet at 40.7128° N, 74.0060° W.", ("degrees north", "degrees west")),
    C("word", "a", "My iPhone 15 Pro runs ChatGPT; the NVIDIA RTX 4090 does not fit macOS.",
      heard=("ˈIfˌOn", "ʧˌætʤˌipˌitˈi", "ɛnvˈɪdiə ˌɑɹtˌiˈɛks", "mˈæk ˌOˈɛs|mˌækˌOˈɛs")),
    C("word", "a", "Q3 FY2024 sales rose 12 bps YoY.", ("q three", "year over year")),
    C("word", "a", "Flight BA249 boards at gate B12, seat 14C, room 404.",
      ("b a two four nine|b a two forty nine", "gate b twelve", "seat fourteen c",
       "room four oh four")),
    # right at first, to be kept so
    C("right", "a", "The game was broadcast live, and we live near the stadium.",
      heard=("lˈIv", "lˈɪv")),
    C("right", "a", "Remember to wind the clock before the wind gets up.",
      heard=("wˈInd", "wˈɪnd")),
    C("right", "b", "My grandmother told us tales by the fire.", heard=("tˈAlz",)),
    C("right", "a", "The gymnast let go in midair.", heard=("mˌɪdˈɛɹ",)),
    C("right", "a", "Arithmetic is easy, but the arithmetic mean was low.",
      heard=("əɹˈɪθmə", "ˌɛɹɪθmˈɛTɪk")),
    C("right", "a", "She was hoping to go biking.", heard=("hˈOpɪŋ", "bˈIkɪŋ")),
    C("right", "a", "Write your name in the specified field.", heard=("spˈɛsᵻfˌId",)),
    C("right", "a", "It takes double the time and triple the effort.",
      heard=("dˈʌbᵊl", "tɹˈɪpᵊl")),
    C("right", "a", "His attention was hijacked by the phone.", heard=("hˈIʤˌækt",)),
    C("right", "a", "He had written to say the kitten chewed a cotton button.",
      heard=("ɹˈɪtn", "kˈɪtn", "kˈɑtn", "bˈʌtn")),
    C("right", "a", "Grey skies again.", heard=("skˈIz",)),
    C("right", "a", "No, it wasn’t.", heard=("wˈʌzᵊnt",)),
    C("right", "a", "You *shouldn't* panic.", heard=("ʃˈʊdᵊnt",), not_heard=("ˈæstəɹ",)),
    C("right", "a", "Do I know the way? No. I left the map at home.", heard=("nˈO.",)),
    C("right", "a", "The farm has 3,497 sheep.", ("three thousand four hundred ninety seven",)),
    C("right", "a", "The balance is -$6.9 million.", ("minus six point nine million dollars",)),
    C("right", "a", "It is worth $1.5million now.", ("one point five million dollars",)),
    C("right", "a", "Python 3.10.12 fixed it.", ("three point ten point twelve|ten dot twelve",)),
    C("right", "a", "Call 555-123-4567, (555) 123-4567 or +1 555 123 4567.",
      ("five five five one two three four five six seven", "plus one five five five")),
    C("right", "a", "That is great 😊! 🎉", ("that is great",)),
    C("right", "a", "She came 24th in the race.", ("twenty fourth",)),
    C("right", "a", "List the system, the driver, etc. Then restart it.",
      ("et cetera. then",), ("ˈɛt sˈɛTəɹɹə.",)),
    C("right", "a", "We sell fruit, e.g., apples (or pears), i.e., whatever is ripe.",
      ("for example apples (or pears) that is",)),
    C("right", "a", "| Name | Score |\n|------|-------|\n| Ann | 9 |\n| Bob | 7 |",
      ("name score", "ann nine", "bob seven")),
    C("right", "a", "[pause:1s] Good evening.", ("good evening",)),
    C("right", "a", "Add 50g of flour and 2/3 cup of milk.", ("fifty grams", "two thirds")),
    C("right", "a", "It is 68°F (20°C) outside.",
      ("sixty eight degrees fahrenheit", "twenty degrees celsius")),
    C("right", "a", "We have about 16 min left, i.e. 960 sec.",
      ("sixteen minutes", "nine hundred sixty seconds")),
    C("right", "a", "Kokoro is a model with 82 million parameters.", ("eighty two million",)),
    C("right", "a", "The creature was called Gryzzk.", heard=("ɡɹˈɪzk",)),
    C("right", "a", "We met\tat 5\u00a0pm – just us.", ("we met at five p m — just us|five pm —",)),
    C("right", "a", "It opened in 2001 and closed in 2009.",
      ("two thousand one", "two thousand nine")),
    C("right", "a", "The gyro cal failed.", heard=("kˈæl",)),
    C("right", "a", "The 1980s were loud, the '90s louder; the 80s won.",
      ("nineteen eighties", "the nineties", "the eighties")),
    C("right", "a", "It was saved as file_1 and max_tokens.", ("file one", "max tokens")),
    C("right", "a", "Your invoice #42 for $1,234.56 is due 11/11/2026; save 15%! 🎉",
      ("number forty two", "fifty six cents", "november eleventh", "fifteen percent")),
    C("right", "a", "**Key points:**\n\n1. Run `pip install acme`.\n2. Restart the app\n3. Done!",
      ("one run pip install acme", "two restart", "three done")),
    C("right", "a", "The Dow fell 1.2% to 38,712.21 on Tues., Sept. 3.",
      ("one point two percent", "point two one", "tuesday september third")),
    C("right", "a", "AAPL rose 3.4% and TSLA closed at $251.44 (+2.1%).",
      ("plus two point one percent",), ("ˌAˌApˌiˈɛl",)),
    C("right", "a", "The subnet is 10.0.0.0/24.",
      ("ten dot zero dot zero dot zero slash twenty four",)),
    C("right", "a", "Logged at 2025-03-09T14:05:00Z.", ("march ninth", "fourteen oh five")),
    C("right", "a", "If x² + y² = r², then x = ±√(r² − y²).",
      ("x squared plus y squared equals r squared", "minus y squared")),
    C("right", "a", "gg wp, brb in 5 min lol", ("five minutes",), ("ʤˌiʤˈi", "bˌiˌɑɹbˈi", "lˈɑl")),
    C("right", "a", "It cost $1, then £0.99, ¥500, 20 € and 75¢.",
      ("one dollar then", "ninety nine pence", "five hundred yen", "twenty euros",
       "seventy five cents")),
    C("right", "a", "Install v2.0.0-beta.1 on Node.js 20.",
      ("two point zero point zero beta one", "dot js twenty")),
    C("right", "a", "A 16:9 screen, odds of 3:1.",
      ("sixteen to nine|sixteen by nine", "three to one")),
    C("right", "a", "Write to jane.doe+news@mail.example.co.uk.",
      ("jane dot doe plus news at mail dot example dot co dot uk",), ("jˌukˈA",)),
    C("right", "a", "See https://github.com/acme/tool/issues/42?tab=all#top for more.",
      ("github dot com slash acme slash tool slash issues slash four two",)),
    C("right", "a", "“I’m ‘fine’,” she said—really.", heard=("fˈIn", "sˈɛd — ɹ|sˈɛd—ɹ")),
    C("right", "a", "Please close the door that is close to you.",
      heard=("klˈOz ðə", "klˈOs tə")),
    C("right", "a", "They will present the present.", heard=("zˈɛnt ðə", "pɹˈɛzᵊnt")),
    C("right", "a", "I object to that object; do not desert me in the desert.",
      heard=("əbʤˈɛkt", "ˈɑbʤ", "dəzˈɜɹt", "dˈɛzəɹt")),
    C("right", "a", "It's rock 'n' roll, y'all; 'tis ma'am's 5 o'clock tea.",
      ("rock roll", "five o'clock"), ("jˈɔl", "tˈɪz|tˈiz", "mˈæmz", "əklˈɑk")),
    C("right", "b", "The bill of £5.50 is due on 3/4/2026, not 7 November.",
      ("five pounds fifty pence", "third of april", "seventh of november")),
    C("right", "a",
      "NASA, NATO and UNESCO fund mRNA and HIV/AIDS work for LGBTQ+ people.",
      ("lgbtq plus",), ("nˈæsə", "nˈATO", "junˈɛskO", "ˌɛmˌɑɹˌɛnˈA", "ˈAdz")),
    C("right", "a", "The call is Sept. 5th at 5:30 p.m. EST (GMT+2).",
      ("september fifth", "five thirty p m est|five thirty pm est", "gmt plus two")),
    C("right", "a", "Prices from $5-$10, 5-10%, £3–4, and $20/month.",
      ("to ten dollars", "five to ten percent", "three to four pounds",
       "twenty dollars per month")),
    # other languages: wrong at first
    C("quantity", "f", "Les gagnants des 75e et 251e places.",
      ("soixante quinzième et deux cent cinquante et unième",), ("kɛ̃zjˈɛm", "ynjˈɛm")),
    C("quantity", "e", "Cuesta $2000 en total.", ("dos mil dólares|dos mil pesos",)),
    C("quantity", "e", "Son 2,123 kilos.", ("dos coma ciento veintitrés|dos coma uno dos tres",)),
    C("quantity", "i", "Il totale è 1.234.567 euro.",
      ("un milione duecento trentaquattromila cinquecento sessantasette euro",)),
    # Dollars and cents, not "three point one two".
    C("quantity", "h", "कीमत $3.12 है।", ("तीन डॉलर बारह सेंट",), ("bˈaːɾəh",)),
    C("homograph", "z", "借还款时间为五天，角色扮演。",
      heard=("ʨje↘xwa↗n|ʨje↘ xwa↗n", "wei↗", "ʨɥe↗sɤ↘"), not_heard=("xai↗",)),
    C("quantity", "z", "2025年5月3日8:30，价格¥120，涨了99%。",
      ("二零二五年五月三日八点三十分", "一百二十元", "百分之九十九")),
    C("quantity", "e", "El Sr. Pérez pagó 1.234,50 € el 3/5/2024 a las 15:30.",
      ("el señor pérez", "mil doscientos treinta y cuatro euros cincuenta céntimos",
       "tres de mayo de dos mil veinticuatro", "quince treinta"), ("seɲˈoɾ pˈeɾeθ",)),
    # arguable
    C("word", "h", "ट्रांसपोर्टरों की हड़ताल जारी है।", not_heard=("(", "<")),
    # right at first, to be kept so
    C("right", "f", "Aujourd’hui, nous mangeons des crêpes.", heard=("oʒuʁdyˈi",)),
    C("right", "f", "Les oranges sont ici.", heard=("lez oʁˈɑ̃ʒ|lezoʁˈɑ̃ʒ",)),
    C("right", "e", "En la sala hay silencio. Es el momento de decidir.",
      heard=("en la", "ˈes el|es el")),
    C("right", "i", "Inoltre, parliamo di tre treni.", heard=("inˈoltre", "trˈe"),
      not_heard=("ʧ",)),
    C("right", "p", "No princípio criou Deus os céus e a terra.",
      heard=("sˈipjʊ|sˈipju", "sˈɛʊ|sˈɛw")),
    C("right", "h", "शुभ संध्या, खुशहाल सोमवार!", heard=(",", "!")),
    C("right", "j", "初夏に羽田空港へ行く。", heard=("ɕoka", "haneda", "kɯːkoː")),
)  # fmt: skip


@pytest.fixture(scope="module")
def pipeline() -> TextPipeline:
    return TextPipeline()


@pytest.mark.parametrize("case", CASES, ids=[case.text[:40] for case in CASES])
def test_what_people_send_is_said_right(pipeline: TextPipeline, case: Case) -> None:
    if case.lang in _PACKAGES:
        pytest.importorskip(_PACKAGES[case.lang])
    explained = pipeline.explain(case.text, lang=case.lang)
    text = _loose(explained.text)
    phonemes = " ".join(segment.phonemes for segment in explained.segments)
    for said in case.said:
        assert any(_loose(reading) in text for reading in said.split("|")), (said, text)
    for heard in case.heard:
        assert any(reading in phonemes for reading in heard.split("|")), (heard, phonemes)
    for wrong in case.not_heard:
        assert wrong not in phonemes


def _loose(text: str) -> str:
    plain = text.lower().replace("-", " ").replace(",", " ")
    return " ".join(word for word in plain.split() if word != "and")

"""Texts as strangers send them: what a listener hears of each."""

import pytest

from phemius_core.text import TextPipeline
from phemius_core.text._normalise import normalise

MEDICINE_AND_KITCHEN = [
    (
        "Give 2 caps TID PRN for 7 days.",
        "Give two capsules three times a day as needed for seven days.",
    ),
    (
        "20 mg PO BID x5 days, then 10 mg QD.",
        "twenty milligrams by mouth twice a day for five days, then ten milligrams once a day.",
    ),
    ("Take 1 tab PO q6h PRN.", "Take one tablet by mouth every six hours as needed."),
    ("2 g q8h. Then stop.", "two grams every eight hours. Then stop."),
    (
        "every morning: 25 mg q4-6h",
        "every morning: twenty-five milligrams every four to six hours",
    ),
    ("2 gtts in each eye", "two drops in each eye"),
    ("250mg/5mL, 1 tsp", "two hundred and fifty milligrams per five milliliters, one teaspoon"),
    ("I open 1 tab at a time.", "I open one tab at a time."),
    ("My bid was $20.", "My bid was twenty dollars."),
    ("1 c. sugar, 2 T. butter", "one cup sugar, two tablespoons butter"),
    ("½ c. water", "one half cup water"),
    ("Bake 20-25 min., or until golden.", "Bake twenty to twenty-five minutes, or until golden."),
    ("9x13-inch pan", "nine by thirteen-inch pan"),
]
SPORT_AND_MONEY = [
    ("27 pts, 11 reb and 8 ast", "twenty-seven points, eleven rebounds and eight assists"),
    (
        "25.7 ppg, 7.3 rpg",
        "twenty-five point seven points per game, seven point three rebounds per game",
    ),
    ("Rated 4.8/5 by users", "Rated four point eight out of five by users"),
    ("maybe 7.5/10", "maybe seven point five out of ten"),
    ("a time of 3:59:04", "a time of three hours fifty-nine minutes and four seconds"),
    ("a record of 2:00:35", "a record of two hours and thirty-five seconds"),
    ("Set scores 6-4, 7-6 (7-3).", "Set scores six to four, seven to six (seven to three)."),
    (
        "up 3.2% y/y, down 0.4% q/q",
        "up three point two percent year over year, down zero point four percent quarter "
        "over quarter",
    ),
    ("mkt cap $2.2T", "market cap two point two trillion dollars"),
    ("Leeds Utd won.", "Leeds United won."),
    ("VISA ****4242", "VISA ending in four two four two"),
    ("paid by card •••• 5678", "paid by card ending in five six seven eight"),
    ("a card ending in ****1881", "a card ending in one eight eight one"),
    ("Amt. due: $40.00", "amount due: forty dollars"),
    ("Qty: 3 at $4.99 ea.", "Quantity: three at four dollars and ninety-nine cents each."),
    ("$40.00 / £32.00", "forty dollars, thirty-two pounds"),
    (
        "180 °C / 350 °F",
        "one hundred and eighty degrees Celsius, three hundred and fifty degrees Fahrenheit",
    ),
    ("5:45 PM ET / 2:45 PM PT", "five forty-five PM ET, two forty-five PM PT"),
    ("x = y * 2 + 3 / 4 - 1", "x equals y times two plus three divided by four minus one"),
    ("y = 3 / 4 * x", "y equals three divided by four times x"),
    ("pages 3 - 4", "pages three to four"),
    ("on 3-31-25", "on March thirty-first, twenty twenty-five"),
    ("due 3-15-21 or later", "due March fifteenth, twenty twenty-one or later"),
    ("a 10-4-2 record", "a ten-four-two record"),
    ("exp. 04/27", "expires April twenty twenty-seven"),
    ("Exp. date: 01/28", "Expiration date: January twenty twenty-eight"),
    ("valid thru 12/26", "valid through December twenty twenty-six"),
    ("5 yrs. exp.", "five years experience."),
]
SCIENCE = [
    ("¹⁴C dating", "carbon fourteen dating"),
    ("²³⁵U and ⁶⁰Co", "uranium two thirty-five and cobalt sixty"),
    ("ΔG = ΔH − TΔS", "delta G equals delta H minus T delta S"),
    ("Δx and λmax", "delta x and lambda max"),
    ("f(x) = 3x", "f of x equals three x"),
    ("O(n log n) time", "O of n log n time"),
    ("P(A) and g(t)", "P of A and g of t"),
    ("friend(s)", "friends"),
    ("in °C or °F", "in degrees Celsius or degrees Fahrenheit"),
    ("the mid-20s °C", "the mid-twenties degrees Celsius"),
    ("15-20C by day", "fifteen to twenty degrees Celsius by day"),
    ("70–75F outside", "seventy to seventy-five degrees Fahrenheit outside"),
]
CAPTIONS_AND_HEADINGS = [
    ("00:00:05,120 --> 00:00:07,900", ""),
    ("1\n00:00:05,120 --> 00:00:07,900\nNo.", "  No."),
    ("00:05.120 --> 00:07.900 align:start", ""),
    ("DR. SMITH ON ELM ST. IS IN", "Doctor SMITH ON ELM Street. IS IN"),
    ("NO. 1 IN THE US", "number one IN THE US"),
    ("MT. EVEREST AND ST. PAUL", "Mount EVEREST AND Saint PAUL"),
    ("ACME INC. NEWS", "ACME Incorporated NEWS"),
    ("Vol. IV, Ch. II, Fig. III", "volume four, chapter two, figure three"),
    ("No. I won't. It was no. 1.", "No. I won't. It was number one."),
    ("Eq. (4) and Table 4a", "equation (four) and Table four A"),
    ("3rd fl., bldg. 7", "third floor, building seven"),
    ("Flat 2a, Leeds", "Flat two A, Leeds"),
    ("Omaha, Neb.", "Omaha, Nebraska."),
    ("Boston, Mass., to Tampa, Fla.", "Boston, Massachusetts, to Tampa, Florida."),
    ("Wash. it", "Wash. it"),
    ("She lives in Dallas TX.", "She lives in Dallas Texas."),
    ("a TX plate", "a TX plate"),
]
TELEPHONES_AND_CODE = [
    (
        "./run.sh --port=3000 -v",
        "dot slash run dot SH dash dash port equals three thousand dash V",
    ),
    ("use --output=out.txt", "use dash dash output equals out dot TXT"),
    ("it --was fine", "it — was fine"),
    ("port 443 and PORT=8080", "port four forty-three and PORT equals eighty eighty"),
    ("25 people in port 25", "twenty-five people in port twenty-five"),
    ("Press #. Press * to go back.", "Press pound. Press star to go back."),
    ("Hit the * key.", "Hit the star key."),
    ("Dial *67 first.", "Dial star six seven first."),
    ("5 * 3 and *really* bold", "five times three and really bold"),
    ("Text JOIN to 55555 now.", "Text JOIN to five five five five five now."),
    (
        "Text JOIN to 55555 or HELP to 741741",
        "Text JOIN to five five five five five or HELP to seven four one seven four one",
    ),
    ("I sent 55555 texts", "I sent fifty-five thousand five hundred and fifty-five texts"),
    ("Call 9-1-1 or 911.", "Call nine-one-one or nine one one."),
    (
        "GB29 NWBK 6016 1331 9268 19",
        "G B two nine, N W B K, six zero one six, one three three one, nine two six "
        "eight, one nine",
    ),
    (
        "DE89370400440532013000",
        "D E eight nine, three seven zero four, zero zero four four, zero five three two, "
        "zero one three zero, zero zero",
    ),
    ("London NW1 6XE", "London N W one, six X E"),
]
TIMETABLES = [
    ("Dep. 9:05, arr. 11:20", "Departs nine oh five, arrives eleven twenty"),
    ("dep. the city", "dep. the city"),
    ("Open M–F 8-5", "Open Monday to Friday eight to five"),
    ("9–5 M–F", "nine to five Monday to Friday"),
    ("an M–S team", "an M-S team"),
    ("closed Sun.", "closed Sunday."),
    ("The sun. It rose.", "The sun. It rose."),
    ("Boeing 737-800", "Boeing seven thirty-seven eight hundred"),
    ("Airbus A350-900", "Airbus A three fifty nine hundred"),
    (
        "a 747-8 and a 777-300ER",
        "a seven forty-seven eight and a seven seventy-seven three hundred ER",
    ),
    ("pages 737-800", "pages seven hundred and thirty-seven to eight hundred"),
]
CHAT_AND_MAIL = [
    ("c u l8r m8", "c u later mate"),
    ("thx 4 coming", "thanks for coming"),
    ("plz w8", "please wait"),
    ("b4 2moro", "before tomorrow"),
    ("is ur bday tmrw", "is your birthday tomorrow"),
    ("THX ALL, PLS CALL", "THANKS ALL, PLEASE CALL"),
    ("STH and UR", "STH and UR"),
    ("lmk asap pls", "lmk asap please"),
    ("4 people", "four people"),
    ("FW: Re: news", "Forward: re: news"),
    ("Attn.: Bob; Encl.: 2", "Attention: Bob; Enclosures: two"),
    ("Est. cost: $5, est. 1999", "Estimated cost: five dollars, established nineteen ninety-nine"),
    ("the mtg. is at 3", "the meeting is at three"),
    ("Intl. calls", "International calls"),
]
BOOKS_AND_SIGNS = [
    ("Ps. 23:1 and Gen. 1:1", "Psalm twenty-three one and Genesis one one"),
    ("2 Cor. 5:17, 1 John 4:8", "second Corinthians five seventeen, first John four eight"),
    ("John 3:16-18", "John three sixteen to eighteen"),
    ("Rom. 8:28", "Romans eight twenty-eight"),
    ("Gen. Grant at 7:30", "General Grant at seven thirty"),
    ("Rev. King spoke", "Reverend King spoke"),
    ("Mark 10:45 pm", "Mark ten forty-five PM"),
    ("© 2024 Acme", "copyright twenty twenty-four Acme"),
    ("Copyright © 2024 Acme", "Copyright  twenty twenty-four Acme"),
    ("Copyright (c) 2020 Bar", "Copyright  twenty twenty Bar"),
    ("option (c)", "option (c)"),
    ("AT&T and R&B", "A T and T and R and B"),
    ("the Q&As", "the Q and A's"),
    ("3 PCs and 2 UFOs", "three PCs and two UFOs"),
    ("NaCl and CaCO3", "N A C L and C A C O three"),
    ("post–Cold War", "post-Cold War"),
    ("New York–based", "New York-based"),
    ("Paris–London", "Paris-London"),
    ("the dog–cat war", "the dog — cat war"),
    ("50-50 odds", "fifty fifty odds"),
    ("FY21–FY23", "FY twenty-one to FY twenty-three"),
    ("Q1–Q3", "Q one to Q three"),
    ("60s and 70s music", "sixties and seventies music"),
    ("60s later", "sixty seconds later"),
    ("A ∪ B, ∀x, ∛8", "A union B, for all x, cube root of eight"),
    ("⌘V and ⇧A", "Command V and Shift A"),
    ("→ Next", "Next"),
    ("A → B", "A to B"),
    ("1 in = 2.54 cm", "one inch equals two point five four centimeters"),
    ("5 in a row", "five in a row"),
    ("Xbox Series X", "Xbox Series X"),
    ("Apollo X", "Apollo ten"),
    ("Plan B. Go.", "Plan B. Go."),
]
MORE = [
    ("Gen Z. Then", "Gen Z. Then"),
    ("$x^2$ and $5", "x squared and five dollars"),
    ("7-Eleven at 7", "seven-Eleven at seven"),
    ("2 @ $3.50", "two at three dollars and fifty cents"),
    ("E. coli grew", "E. coli grew"),
    ("Sheˋs 5'4\"", "She's five foot four"),
    ("¾ cup (180 ml) milk", "three quarters of a cup (one hundred and eighty milliliters) milk"),
    ("Due by Fri., Dec. 5 at noon.", "Due by Friday, December fifth at noon."),
    ("WR of 9.58s", "WR of nine point five eight seconds"),
    ("1st, 2nd and 22th", "first, second and twenty-second"),
    ("He'd've been 6'1\".", "He'd've been six foot one."),
    ("flight UA 2207, gate 42B", "flight U A twenty-two oh seven, gate forty-two B"),
    ("MAC 00:1B:44:11:3A:B7", "MAC zero zero, one B, four four, one one, three A, B seven"),
    ("Rte. 9W, a 9W bulb", "route nine W, a nine watt bulb"),
    ("Q4'23 and '69", "Q four twenty-three and sixty-nine"),
    ("Rte. 66, Exit 15E", "route sixty-six, Exit fifteen E"),
    ("12 High St, Leeds LS1 4DY", "twelve High Street, Leeds L S one, four D Y"),
    ("1600 Pennsylvania Ave. NW", "sixteen hundred Pennsylvania Avenue Northwest"),
    ("3 yrs, 40 hrs/wk, $18/hr", "three years, forty hours per week, eighteen dollars per hour"),
    ("Smith v. Jones, 384 U.S. 436", "Smith versus Jones, three eighty-four US four thirty-six"),
    ("§ 230 of 47 U.S.C.", "section two hundred and thirty of forty-seven U S C."),
    ("a 10-15 minute walk", "a ten to fifteen minute walk"),
    ("ages 6–8 yrs", "ages six to eight years"),
    ("−80 °C for 24–48 h", "minus eighty degrees Celsius for twenty-four to forty-eight hours"),
    ("8am–12pm", "eight AM to twelve PM"),
    ("pp. 34–56", "pages thirty-four to fifty-six"),
    ("a 3-year-old's toy", "a three-year-old's toy"),
    ("non-U.S. firms", "non-US firms"),
    ("p < 0.05 (n = 32)", "p is less than zero point zero five (n equals thirty-two)"),
    ("EPS of $1.45", "EPS of one dollar and forty-five cents"),
    ("118/76", "one eighteen over seventy-six"),
    ("Level up 5-0", "Level up five to zero"),
    ("May 3-7 and June 28-July 2", "May third to seventh and June twenty-eighth to July second"),
    ("upgrade / update", "upgrade slash update"),
]
ALL = [
    *MEDICINE_AND_KITCHEN,
    *SPORT_AND_MONEY,
    *SCIENCE,
    *CAPTIONS_AND_HEADINGS,
    *TELEPHONES_AND_CODE,
    *TIMETABLES,
    *CHAT_AND_MAIL,
    *BOOKS_AND_SIGNS,
    *MORE,
]
SPOKEN = [
    ("She wore a red bow.", "ʃˌi wˈɔɹ ɐ ɹˈɛd bˈO."),
    ("We went fishing for bass.", "wˌi wˈɛnt fˈɪʃɪŋ fɔɹ bˈæs."),
    ("It leads to lead poisoning.", "ˌɪt lˈidz tə lˈɛd pˈYzənɪŋ."),
    ("the lead-lined hall", "ðə lˌɛdlˈInd hˈɔl"),
    ("A white dove dove off.", "ɐ wˈIt dˈʌv dˈOv ˈɔf."),
    ("Tears ran down her face.", "tˈɪɹz ɹˈæn dˌWn hɜɹ fˈAs."),
    ("The wine aged well.", "ðə wˈIn ˈAʤd wˈɛl."),
    ("an aged aunt", "ɐn ˈAʤɪd ˈænt"),
    ("Are you content with that?", "ˌɑɹ ju kəntˈɛnt wɪð ðˈæt?"),
    ("Transport the goods.", "tɹænspˈɔɹt ðə ɡˈʊdz."),
    ("He was DENIED bail.", "hˌi wʌz dᵻnˈId bˈAl."),
    ("MAKING A DIFFERENCE", "mˈAkɪŋ ɐ dˈɪfəɹəns"),
    ("Room 3a is cold.", "ɹˈum θɹˈi ˈA ɪz kˈOld."),
    ("the Airbus A320", "ði ˈɛɹbˌʌs ˈA θɹˈi twˈɛnti"),
    ("She is type AB.", "ʃˌi ɪz tˈIp ˌAbˈi."),
    ("AT&T called.", "ˈA tˈi ænd tˈi kˈɔld."),
    ("3 PCs and 2 UFOs", "θɹˈi pˌisˈiz ænd tˈu jˌuˌɛfˈOz"),
    ("ΔH is low.", "dˈɛltə ˈAʧ ɪz lˈO."),
    ("Au revoir, au pair", "O ɹᵻvwˈɑɹ, O pˈɛɹ"),
    ("Des Moines and La Jolla", "dɛ mˈYn ænd lˌɑ hˈYə"),
    ("FLAC, BERT, SAML, EBITDA", "flˈæk, bˈɜɹt, sˈæmᵊl, ˈibɪtdˌɑ"),
    ("ETH rose.", "ˌitˌiˈAʧ ɹˈOz."),
    ("Re: your mail", "ɹˈi: jʊɹ mˈAl"),
    ("lima beans from Lima", "lˈImə bˈinz fɹʌm lˈimə"),
    ("Gen Z. Then we left.", "ʤˈɛn zˈi. ðˈɛn wi lˈɛft."),
    ("Murakami and Proust", "mˌʊɹəkˈɑmi ænd pɹˈust"),
    ("hors d'oeuvres", "hˈɔɹz dˈɜɹvz"),
    ("a coup d'état", "ɐ kˈu dAtˈɑ"),
    ("Noël and Noel", "nOˈɛl ænd nOˈɛl"),
    ("ttyl", "tˌitˌiwˌIˈɛl"),
    ("Press * or #.", "pɹˈɛs stˈɑɹ ɔɹ pˈWnd."),
    ("systemctl is here", "sˈɪstəmkəntɹˌOl ɪz hˈɪɹ"),
    ("f(x) = 3x", "ˈɛf ʌv ˈɛks ˈikwᵊlz θɹˈi ˈɛks"),
    ("SAAB", "sˈɑb"),
]


@pytest.mark.parametrize(("written", "spoken"), ALL)
def test_words(written, spoken):
    assert normalise(written, lang="a").text == spoken


def test_british_words():
    assert (
        normalise("Press #, then ¹³⁷Cs.", lang="b").text
        == "Press hash, then caesium one thirty-seven."
    )


@pytest.fixture(scope="module")
def pipeline():
    pytest.importorskip("misaki")
    return TextPipeline()


@pytest.mark.parametrize(("written", "phonemes"), SPOKEN)
def test_phonemes(pipeline, written, phonemes):
    segments = pipeline.explain(written, lang="a").segments
    assert " ".join(segment.phonemes for segment in segments) == phonemes

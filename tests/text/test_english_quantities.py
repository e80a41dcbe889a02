"""Money, units, fractions, ranges and operators in English words."""

import pytest

from phemius_core.text._normalise import normalise

MONEY = [
    ("$.50", "fifty cents"),
    ("$.506", "point five zero six dollars"),
    ("$20.5", "twenty dollars and fifty cents"),
    ("$0.010", "one cent"),
    ("$1.01", "one dollar and one cent"),
    ("$1,234.123", "one thousand two hundred and thirty-four point one two three dollars"),
    ("$1.2M at a $3B value",
     "one point two million dollars at a three billion dollar value"),
    ("the $20 bill", "the twenty dollar bill"),
    ("the $20 in it", "the twenty dollars in it"),
    ("US $76.3 trillion", "seventy-six point three trillion US dollars"),
    ("US$5", "five US dollars"),
    ("HK$20", "twenty Hong Kong dollars"),
    ("R$ 50", "fifty reais"),
    ("Rs 500", "five hundred rupees"),
    ("₹12,34,567", "one million two hundred and thirty-four thousand five hundred and "
     "sixty-seven rupees"),
    ("₩460 billion", "four hundred and sixty billion won"),
    ("¥500.5", "five hundred point five yen"),
    ("£1.5bn", "one point five billion pounds"),
    ("£0.01", "one penny"),
    ("€1.234,56", "one thousand two hundred and thirty-four euros and fifty-six cents"),
    ("3,50 €", "three euros and fifty cents"),
    ("100 zł", "one hundred zlotys"),
    ("75¢", "seventy-five cents"),
    ("5k EUR", "five thousand euros"),
    ("$350/yr", "three hundred and fifty dollars per year"),
    ("£10/wk", "ten pounds per week"),
    ("$0.10/kWh", "ten cents per kilowatt hour"),
    ("$100k/yr", "one hundred thousand dollars per year"),
    ("$250-$300", "two hundred and fifty dollars to three hundred dollars"),
    ("$5M-$10M", "five million dollars to ten million dollars"),
    ("-$6.9 million", "minus six point nine million dollars"),
    ("INR 2.5 but INR 500", "INR two point five but five hundred rupees"),
    ("cost $5, then", "cost five dollars, then"),
]  # fmt: skip
UNITS = [
    ("200-400 mg", "two hundred to four hundred milligrams"),
    ("40–60°C", "forty to sixty degrees Celsius"),
    ("-5–10 °C", "minus five to ten degrees Celsius"),
    ("5kg-10kg", "five kilograms to ten kilograms"),
    ("5 - 10 kg", "five to ten kilograms"),
    ("1 kg", "one kilogram"),
    ("-1 °C", "minus one degree Celsius"),
    ("0.5 kg", "zero point five kilograms"),
    ("12 sq ft", "twelve square feet"),
    ("3 cu. ft. of", "three cubic feet of"),
    ("5 m2", "five square meters"),
    ("9.8 m/s²", "nine point eight meters per second squared"),
    ("1½ tsp salt", "one and a half teaspoons salt"),
    ("1/2 tsp", "half a teaspoon"),
    ("3/4 tsp", "three quarters of a teaspoon"),
    ("2 fl. oz. of", "two fluid ounces of"),
    ("4 1/2 lbs", "four and a half pounds"),
    ("3 mbps", "three megabits per second"),
    ("10 MB/s", "ten megabytes per second"),
    ("500 mb", "five hundred megabytes"),
    ("9600 bps", "nine thousand six hundred bits per second"),
    ("rose 12 bps", "rose twelve basis points"),
    ("0.1 mcg/kg/min", "zero point one micrograms per kilogram per minute"),
    ("5 mEq/L", "five milliequivalents per liter"),
    ("120/80 mmHg", "one twenty over eighty millimeters of mercury"),
    ("98 bpm", "ninety-eight beats per minute"),
    ("10 IU", "ten international units"),
    ("max 4 g/day", "max four grams per day"),
    ("12/kg", "twelve per kilogram"),
    ("100 million kg", "one hundred million kilograms"),
    ("41,459.00 km³", "forty-one thousand four hundred and fifty-nine point zero zero cubic "
     "kilometers"),
    ("a 10m (32ft) tunnel", "a ten meter (thirty-two feet) tunnel"),
    ("a 5-kg bag", "a five kilogram bag"),
    ("the 5 km race", "the five kilometer race"),
    ("5 km from here", "five kilometers from here"),
    ("7.2-millimeter bullet", "seven point two-millimeter bullet"),
    ("10 x 12 ft", "ten by twelve feet"),
    ("10m x 12m", "ten meters by twelve meters"),
    ("and 3 in.", "and three inches."),
    ("3 in 4 people", "three in four people"),
    ("6 ft 2 in. She", "six feet two inches. She"),
    ('12" pizza', "twelve inch pizza"),
    ('"I have 12"', '"I have twelve"'),
    ("6' tall", "six foot tall"),
    ("40.7128° N, 74.0060° W", "forty point seven one two eight degrees north, "
     "seventy-four point zero zero six zero degrees west"),
    ("40°42′46″N", "forty degrees forty-two minutes forty-six seconds north"),
    ("a 90° turn", "a ninety degree turn"),
    ("5g network", "five g network"),
    ("~5 km", "about five kilometers"),
    ("5 ± 2 mm", "five plus or minus two millimeters"),
    ("5 KG", "five kilograms"),
    ('24"x36"', "twenty-four inches by thirty-six inches"),
    ("temp 98.6 F", "temp ninety-eight point six degrees Fahrenheit"),
    ("30 frames/sec", "thirty frames per second"),
]  # fmt: skip
FRACTIONS = [
    ("8/10", "eight out of ten"),
    ("scored 18/20", "scored eighteen out of twenty"),
    ("4/5 stars", "four out of five stars"),
    ("7/10 of them", "seven tenths of them"),
    ("1/10", "one tenth"),
    ("1/1000", "one one thousandth"),
    ("2/4th", "two quarters"),
    ("3 5/2", "three and five halves"),
    ("120/80", "one twenty over eighty"),
    ("a 60/40 split", "a sixty forty split"),
    ("6/2=3", "six divided by two equals three"),
    ("1-1/2 in.", "one and a half inches."),
    ("20/20 vision", "twenty twenty vision"),
    ("¼ cup", "a quarter cup"),
    ("½ hour", "half an hour"),
    ("2/3 cup", "two thirds of a cup"),
    ("3/4-inch", "three quarter-inch"),
]
RANGES = [
    ("5-10%", "five to ten percent"),
    ("10%-20%", "ten percent to twenty percent"),
    ("-5%", "minus five percent"),
    ("(+2.1%)", "(plus two point one percent)"),
    ("ages 5-10.", "ages five to ten."),
    ("1.5-2.5", "one point five to two point five"),
    ("1,000-2,000", "one thousand to two thousand"),
    ("2019-20, then", "twenty nineteen to twenty, then"),
    ("2023/24", "twenty twenty-three to twenty-four"),
    ("1995–present", "nineteen ninety-five to present"),
    ("5th-7th", "fifth to seventh"),
    ("Q1-Q3", "Q one to Q three"),
    ("R2-D2", "R two-D two"),
    ("a 3-4-hour trip", "a three to four-hour trip"),
    ("1-413-te", "one-four hundred and thirteen-te"),
    ("won 3-1", "won three to one"),
    ("a 50:50 split", "a fifty fifty split"),
]
MATHS = [
    ("1-2=5", "one minus two equals five"),
    ("7 - 4 = 3", "seven minus four equals three"),
    ("10 − 3", "ten minus three"),
    ("10⁶", "ten to the sixth"),
    ("10⁻³", "ten to the minus three"),
    ("x⁴", "x to the fourth"),
    ("6.02×10²³", "six point zero two times ten to the twenty-three"),
    ("3 x 10^8", "three times ten to the eight"),
    ("H₂O", "H two O"),
    ("1920x1080", "nineteen twenty by ten eighty"),
    ("2x4", "two by four"),
    ("3x faster", "three times faster"),
    ("y=2x", "y equals two x"),
    ("1080p", "ten eighty P"),
    ("5k followers", "five thousand followers"),
    ("2.5M views", "two point five million views"),
    ("3M+ downloads", "three million plus downloads"),
    ("10k-20k steps", "ten thousand to twenty thousand steps"),
    ("a 4K TV and a 10K race", "a four K TV and a ten K race"),
    ("seat 14B", "seat fourteen B"),
    ("12,34,567", "one million two hundred and thirty-four thousand five hundred and "
     "sixty-seven"),
    ("1'000'000", "one million"),
    ("1.234.567", "one million two hundred and thirty-four thousand five hundred and "
     "sixty-seven"),
]  # fmt: skip


def spoken_text(text, lang="a"):
    return " ".join(normalise(text, lang=lang).text.split())


ALL = [*MONEY, *UNITS, *FRACTIONS, *RANGES, *MATHS]


@pytest.mark.parametrize(("written", "spoken"), ALL, ids=[row[0] for row in ALL])
def test_a_quantity_is_put_into_words(written, spoken):
    assert spoken_text(written) == spoken


@pytest.mark.parametrize(("lang", "spoken"), [("a", "fifty p"), ("b", "fifty pence")])
def test_pence_are_british(lang, spoken):
    assert spoken_text("50p", lang) == spoken


def test_words_behind_a_comma_do_not_touch_it():
    assert spoken_text("11:20AM,2:40PM,17!3") == "eleven twenty AM, two forty PM, seventeen! three"


def test_a_tag_without_words_is_silent():
    assert spoken_text("go <noise/> home") == "go home"

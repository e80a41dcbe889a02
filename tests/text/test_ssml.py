"""SSML: what each element does, and the errors of those that are wrong."""

import pytest

from phemius_core.errors import InvalidRequest, NothingToSpeak
from phemius_core.testing import LetterG2P
from phemius_core.text import SegmentPlan, TextPipeline, is_ssml
from phemius_core.text.ssml import normalise_ssml
from phemius_core.text.ssml._phonemes import to_model_phonemes
from phemius_core.text.ssml._values import parse_rate, parse_time_ms, parse_volume_db
from phemius_core.voices import VoiceCatalogue

VOICES = VoiceCatalogue()


def voice_lang(name):
    return VOICES.resolve(name).lang


def explain(text, lang="a", **options):
    pipeline = TextPipeline(g2p=lambda _lang: LetterG2P())
    return pipeline.explain(text, lang=lang, voice_lang=voice_lang, **options)


def said(body, lang="a"):
    """What is spoken for the body of a document."""
    spoken = normalise_ssml(f"<speak>{body}</speak>", lang=lang, voice_lang=voice_lang).text
    return " ".join(spoken.split()).replace(" ,", ",")


def check_tiling(source, pieces):
    at = 0
    for piece in pieces:
        assert piece.start == at
        assert piece.end >= at
        at = piece.end
    assert at == len(source)


def refusal(text, **options):
    with pytest.raises(InvalidRequest) as caught:
        explain(text, **options)
    assert [problem.field for problem in caught.value.fields] == ["text"]
    assert not caught.value.message.endswith(".")
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<speak>a</speak>", True),
        (" \n<speak version='1.0'>a</speak>", True),
        ("\ufeff<?xml version='1.0'?>\n <speak\n>a</speak>", True),
        ("<?xml version='1.0'?><!-- a --><speak/>", True),
        ("<speaker>", False),
        ("Say <speak>.", False),
        ("<p>a</p>", False),
        ("", False),
    ],
)
def test_which_texts_are_ssml_without_saying_so(text, expected):
    assert is_ssml(text) is expected


def test_the_format_that_is_given_counts():
    assert explain("<speak>5 &amp; 6</speak>", text_format="plain").text.split() == [
        "five",
        "and",
        "six",
    ]
    assert explain("<speak>a *b* [c](/d/)</speak>").text.startswith("a")
    assert "begin with <speak>" in refusal("<p>a</p>", text_format="ssml")
    assert "line 1, column 1" in refusal("Hello", text_format="ssml")


def test_offsets_are_those_of_the_callers_text():
    text = (
        " <?xml version='1.0' encoding='UTF-16'?>\r\n<speak xml:lang='en'>Zoë &amp; Ann\r\n"
        "<!-- 猫 --> pay <emphasis>$5</emphasis> &#x1F600;&lt;<![CDATA[now & <then>]]>.</speak>"
    )
    explanation = explain(text)
    check_tiling(text, explanation.normalised.pieces)
    words = [word for segment in explanation.segments for word in segment.words]
    assert [word.text for word in words] == ["Zoë", "&amp;", "Ann", "pay", "$5", "now", "&", "then"]
    assert all(text[word.start : word.end] == word.text for word in words)
    assert explanation.segments[0].start == 0
    assert explanation.segments[-1].end == len(text)
    emoji = next(w for w in explanation.warnings if w.code == "unspoken_symbol")
    assert text[emoji.start : emoji.end].startswith("&#x1F600;")


@pytest.mark.parametrize(
    ("body", "spoken"),
    [
        ("It costs $5.", "It costs five dollars."),
        ("a *b* # c [d](e) [pause:1s]", None),
        ("<s>One</s><s>Two</s>", "One Two"),
        ("<p>One</p>Two", "One Two"),
        ("He<emphasis>ll</emphasis>o", "Hello"),
        ("<sub alias='World Wide Web Consortium'>W3C</sub>", "World Wide Web Consortium"),
        ("<sub alias='five'>5</sub>kg", "five kg"),
        ("<sub alias='$5'>x</sub>", "five dollars"),
        ("<audio src='dog.wav'><desc>bark</desc>a dog</audio> barks", "a dog barks"),
        ("<metadata><a:b xmlns:a='x'>no</a:b></metadata>yes", "yes"),
        ("<meta name='a' content='b'/>yes", "yes"),
        ("one<mark name='here'/>two", "onetwo"),
        ("<w role='x'>one</w> <token>two</token>", "one two"),
        ("<lexicon uri='x'/>one", "one"),
    ],
)
def test_what_is_spoken_for_each_element(body, spoken):
    if spoken is None:
        # No Markdown in SSML
        assert "pause" in said(body)
    else:
        assert said(body) == spoken


@pytest.mark.parametrize(
    ("attributes", "text", "spoken"),
    [
        ("interpret-as='cardinal'", "1,234", "one thousand two hundred and thirty-four"),
        ("interpret-as='cardinal'", "-5", "minus five"),
        ("interpret-as='cardinal'", "XIV", "fourteen"),
        ("interpret-as='number'", "1999", "one thousand nine hundred and ninety-nine"),
        ("interpret-as='cardinal'", "3.5", "three point five"),
        ("interpret-as='ordinal'", "21", "twenty-first"),
        ("interpret-as='ordinal'", "3rd", "third"),
        ("interpret-as='ordinal'", "VIII", "eighth"),
        ("interpret-as='digits'", "1042", "one zero four two"),
        ("interpret-as='telephone'", "(555) 123-4567",
         "five five five, one two three, four five six seven"),
        ("interpret-as='telephone'", "+44 20 7946",
         "plus four four, two zero, seven nine four six"),
        ("interpret-as='characters'", "NaCl-2&amp;", "N A C L dash two and"),
        ("interpret-as='spell-out'", "abc", "A B C"),
        ("interpret-as='verbatim'", "a b", "A, B"),
        ("interpret-as='date' format='mdy'", "3/4/2024", "March fourth, twenty twenty-four"),
        ("interpret-as='date' format='dmy'", "3.4.2024", "April third, twenty twenty-four"),
        ("interpret-as='date' format='yyyymmdd'", "20241231",
         "December thirty-first, twenty twenty-four"),
        ("interpret-as='date' format='md'", "12/25", "December twenty-fifth"),
        ("interpret-as='date'", "2024-05-01", "May first, twenty twenty-four"),
        ("interpret-as='date' format='my'", "5/2024", None),
        ("interpret-as='time' format='hms12'", "2:30pm", "two thirty PM"),
        ("interpret-as='time'", "1'21&quot;", "one minute twenty-one seconds"),
        ("interpret-as='currency'", "$42.50", "forty-two dollars and fifty cents"),
        ("interpret-as='currency' detail='EUR'", "3", "three euros"),
        ("interpret-as='unit'", "10kg", "ten kilograms"),
        ("interpret-as='fraction'", "3/4", "three quarters"),
        ("interpret-as='fraction'", "2 1/2", "two and one half"),
        ("interpret-as='fraction'", "7/12", "seven twelfths"),
        ("interpret-as='expletive'", "darn", ""),
        ("interpret-as='Cardinal'", " 7 ", "seven"),
    ],
)  # fmt: skip
def test_say_as_in_english(attributes, text, spoken):
    result = said(f"<say-as {attributes}>{text}</say-as>")
    assert result == spoken if spoken is not None else result.startswith("May")


@pytest.mark.parametrize(
    ("lang", "attributes", "text", "spoken"),
    [
        ("e", "interpret-as='ordinal'", "3", "tercero"),
        ("f", "interpret-as='ordinal'", "2", "deuxième"),
        ("i", "interpret-as='ordinal'", "2", "secondo"),
        ("p", "interpret-as='ordinal'", "2", "segundo"),
        ("j", "interpret-as='ordinal'", "2", "第"),
        ("e", "interpret-as='fraction'", "3/4", "cuartos"),
        ("f", "interpret-as='fraction'", "3/4", "quarts"),
        ("f", "interpret-as='fraction'", "1/2", "demi"),
        ("i", "interpret-as='fraction'", "2/3", "terzi"),
        ("p", "interpret-as='fraction'", "1/2", "meio"),
        ("z", "interpret-as='fraction'", "1/2", "分之"),
        ("e", "interpret-as='date' format='dmy'", "3/5/2024", "mayo"),
        ("f", "interpret-as='date'", "1/5/2024", "mai"),
        ("j", "interpret-as='date' format='ymd'", "2024-05-03", "月"),
    ],
)
def test_say_as_in_other_languages(lang, attributes, text, spoken):
    assert spoken in said(f"<say-as {attributes}>{text}</say-as>", lang)


@pytest.mark.parametrize("kind", ["cardinal", "ordinal", "digits", "date", "time", "fraction"])
def test_what_is_not_as_say_as_says_is_read_plainly_with_a_warning(kind):
    text = f"<speak>a <say-as interpret-as='{kind}'>word</say-as></speak>"
    explanation = explain(text)
    assert explanation.text == "a word"
    [warning] = explanation.warnings
    assert warning.code == "say_as_mismatch"
    assert text[warning.start : warning.end].endswith("word</say-as>")


@pytest.mark.parametrize(
    ("attributes", "pause_ms"),
    [
        ("time='500ms'", 500), ("time='1.5s'", 1500), ("time='.5s'", 500), ("", 300),
        ("strength='x-strong'", 1000), ("strength='weak'", 150),
        ("strength='weak' time='2s'", 2000),
        ("strength='none'", 0), ("time='0s'", 0), ("time='60s'", 10_000),
    ],
)  # fmt: skip
def test_breaks(attributes, pause_ms):
    explanation = explain(f"<speak>One <break {attributes}/> two.</speak>")
    assert sum(segment.pause_after_ms for segment in explanation.segments) == pause_ms
    assert bool(explanation.warnings) == ("60s" in attributes)


def test_paragraphs_and_sentences_part_the_text():
    explanation = explain("<speak><p><s>One</s><s>Two</s></p>\n<p>Three</p></speak>")
    plan = SegmentPlan()
    assert [s.phonemes for s in explanation.segments] == ["one. two.", "three."]
    assert explanation.segments[0].pause_after_ms == plan.paragraph_pause_ms


def test_prosody_parts_the_segments_and_multiplies():
    explanation = explain(
        "<speak>One, <prosody rate='50%' volume='+6dB'>two <prosody rate='slow' volume='-2dB'>"
        "three</prosody></prosody>. Four.</speak>"
    )
    found = [(s.phonemes, s.delivery.speed, s.delivery.gain_db) for s in explanation.segments]
    assert found == [
        ("one,", 1, 0), ("two", 0.5, 6), ("three.", 0.375, 4), ("four.", 1, 0),
    ]  # fmt: skip
    # A sentence that goes on has no pause of its own.
    assert [s.pause_after_ms for s in explanation.segments] == [0, 0, 80, 0]


def test_prosody_is_kept_within_bounds():
    explanation = explain(
        "<speak><prosody rate='9' volume='+90dB'>a</prosody> <prosody rate='1%' volume='-200dB'>"
        "b</prosody> <prosody volume='silent'>c</prosody></speak>"
    )
    found = [(s.delivery.speed, s.delivery.gain_db) for s in explanation.segments]
    assert found == [(4, 12), (0.25, -60), (1, -float("inf"))]


def test_slow_parts_have_shorter_segments():
    words = "lots of words that follow one another " * 20
    slow = explain(f"<speak><prosody rate='x-slow'>{words}</prosody></speak>").segments
    assert max(len(segment.phonemes) for segment in slow) <= 125


@pytest.mark.parametrize("attribute", ["pitch='high'", "range='low'", "contour='(0%,+20Hz)'"])
def test_pitch_is_accepted_with_a_warning(attribute):
    [warning] = explain(f"<speak><prosody {attribute}>a</prosody></speak>").warnings
    assert warning.code == "ssml_ignored"
    assert attribute.partition("=")[0] in warning.message


def test_voices_switch_within_the_text():
    explanation = explain(
        "<speak>One. <voice name='bf_emma'>Two. <voice name='nova'>Three.</voice></voice> "
        "Four.</speak>"
    )
    found = [(s.phonemes, s.delivery.voice) for s in explanation.segments]
    assert found == [
        ("one.", ""), ("two.", "bf_emma"), ("three.", "nova"), ("four.", ""),
    ]  # fmt: skip


def languages(text, lang="a"):
    pieces = normalise_ssml(text, lang=lang, voice_lang=voice_lang).pieces
    return [(p.spoken.strip(), p.lang) for p in pieces if p.spoken.strip()]


def test_a_voice_speaks_its_own_language_unless_the_text_says_another():
    text = (
        "<speak>one <voice name='ef_dora'>dos <lang xml:lang='fr'>trois</lang> <voice "
        "name='bm_lewis' xml:lang='en-US'>four</voice></voice></speak>"
    )
    assert languages(text) == [("one", ""), ("dos", "e"), ("trois", "f"), ("four", "b")]


def test_the_language_of_the_document():
    assert languages("<speak xml:lang='es'>hola 猫</speak>") == [("hola", "e"), ("猫", "z")]
    assert languages("<speak xml:lang='en-US'>colour</speak>", "b") == [("colour", "")]
    assert languages("<speak><lang xml:lang='en-GB'>colour</lang></speak>") == [("colour", "b")]
    assert languages("<speak><p xml:lang='de'>Tag</p></speak>") == [("Tag", "de")]
    explanation = explain("<speak><lang xml:lang='xx'>word</lang></speak>")
    assert [w.code for w in explanation.warnings] == ["unknown_language"]


@pytest.mark.parametrize(
    ("alphabet", "written", "lang", "phonemes"),
    [
        ("ipa", "təˈmɑːtoʊ", "a", "təmˈɑtO"),
        ("ipa", "təˈmɑːtəʊ", "b", "təmˈɑːtQ"),
        ("ipa", "ˈt͡ʃiːz", "a", "ʧˈiz"),
        ("ipa", "ˈnɛvɚ", "a", "nˈɛvəɹ"),
        ("ipa", "ˈbɝd", "a", "bˈɜɹd"),
        ("ipa", "ˈstɹɛŋθs", "a", "stɹˈɛŋθs"),
        ("ipa", "ˈbɔ̃ʒuʁ", "f", "bˈɔ̃ʒuʁ"),
        ("ipa", "ˈsen.da", "e", "sˈenda"),
        ("x-sampa", 't@"mA:toU', "a", "təmˈɑtO"),
        ("x-sampa", '"Si:p', "b", "ʃˈiːp"),
        ("x-sampa", "bO~ZuR", "f", "bɔ̃ʒuʁ"),
        ("x-sampa", "r\\@", "a", "ɹə"),
        ("x-kokoro", "kˈOkəɹO", "a", "kˈOkəɹO"),
    ],
)
def test_alphabets_of_phonemes(alphabet, written, lang, phonemes):
    assert to_model_phonemes(written, alphabet, lang) == phonemes


def test_a_phoneme_is_spoken_for_its_word():
    text = "<speak>A <phoneme alphabet='ipa' ph='təˈmɑːtoʊ'>tomato</phoneme>, <phoneme ph='haɪ'/>."
    explanation = explain(text + "</speak>")
    [segment] = explanation.segments
    assert segment.phonemes == "a təmˈɑtO, hI."
    assert [word.text for word in segment.words][:2] == ["A", "tomato"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<speak>\n a <blink>x</blink></speak>", "line 2, column 4: <blink> is not supported: use"),
        ("<speak>Zoë 猫<blink/></speak>", "column 13: <blink>"),
        ("<speak><speak>a</speak></speak>", "column 8: <speak> may stand only at the beginning"),
        ("<speak>a & b</speak>", "column 11: not well-formed XML"),
        ("<speak>a &nbsp; b</speak>", "undefined entity: write the character itself"),
        ("<speak>a", "close every element"),
        ("<speak><p>a</speak></p>", "close each element before"),
        ("<speak>a</speak>b", "put all text into one <speak>"),
        ("<speak><x:y>a</x:y></speak>", "unbound prefix"),
        ("<speak><mstts:z xmlns:mstts='u'>a</mstts:z></speak>", "is not supported"),
        ("<speak><break time='5'/>a</speak>", "time is '5': give a time as in 500ms"),
        ("<speak><break time='-1s'/>a</speak>", "time is '-1s'"),
        ("<speak><break strength='huge'/>a</speak>", "strength is 'huge': give one of none"),
        ("<speak><prosody rate='quick'>a</prosody></speak>", "rate is 'quick': give a percentage"),
        ("<speak><prosody rate='-100%'>a</prosody></speak>", "rate is '-100%'"),
        ("<speak><prosody volume='high'>a</prosody></speak>", "volume is 'high': give dB"),
        ("<speak><prosody volume='101'>a</prosody></speak>", "volume is '101'"),
        ("<speak><voice name='nobody'>a</voice></speak>", "column 8: unknown voice 'nobody'"),
        ("<speak><voice name='a+b+c+d+e+f+g+h+i'>a</voice></speak>", "line 1, column 8"),
        ("<speak><voice>a</voice></speak>", "<voice> needs the attribute name"),
        ("<speak><lang>a</lang></speak>", "<lang> needs the attribute xml:lang"),
        ("<speak><sub>a</sub></speak>", "<sub> needs the attribute alias"),
        ("<speak><say-as>a</say-as></speak>", "<say-as> needs the attribute interpret-as"),
        ("<speak><say-as interpret-as='x'>a</say-as></speak>", "give one of cardinal"),
        ("<speak><say-as interpret-as='date'><s>a</s></say-as></speak>", "<s> within <say-as>"),
        ("<speak><phoneme>a</phoneme></speak>", "<phoneme> needs the attribute ph"),
        ("<speak><phoneme alphabet='x' ph='a'>a</phoneme></speak>", "alphabet is 'x'"),
        ("<speak><phoneme ph='§§'>a</phoneme></speak>", "has no phoneme that is known"),
        ("<speak>\ud800</speak>", "a lone surrogate"),
        ("<speak>a\x00</speak>", "not well-formed"),
    ],
)
def test_errors_say_where_and_what_to_do(text, problem):
    message = refusal(text)
    assert message.startswith("SSML, line ")
    assert problem in message


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n",
        "<break/>",
        "<p></p>",
        "<desc>word</desc>",
        "<say-as interpret-as='bleep'>a</say-as>",
    ],
)
def test_a_document_without_words_has_nothing_to_speak(body):
    with pytest.raises(NothingToSpeak):
        explain(f"<speak>{body}</speak>")


def test_values_of_attributes():
    assert parse_time_ms("250 ms") == 250
    assert parse_time_ms("1e3s") is None
    assert parse_rate("120%") == pytest.approx(1.2)
    assert parse_rate("+20%") == pytest.approx(1.2)
    assert parse_rate("-25%") == pytest.approx(0.75)
    assert parse_rate("1.5") == 1.5
    assert parse_rate("+1.5") is None
    assert parse_rate("0") is None
    assert parse_volume_db("+6dB") == 6
    assert parse_volume_db("-3.5 db") == -3.5
    assert parse_volume_db("50") == pytest.approx(-6.02, abs=0.01)
    assert parse_volume_db("0") == -float("inf")

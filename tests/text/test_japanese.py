"""Japanese: numbers and symbols in words, readings, and morae in the notation of the voices."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pyopenjtalk")

from phemius_core.errors import MissingExtra
from phemius_core.phonemes import VOCABULARY
from phemius_core.text import load_g2p, segments
from phemius_core.text._normalise import normalise
from phemius_core.text.japanese import JapaneseG2P
from phemius_core.text.japanese._loanwords import english_morae
from phemius_core.text.japanese._morae import MORAE, mora_phonemes, split_morae

SPOKEN = [
    # numbers
    ("1,234円", "千二百三十四円"),
    ("10001000", "一千万千"),
    (
        "12345678901234567890",
        "一千二百三十四京五千六百七十八兆九千十二億三千四百五十六万七千八百九十",
    ),
    ("-3.60", "マイナス三点六零"),
    (".5", "零点五"),
    ("0歳", "零歳"),
    ("0です", "ゼロです"),
    ("3つ", "三つ"),
    ("1.5万人", "一点五万人"),
    ("３５キロ", "三十五キロ"),
    ("５，０００円", "五千円"),
    ("3，4日", "三，四日"),
    ("第Ⅱ部", "第二部"),
    ("ルイXIV世", "ルイ十四世"),
    ("①準備 ②実行", "一、準備 二、実行"),
    ("10-3=7", "十引く三イコール七"),
    ("2×3", "二かける三"),
    ("5:3", "五対三"),
    ("1½杯", "一と二分の一杯"),
    ("-√2", "マイナスルート二"),
    # dates and times
    ("2024/1/15", "二千二十四年一月十五日"),
    ("2024-01-15T14:05:00Z", "二千二十四年一月十五日十四時五分"),
    ("2024/13/15", "二千二十四、十三、十五"),
    ("12/24(火)", "十二月二十四日火曜日"),
    ("08月05日", "八月五日"),
    ("14:05〜15:30", "十四時五分から十五時三十分"),
    ("８：３０", "八時三十分"),
    ("開始：8:00", "開始：八時"),
    ("2:30pm", "午後二時三十分"),
    ("午後2:30 PM", "午後二時三十分"),
    ("8 AM", "午前八時"),
    # money, percent, units
    ("¥1,200", "千二百円"),
    ("62μg/m³", "六十二マイクログラムパー立方メートル"),
    ("￥500", "五百円"),
    ("$5.50", "五点五ドル"),
    ("$10-20", "十から二十ドル"),
    ("20€", "二十ユーロ"),
    ("5 USD", "五米ドル"),
    ("$1.2M", "百二十万ドル"),
    ("100万円", "百万円"),
    ("３０％ＯＦＦ", "三十パーセントＯＦＦ"),
    ("10〜20%", "十から二十パーセント"),
    ("-5℃", "マイナス五度"),
    ("68°F", "華氏六十八度"),
    ("60km/h", "時速六十キロメートル"),
    ("時速60km/h", "時速六十キロメートル"),
    ("50m²と3kg", "五十平方メートルと三キログラム"),
    ("20㎡", "二十平方メートル"),
    ("40–60cm", "四十から六十センチメートル"),
    ("≧5", "五以上"),
    # telephone, codes, addresses
    ("090-1234-5678", "ゼロキューゼロ、イチニーサンヨン、ゴーロクナナハチ"),
    ("03(1234)5678", "ゼロサン、イチニーサンヨン、ゴーロクナナハチ"),
    ("09012345678", "ゼロキューゼロ、イチニーサンヨン、ゴーロクナナハチ"),
    ("暗証番号は1234", "暗証番号はイチニーサンヨン"),
    ("101号室", "イチマルイチ号室"),
    ("〒100-0001", "郵便番号イチゼロゼロのゼロゼロゼロイチ"),
    ("v1.2.3", "v一点二点三"),
    ("a@example.com", "aアットマークexampleドットcom"),
    # symbols and forms
    ("すごい〜！", "すごいー！"),
    ("東京〜大阪", "東京から大阪"),
    ("A&B", "AアンドB"),
    ("Node.js", "Nodeドットjs"),
    ("C#と#旅", "Cシャープとハッシュタグ旅"),
    ("㈱山田", "株式会社山田"),
    ("㋿元年", "令和元年"),
    ("ｶﾞｷﾞｸﾞ", "ガギグ"),
    ("男/女", "男、女"),
    ("A4とMP3と5G", "A4とMP3と5G"),
]


@pytest.fixture(scope="module")
def g2p() -> JapaneseG2P:
    return JapaneseG2P()


def phonemes_of(g2p, text):
    return "".join(t.phonemes + " " * t.space_after for t in g2p.phonemize(text)).strip()


@pytest.mark.parametrize(("written", "spoken"), SPOKEN)
def test_text_is_put_into_japanese_words(written, spoken):
    assert normalise(written, lang="j").text == spoken


def test_offsets_of_full_width_forms_are_exact():
    pieces = normalise("前ＡＢ１２％後", lang="j").pieces
    assert [(p.start, p.end, p.rule) for p in pieces] == [(0, 3, ""), (3, 6, "percent"), (6, 7, "")]


def kana_of_misaki() -> set[str]:
    """All morae that misaki's Japanese front end knows, without importing its dictionaries."""
    spec = importlib.util.find_spec("misaki")
    source = (Path(spec.origin).parent / "ja.py").read_text(encoding="utf-8")
    keys = re.findall(r"^((?:chr\(\d+\)\+?)+):", source, re.MULTILINE)
    words = {"".join(chr(int(code)) for code in re.findall(r"\d+", key)) for key in keys}
    return words | set("ッンー")


def test_every_mora_has_its_consonant_and_vowel_in_the_models_phonemes():
    morae = kana_of_misaki()
    assert len(morae) == 193
    assert morae <= MORAE.keys()
    bare = set("アイウエオァィゥェォヰヱヲ")
    for mora, phonemes in MORAE.items():
        assert set(phonemes) <= VOCABULARY.keys(), mora
        if mora in "ッンー":
            continue
        assert phonemes[-1] in "aiɯɨeo", mora
        assert mora in bare or len(phonemes) > 1, mora


@pytest.mark.parametrize("mora", sorted(MORAE))
def test_every_mora_is_read_by_the_g2p(g2p, mora):
    (segment,) = segments(normalise(f"{mora}です。", lang="j"), g2p=g2p)
    assert segment.warnings == ()
    expected = MORAE[mora].removesuffix("ɴ")
    assert expected in segment.phonemes


@pytest.mark.parametrize(
    ("kana", "phonemes"),
    [
        ("ガッコウ", "ɡaʔkoɯ"),
        ("シンブン", "ɕimbɯɴ"),
        ("カンコク", "kaŋkokɯ"),
        ("コンニャク", "koɲɲakɯ"),
        ("ホンダ", "honda"),
        ("ホンヤ", "hoɴja"),
        ("マ’シテ", "maɕite"),
        ("ティファニー", "tʲiɸaɲiː"),
        ("ヴァイオリン", "vaioɾʲiɴ"),
        ("キャット", "kʲaʔto"),
        ("ぎゅうにゅう", "ɡʲɨɯɲɨɯ"),
        ("ｶﾞｷﾞ", "ɡaɡʲi"),
    ],
)
def test_morae_sound_by_their_neighbours(kana, phonemes):
    assert mora_phonemes(split_morae(kana)) == phonemes


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("初夏に羽田空港へ行く。", "ɕoka ɲi haneda kɯːkoː e ikɯ."),
        ("5月1日、20日、4人、9時", "ɡoɡaʦɨ ʦɨitaʨi, haʦɨka, jo ɲiɴ, kɯʥi"),
        ("800円と八百屋", "haʔpʲakɯ eɴ to jaoja"),
        ("3本、600円", "saɴ boɴ, ɾoʔpʲakɯ eɴ"),
        ("学校って言った", "ɡaʔkoːʔteiʔta"),
        ("𠮷野家", "joɕinoja"),
        ("こゝろ、みすゞ", "kokoɾo, mʲisɨzɨ"),
        ("【重要】「はい」", "(ʥɨːjoː) “hai”"),
        # Latin words
        ("USB", "jɯːesɨbʲiː"),
        ("iPhone", "aiɸoɴ"),
        ("Google", "ɡɯːɡɯɾɯ"),
        ("Wi-Fi", "βaiɸai"),
        ("OK", "oːkeː"),
        ("A4", "eːjoɴ"),
        ("Python", "paisɨɴ"),
        ("hello world", "haɾoː βaːɾɯdo"),
        ("kubernetes", "kɯːbanetʲiːzɨ"),
        ("Café", "kaɸei"),
    ],
)
def test_words_are_read(g2p, text, phonemes):
    found = phonemes_of(g2p, normalise(text, lang="j").text)
    assert found.replace(" ", "") == phonemes.replace(" ", "")


@pytest.mark.parametrize(
    ("phonemes", "kana"),
    [
        ("kˈæt", "キャット"), ("hˈɒp", "ホップ"), ("kəmpjˈuːtə", "カンピュータ"),
        ("ʃˈɒp", "ショップ"),
        ("θɹˈiː", "スリー"), ("sˈɪŋk", "シンク"), ("sˈɪŋ", "シング"), ("ʤˈæz", "ジャズ"),
        ("nˈQt", "ノート"), ("vˈɪʤən", "ヴィジャン"), ("wˈɛb", "ウェブ"), ("jˈɛs", "イェス"),
        ("mjˈuːzɪk", "ミュージック"),
    ],
)  # fmt: skip
def test_english_words_become_morae(phonemes, kana):
    assert english_morae(phonemes) == kana


def test_ordinary_latin_words_are_not_reported_as_spelt(g2p):
    text = "USBとiPhoneとGoogleのWi-FiはOK、A4でPythonとhello。"
    found = list(segments(normalise(text, lang="j"), g2p=g2p))
    assert [w for s in found for w in s.warnings] == []


def test_other_scripts_are_reported_and_read(g2p):
    (segment,) = segments(normalise("これはМосква、です。", lang="j"), g2p=g2p)
    assert [w.code for w in segment.warnings] == ["spelt_word"]
    assert [w.text for w in segment.words] == ["これ", "は", "Москва", "です"]


KANA = "".join(chr(c) for c in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC))


@given(st.text(alphabet=KANA, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_sequence_of_kana_has_phonemes(text):
    g2p = load_japanese()
    found = list(segments(normalise(text, lang="j"), g2p=g2p))
    assert [w for s in found for w in s.warnings] == []
    assert all(s.phonemes.strip() for s in found)
    assert all(w.phoneme_end > w.phoneme_start for s in found for w in s.words)


_CACHE: list[JapaneseG2P] = []


def load_japanese() -> JapaneseG2P:
    if not _CACHE:
        _CACHE.append(JapaneseG2P())
    return _CACHE[0]


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyopenjtalk", None)
    with pytest.raises(MissingExtra, match=r"pip install 'phemius\[asian\]'"):
        load_g2p("j")

"""Voice names, blends and the voices behind them, by the tables of the contract."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.errors import InvalidRequest, UnknownVoice
from phemius_core.languages import LANGUAGES
from phemius_core.voices import VoiceCatalogue
from phemius_core.voices._packs import read_pack

NATIVE = {
    "default": "af_heart",
    "alloy": "af_heart",
    "echo": "am_adam",
    "fable": "bf_emma",
    "onyx": "bm_lewis",
    "nova": "af_bella",
    "shimmer": "af_sky",
    "aria": "af_bella",
    "marcus": "am_adam",
    "sophia": "bf_emma",
    "orion": "bm_lewis",
    "zm_yunxi": "zm_yunxi",
}
OPENAI = {
    "alloy": "af_bella",
    "echo": "am_adam",
    "fable": "bf_emma",
    "onyx": "bm_lewis",
    "nova": "af_bella",
    "shimmer": "af_bella",
    "aria": "af_bella",
    "marcus": "am_adam",
    "default": "af_heart",
    "af_sky": "af_sky",
}
OPENAI_NAMES = [
    "alloy",
    "ash",
    "ballad",
    "cedar",
    "coral",
    "echo",
    "fable",
    "marin",
    "nova",
    "onyx",
    "sage",
    "shimmer",
    "verse",
]


@pytest.fixture(scope="module")
def catalogue():
    return VoiceCatalogue()


@pytest.mark.parametrize(("name", "pack"), NATIVE.items())
def test_native_names(catalogue, name, pack):
    assert catalogue.resolve(name).packs == ((pack, 1.0),)


@pytest.mark.parametrize(("name", "pack"), OPENAI.items())
def test_openai_names(catalogue, name, pack):
    assert catalogue.resolve(name, openai=True).packs == ((pack, 1.0),)


def test_all_openai_names_resolve_to_english_voices(catalogue):
    assert set(OPENAI_NAMES) <= set(catalogue.names(openai=True))
    for name in OPENAI_NAMES:
        assert catalogue.resolve(name, openai=True).lang in "ab"


def test_later_openai_names_are_unknown_natively(catalogue):
    with pytest.raises(UnknownVoice):
        catalogue.resolve("ballad")


@pytest.mark.parametrize("n", [1, 2, 200, 509, 510])
def test_style_is_the_row_of_the_phoneme_count(catalogue, n):
    style = catalogue.resolve("bm_george").style(n)
    assert style.dtype == np.float32
    assert np.array_equal(style, read_pack("bm_george")[n - 1])


def test_too_many_phonemes_take_the_last_row_and_none_are_an_error(catalogue):
    voice = catalogue.resolve("af_sky")
    assert np.array_equal(voice.style(9999), read_pack("af_sky")[509])
    with pytest.raises(ValueError, match="n_phonemes is 0"):
        voice.style(0)


def test_changing_a_style_does_not_change_the_cached_voicepack(catalogue):
    voice = catalogue.resolve("af_sky")
    voice.style(5)[:] = 0
    assert np.array_equal(voice.style(5), read_pack("af_sky")[4])


def test_blend_is_the_weighted_mean(catalogue):
    style = catalogue.resolve(" af_bella (2) + af_sky(1) ").style(30)
    expected = (2 * read_pack("af_bella")[29].astype(float) + read_pack("af_sky")[29]) / 3
    assert np.allclose(style, expected, atol=1e-6)


def test_terms_without_weights_are_equal_and_repeated_terms_add_up(catalogue):
    equal = catalogue.resolve("af_bella+af_sky")
    assert equal.packs == (("af_bella", 0.5), ("af_sky", 0.5))
    repeated = catalogue.resolve("af_bella+af_sky(2)+af_bella")
    assert repeated.packs == equal.packs


def test_a_blend_takes_the_names_of_its_endpoint(catalogue):
    assert dict(catalogue.resolve("alloy+echo").packs) == {"af_heart": 0.5, "am_adam": 0.5}
    assert dict(catalogue.resolve("alloy+echo", openai=True).packs) == {
        "af_bella": 0.5,
        "am_adam": 0.5,
    }


def test_the_language_of_a_blend_is_that_of_its_first_term(catalogue):
    assert catalogue.resolve("bf_emma+af_sky").lang == "b"
    assert catalogue.resolve("af_sky+bf_emma").lang == "a"


def test_digest_and_content_id_depend_on_the_sound_not_the_name(catalogue):
    for attribute in ("digest", "content_id"):

        def of(name, attribute=attribute):
            return getattr(catalogue.resolve(name), attribute)

        assert of("default") == of("alloy") == of("af_heart") == of("af_heart(7)")
        assert of("af_sky+af_bella") == of("af_bella(3)+af_sky(3)")
        assert of("af_sky(2)+af_bella") != of("af_sky+af_bella")
        assert of("af_sky+bf_emma") != of("bf_emma+af_sky"), "the language differs"
        assert of("af_sky") != of("af_bella")


@pytest.mark.parametrize(
    ("name", "near"), [("aloy", "alloy"), ("AF_BELLA", "af_bella"), ("af_hart", "af_heart")]
)
def test_unknown_voice_names_the_nearest(catalogue, name, near):
    with pytest.raises(UnknownVoice, match=near) as caught:
        catalogue.resolve(name)
    assert caught.value.http_status == 422
    assert caught.value.param == "voice"


@pytest.mark.parametrize(
    "name", ["../af_sky", "packs/af_sky", "af_sky.bin", "/etc/passwd", "af_sky\0", "é"]
)
def test_a_path_is_an_unknown_voice(catalogue, name):
    with pytest.raises(UnknownVoice):
        catalogue.resolve(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "+",
        "af_sky+",
        "af_sky(",
        "af_sky)2(",
        "af_sky(0)",
        "af_sky(-1)",
        "af_sky(nan)",
        "af_sky(inf)",
        "af_sky(1e2)",
        "af_sky(101)",
        "af_sky()",
        "af_sky(٣)",
        "af_sky(1)(2)",
        "+".join(["af_sky"] * 9),
        "x" * 201,
    ],
)
def test_a_malformed_blend_is_refused(catalogue, name):
    with pytest.raises(InvalidRequest) as caught:
        catalogue.resolve(name)
    assert caught.value.param == "voice"
    assert caught.value.http_status == 422


@given(st.text(max_size=210))
def test_any_text_resolves_or_is_refused(text):
    with suppress(InvalidRequest):
        VoiceCatalogue().resolve(text).style(1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(VoiceCatalogue().names()),
            st.decimals(min_value="0.01", max_value=100, places=2),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_shares_of_a_blend_sum_to_one(terms):
    text = "+".join(f"{name}({weight})" for name, weight in terms)
    if len(text) <= 200:
        shares = dict(VoiceCatalogue().resolve(text).packs)
        assert sum(shares.values()) == pytest.approx(1)
        assert all(share > 0 for share in shares.values())


def test_the_catalogue_lists_gender_language_and_description(catalogue):
    listed = {info.name: info for info in catalogue.list()}
    assert tuple(listed) == catalogue.names()
    assert (listed["onyx"].gender, listed["onyx"].language) == ("male", "en-GB")
    assert listed["fable"].description == "Expressive storyteller"
    assert (listed["jf_alpha"].gender, listed["jf_alpha"].language) == ("female", "ja")
    assert len(listed) == 54 + 8 + 3


def test_cached_voicepacks_are_bounded():
    small = VoiceCatalogue(max_cached=2)
    for pack in ("af_sky", "af_bella", "af_heart", "am_adam"):
        assert np.array_equal(small.resolve(pack).style(3), read_pack(pack)[2])
    assert list(small._cache) == ["af_heart", "am_adam"]


def test_languages_are_those_that_text_can_be_read_in(catalogue):
    tags = {info.pack[0]: info.language for info in catalogue.list()}
    assert tags == {letter: language.tag for letter, language in LANGUAGES.items()}

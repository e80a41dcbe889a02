"""From the bytes of a body to a request, or to an error with a reason."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.errors import (
    InvalidRequest,
    MalformedRequest,
    PhemiusError,
    UnsupportedModel,
)
from phemius_core.wire import error_reply, openai_error_reply, parse_native, parse_openai

VOICE_ID = "0b4b7e64-3c3b-4f6e-9b9a-1b2c3d4e5f60"


def body(**fields) -> bytes:
    return json.dumps(fields).encode()


@pytest.mark.parametrize("parse", [parse_native, parse_openai])
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"text":"\xff"}', "UTF-8"),
        (b"{", "not JSON"),
        (b"[]", "must be a JSON object"),
        (b'{"speed":NaN}', "NaN"),
        (b'{"speed":-Infinity}', "Infinity"),
        (b'{"text":"\\ud800"}', "surrogate"),
        (b'{"\\udfff":1}', "surrogate"),
        (b'{"a":{"b":["\\ud800"]}}', "surrogate"),
        (b'{"text":"a","text":"b"}', "twice"),
        (b"[" * 100_000, "levels deep"),
        (b'{"a":' * 100_000, "levels deep"),
        (b'{"speed":' + b"9" * 5_000 + b"}", "too long"),
    ],
)
def test_a_malformed_body_is_400_with_its_reason(parse, raw, reason):
    with pytest.raises(MalformedRequest, match=reason) as caught:
        parse(raw)
    assert caught.value.http_status == 400


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": None}, "text"),
        ({"text": 1}, "text"),
        ({"text": "a" * 5_001}, "text"),
        ({"text": "a", "speed": 0.24}, "speed"),
        ({"text": "a", "speed": 4.01}, "speed"),
        ({"text": "a", "speed": True}, "speed"),
        ({"text": "a", "speed": "1"}, "speed"),
        ({"text": "a", "speed": None}, "speed"),
        ({"text": "a", "voice": 3}, "voice"),
        ({"text": "a", "voice": ""}, "voice"),
        ({"text": "a", "voice_id": "me"}, "voice_id"),
        ({"text": "a", "txet": 1}, "txet"),
    ],
)
def test_a_wrong_native_field_is_422_and_named(fields, at):
    with pytest.raises(InvalidRequest) as caught:
        parse_native(body(**fields))
    assert caught.value.http_status == 422
    assert at in [problem.field for problem in caught.value.fields]


def test_an_overflowing_number_is_refused_as_not_finite():
    with pytest.raises(InvalidRequest, match="finite"):
        parse_native(b'{"text":"a","speed":1e999}')


def test_limits_count_code_points():
    assert len(parse_native(body(text="\N{GRINNING FACE}" * 5_000)).text) == 5_000
    assert len(parse_openai(body(input="\N{GRINNING FACE}" * 10_000)).input) == 10_000
    with pytest.raises(InvalidRequest):
        parse_openai(body(input="a" * 10_001))


def test_voice_and_voice_id_exclude_each_other():
    assert str(parse_native(body(text="a", voice_id=VOICE_ID)).voice_id) == VOICE_ID
    with pytest.raises(InvalidRequest, match="mutually exclusive"):
        parse_native(body(text="a", voice="nova", voice_id=VOICE_ID))


def test_an_unsupported_model_is_422_natively_and_400_on_the_openai_endpoint():
    with pytest.raises(UnsupportedModel) as native:
        parse_native(body(text="a", model="tts-1"))
    with pytest.raises(UnsupportedModel) as openai:
        parse_openai(body(input="a", model="tts-1-hd"))
    assert error_reply(native.value, request_id="r")[0] == 422
    status, reply = openai_error_reply(openai.value)
    assert status == 400
    assert set(reply["error"]) == {"message", "type", "param", "code"}
    assert reply["error"]["param"] == "model"


def test_unknown_openai_fields_are_ignored():
    request = parse_openai(body(input="a", response_format="mp3", instructions="softly"))
    assert (request.voice, request.speed, request.model) == ("alloy", 1.0, "tts-1")


@pytest.mark.parametrize("parse", [parse_native, parse_openai])
@given(raw=st.binary(max_size=200) | st.text(max_size=100).map(lambda t: t.encode()))
def test_any_bytes_raise_nothing_but_phemius_errors(parse, raw):
    try:
        parse(raw)
    except PhemiusError as error:
        assert str(error)  # noqa: PT017 - most bytes raise, some are a request


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=99))
def test_text_is_not_changed(text):
    assert parse_native(body(text=text)).text == text


def test_the_format_of_a_text_is_one_of_two_and_may_be_left_out():
    assert parse_native(body(text="a")).text_format is None
    assert parse_native(body(text="a", text_format="ssml")).text_format == "ssml"
    assert parse_native(body(text="a", text_format="plain")).text_format == "plain"
    with pytest.raises(InvalidRequest) as caught:
        parse_native(body(text="a", text_format="markdown"))
    assert caught.value.fields[0].field == "text_format"

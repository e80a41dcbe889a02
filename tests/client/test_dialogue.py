"""The state of one request over a WebSocket, without a connection."""

import json

import pytest

from phemius_client import APIConnectionError, Phemius
from phemius_client._dialogue import Dialogue


def dialogue(text="Hello"):
    return Dialogue(text, voice=None, voice_id=None, speed=1, timestamps=False)


@pytest.mark.parametrize("code", [1000, 1012, 1013])
def test_a_request_that_crosses_with_a_close_between_requests_is_sent_again(code):
    assert dialogue().connection_closed(code, "idle while others wait") is None
    # Its text is not kept.
    assert isinstance(dialogue(None).connection_closed(code, ""), APIConnectionError)


@pytest.mark.parametrize("code", [None, 1006, 1011, 4400])
def test_a_request_that_may_have_begun_is_not_sent_again(code):
    assert isinstance(dialogue().connection_closed(code, ""), APIConnectionError)


def test_the_format_of_the_text_is_sent_if_it_is_given():
    given = Dialogue("Hi", voice=None, voice_id=None, speed=1, timestamps=False, text_format="ssml")
    assert json.loads(given.request)["text_format"] == "ssml"
    assert "text_format" not in json.loads(dialogue().request)


def test_ssml_is_not_divided():
    with Phemius(base_url="http://127.0.0.1:9", api_key="sk_test_x") as client:
        for text in (
            "<speak>Hi</speak>",
            "\n<?xml version='1.0'?><speak>Hi</speak>",
            "<!-- 1 --><speak>Hi</speak>",
        ):
            with pytest.raises(ValueError, match="SSML cannot be divided"):
                client.speech.create_long(text=text)

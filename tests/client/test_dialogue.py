"""The state of one request over a WebSocket, without a connection."""

import pytest

from phemius_client import APIConnectionError
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

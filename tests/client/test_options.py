"""When a call is made again, and after how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_client import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ConflictError,
    InternalServerError,
    OverloadedError,
    QuotaExceededError,
    RateLimitError,
    SynthesisError,
    UnprocessableEntityError,
)
from phemius_client._options import Options

OPTIONS = Options(base_url="http://x", api_key="sk_test_x", timeout_s=1, max_retries=4)


def status(kind, code, **more):
    return kind("no", status_code=code, **more)


WORTH_IT = [
    APIConnectionError("no"),
    APITimeoutError("no"),
    status(APIStatusError, 408),
    status(RateLimitError, 429),
    status(InternalServerError, 500),
    status(SynthesisError, 502),
    status(OverloadedError, 503),
    status(InternalServerError, 504),
    status(ConflictError, 409, retry_after=1.0),  # our own earlier attempt is being answered
    status(InternalServerError, 501, should_retry=True),
]
IN_VAIN = [
    APIError("no"),
    status(UnprocessableEntityError, 422),
    status(ConflictError, 409),
    status(InternalServerError, 501),
    status(QuotaExceededError, 429, should_retry=False),
    status(RateLimitError, 429, retry_after=61.0),
]


@pytest.fixture(autouse=True)
def haste():
    """The waits as they are: here they are only reckoned."""


@pytest.mark.parametrize("error", WORTH_IT)
def test_what_passes_is_tried_again_as_often_as_allowed(error):
    waits = [OPTIONS.wait_before(attempt, error, jitter=lambda: 1.0) for attempt in range(5)]
    assert waits[4] is None
    told = getattr(error, "retry_after", None) or 0
    if told:
        assert all(told < wait <= told + 2 for wait in waits[:4])
    else:
        assert waits[:4] == [0.5, 1, 2, 4]


@pytest.mark.parametrize("error", IN_VAIN)
def test_what_does_not_pass_is_not(error):
    assert OPTIONS.wait_before(0, error) is None


@pytest.mark.parametrize("error", WORTH_IT)
def test_what_may_have_been_done_is_not_done_twice(error):
    wait = OPTIONS.wait_before(0, error, once=True)
    assert (wait is not None) == isinstance(error, RateLimitError | OverloadedError)


@given(st.integers(0, 50), st.floats(0, 1))
def test_waits_are_spread_and_bounded(attempt, chance):
    patient = Options(base_url="http://x", api_key="x", timeout_s=1, max_retries=100)
    wait = patient.wait_before(attempt, APIConnectionError("no"), jitter=lambda: chance)
    whole = min(8, 0.5 * 2**attempt)
    assert whole / 2 <= wait <= whole

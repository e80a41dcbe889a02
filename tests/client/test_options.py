"""Which errors are retried, and after how long."""

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


RETRYABLE = [
    APIConnectionError("no"),
    APITimeoutError("no"),
    status(APIStatusError, 408),
    status(RateLimitError, 429),
    status(InternalServerError, 500),
    status(SynthesisError, 502),
    status(OverloadedError, 503),
    status(InternalServerError, 504),
    status(ConflictError, 409, retry_after=1.0),  # an earlier attempt is in progress
    status(InternalServerError, 501, should_retry=True),
]
NOT_RETRYABLE = [
    APIError("no"),
    status(UnprocessableEntityError, 422),
    status(ConflictError, 409),
    status(InternalServerError, 501),
    status(QuotaExceededError, 429, should_retry=False),
    status(RateLimitError, 429, retry_after=61.0),
]


@pytest.fixture(autouse=True)
def short_retry_delays():
    """Overrides the shorter delays of the other modules: here they are only computed."""


@pytest.mark.parametrize("error", RETRYABLE)
def test_a_transient_error_is_retried_up_to_the_limit(error):
    delays = [OPTIONS.retry_delay_s(attempt, error, jitter=lambda: 1.0) for attempt in range(5)]
    assert delays[4] is None
    retry_after = getattr(error, "retry_after", None) or 0
    if retry_after:
        assert all(retry_after < delay <= retry_after + 2 for delay in delays[:4])
    else:
        assert delays[:4] == [0.5, 1, 2, 4]


@pytest.mark.parametrize("error", NOT_RETRYABLE)
def test_a_permanent_error_is_not_retried(error):
    assert OPTIONS.retry_delay_s(0, error) is None


@pytest.mark.parametrize("error", RETRYABLE)
def test_a_request_that_is_not_idempotent_is_retried_only_if_it_was_not_carried_out(error):
    delay = OPTIONS.retry_delay_s(0, error, idempotent=False)
    assert (delay is not None) == isinstance(error, RateLimitError | OverloadedError)


@given(st.integers(0, 50), st.floats(0, 1))
def test_delays_are_random_and_bounded(attempt, random):
    patient = Options(base_url="http://x", api_key="x", timeout_s=1, max_retries=100)
    delay = patient.retry_delay_s(attempt, APIConnectionError("no"), jitter=lambda: random)
    longest = min(8, 0.5 * 2**attempt)
    assert longest / 2 <= delay <= longest

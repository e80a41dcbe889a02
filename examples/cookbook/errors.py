"""Error handling: what to do about each class of error.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/errors.py
"""

from collections.abc import Callable

from phemius_client import (
    APIConnectionError,
    APIError,
    APIStatusError,
    AuthenticationError,
    IncompleteSpeechError,
    OverloadedError,
    Phemius,
    QuotaExceededError,
    RateLimitError,
    UnprocessableEntityError,
)


def advise(call: Callable[[], object]) -> str:
    """Makes a request and says what to do. The client has already retried transient errors."""
    advice = "it succeeded"
    try:
        call()
    except UnprocessableEntityError as error:
        wrong = ", ".join(f"{field.field}: {field.message}" for field in error.fields)
        advice = f"correct the request: {wrong or error}"
    except AuthenticationError:
        advice = "check the key"
    except QuotaExceededError:
        advice = "the characters of the month are used up: change the plan"
    except (RateLimitError, OverloadedError) as error:
        advice = (
            f"try again in {error.retry_after:.0f} s" if error.retry_after else "try again later"
        )
    except IncompleteSpeechError as error:
        advice = f"the audio broke off after {len(error.pcm) / 48000:.1f} s: try again"
    except APIConnectionError as error:
        advice = f"check the address and the network: {error}"
    except APIStatusError as error:
        advice = f"{error.status_code} {error.code}, request {error.request_id}"
    except APIError as error:
        advice = f"unexpected: {error}"
    return advice


with Phemius() as client, Phemius(api_key="sk_test_wrong") as stranger:
    elsewhere = Phemius(base_url="http://127.0.0.1:9", max_retries=0)
    print("right   ", advise(lambda: client.speech.create(text="Hello.")))
    print("too fast", advise(lambda: client.speech.create(text="Hello.", speed=9)))
    print("nobody  ", advise(lambda: client.speech.create(text="Hello.", voice="nobody")))
    print("no job  ", advise(lambda: client.jobs.get("00000000-0000-0000-0000-000000000000")))
    print("stranger", advise(stranger.usage))
    print("nowhere ", advise(elsewhere.usage))

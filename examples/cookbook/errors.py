"""What can go wrong, and what to do about it: each error is a class.

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


def advice(call: Callable[[], object]) -> str:
    """Makes a call; says what came of it. Those worth a repetition have been repeated already."""
    said = "all is well"
    try:
        call()
    except UnprocessableEntityError as error:
        wrong = ", ".join(f"{field.field}: {field.message}" for field in error.fields)
        said = f"mend the request: {wrong or error}"
    except AuthenticationError:
        said = "check the key"
    except QuotaExceededError:
        said = "the month's characters are used up: change the plan"
    except (RateLimitError, OverloadedError) as error:
        said = f"come back in {error.retry_after:.0f} s" if error.retry_after else "come back later"
    except IncompleteSpeechError as error:
        said = f"it broke off after {len(error.pcm) / 48000:.1f} s of audio: ask again"
    except APIConnectionError as error:
        said = f"no server, or no network: {error}"
    except APIStatusError as error:
        said = f"{error.status_code} {error.code}, request {error.request_id}"
    except APIError as error:
        said = f"something else: {error}"
    return said


with Phemius() as client, Phemius(api_key="sk_test_wrong") as stranger:
    elsewhere = Phemius(base_url="http://127.0.0.1:9", max_retries=0)
    print("right   ", advice(lambda: client.speech.create(text="Hello.")))
    print("too fast", advice(lambda: client.speech.create(text="Hello.", speed=9)))
    print("nobody  ", advice(lambda: client.speech.create(text="Hello.", voice="nobody")))
    print("no job  ", advice(lambda: client.jobs.get("00000000-0000-0000-0000-000000000000")))
    print("stranger", advice(stranger.usage))
    print("nowhere ", advice(elsewhere.usage))

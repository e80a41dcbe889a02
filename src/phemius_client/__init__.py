"""Typed client of the HTTP and WebSocket API of Phemius, asynchronous and blocking.

::

    from phemius_client import Phemius

    client = Phemius(api_key="sk_test_…")
    client.speech.create(text="Hello world", voice="nova").save("hello.wav")
"""

from phemius_client._async import AsyncPhemius, AsyncSpeechSession, AsyncSpeechStream
from phemius_client._cloning import Clone
from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    IncompleteSpeechError,
    InternalServerError,
    JobError,
    JobFailedError,
    JobTimeoutError,
    NotFoundError,
    OverloadedError,
    PayloadTooLargeError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    SynthesisError,
    UnprocessableEntityError,
)
from phemius_client._speech import SAMPLE_RATE, Speech
from phemius_client._sync import Phemius, SpeechSession, SpeechStream
from phemius_core.wire import (
    FieldError,
    Job,
    JobItem,
    LexiconEntry,
    ModelInfo,
    PreviewReply,
    StreamSummary,
    UsageReply,
    Voice,
    VoiceName,
    WordMessage,
)

__all__ = [
    "SAMPLE_RATE",
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncPhemius",
    "AsyncSpeechSession",
    "AsyncSpeechStream",
    "AuthenticationError",
    "BadRequestError",
    "Clone",
    "ConflictError",
    "FieldError",
    "IncompleteSpeechError",
    "InternalServerError",
    "Job",
    "JobError",
    "JobFailedError",
    "JobItem",
    "JobTimeoutError",
    "LexiconEntry",
    "ModelInfo",
    "NotFoundError",
    "OverloadedError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "Phemius",
    "PreviewReply",
    "QuotaExceededError",
    "RateLimitError",
    "Speech",
    "SpeechSession",
    "SpeechStream",
    "StreamSummary",
    "SynthesisError",
    "UnprocessableEntityError",
    "UsageReply",
    "Voice",
    "VoiceName",
    "WordMessage",
]

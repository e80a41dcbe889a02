"""The asynchronous client, from which the blocking one in `_sync/` is generated."""

from phemius_client._async._client import AsyncPhemius
from phemius_client._async._jobs import AsyncJobsResource
from phemius_client._async._speech import (
    AsyncSpeechResource,
    AsyncStreamedSpeech,
    AsyncStreamingSpeech,
)
from phemius_client._async._voices import AsyncVoicesResource
from phemius_client._async._websocket import AsyncSpeechSession, AsyncSpeechStream

__all__ = [
    "AsyncJobsResource",
    "AsyncPhemius",
    "AsyncSpeechResource",
    "AsyncSpeechSession",
    "AsyncSpeechStream",
    "AsyncStreamedSpeech",
    "AsyncStreamingSpeech",
    "AsyncVoicesResource",
]

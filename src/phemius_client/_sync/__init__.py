# Generated from `_async/__init__.py` by `python scripts/generate_sync_client.py`: do not edit.
"""The blocking client, generated from `_async/`."""

from phemius_client._sync._client import Phemius
from phemius_client._sync._jobs import JobsResource
from phemius_client._sync._speech import (
    SpeechResource,
    StreamedSpeech,
    StreamingSpeech,
)
from phemius_client._sync._voices import VoicesResource
from phemius_client._sync._websocket import SpeechSession, SpeechStream

__all__ = [
    "JobsResource",
    "Phemius",
    "SpeechResource",
    "SpeechSession",
    "SpeechStream",
    "StreamedSpeech",
    "StreamingSpeech",
    "VoicesResource",
]

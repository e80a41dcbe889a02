"""Names and numbers of the protocol."""

from enum import IntEnum
from typing import Final

__all__ = [
    "API_VERSION",
    "CHARS_BILLED",
    "IDEMPOTENCY_KEY",
    "KEY_PREFIXES",
    "MAX_NATIVE_CHARS",
    "MAX_OPENAI_CHARS",
    "MAX_SPEED",
    "MIN_SPEED",
    "NATIVE_MODEL",
    "OPENAI_MODEL",
    "OPENAI_MODELS",
    "REQUEST_ID",
    "CloseCode",
    "ErrorCode",
]

API_VERSION: Final = "0.1.0"
KEY_PREFIXES: Final = ("sk_test_", "sk_live_")

REQUEST_ID: Final = "X-Request-Id"
CHARS_BILLED: Final = "X-Chars-Billed"
IDEMPOTENCY_KEY: Final = "Idempotency-Key"

NATIVE_MODEL: Final = "phemius-fast"
OPENAI_MODEL: Final = "tts-1"
OPENAI_MODELS: Final = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""What the OpenAI profile takes."""
MAX_NATIVE_CHARS: Final = 5_000
MAX_OPENAI_CHARS: Final = 10_000
MIN_SPEED: Final = 0.25
MAX_SPEED: Final = 4.0


class CloseCode(IntEnum):
    """Close codes of the WebSocket."""

    IDLE = 1000
    INTERNAL_ERROR = 1011
    STOPPING = 1012
    TRY_LATER = 1013
    AUTHENTICATION_FAILED = 4001
    RATE_LIMITED = 4029
    INVALID_REQUEST = 4400


class ErrorCode(IntEnum):
    """`code` of a JSON error message that precedes the close."""

    INTERNAL_ERROR = 5000
    SYNTHESIS_FAILED = 5002

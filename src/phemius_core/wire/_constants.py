"""Names and limits of the protocol."""

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
]

API_VERSION: Final = "0.1.0"
KEY_PREFIXES: Final = ("sk_test_", "sk_live_")

REQUEST_ID: Final = "X-Request-Id"
CHARS_BILLED: Final = "X-Chars-Billed"
IDEMPOTENCY_KEY: Final = "Idempotency-Key"

NATIVE_MODEL: Final = "phemius-fast"
OPENAI_MODEL: Final = "tts-1"
OPENAI_MODELS: Final = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""Models that the OpenAI endpoint accepts under `openai_profile = "openai"`."""
MAX_NATIVE_CHARS: Final = 5_000
"""Code points of the text of one native request."""
MAX_OPENAI_CHARS: Final = 10_000
"""Code points of the input of one OpenAI request."""
MIN_SPEED: Final = 0.25
MAX_SPEED: Final = 4.0

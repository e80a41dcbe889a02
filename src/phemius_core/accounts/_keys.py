"""The form of an API key: `sk_test_ph_` + 32 base62 characters + a 6-character checksum."""

import re
import secrets
import string
import zlib
from dataclasses import dataclass

__all__ = ["ParsedKey", "generate_key", "parse_key"]

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_CHARS = 32  # 190 bits
_KEY = re.compile(r"(sk_(test|live)_ph_[0-9A-Za-z]{32})([0-9A-Za-z]{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """The parts of a key that may be shown."""

    live: bool
    prefix: str
    """The first 15 characters: kind and the first four random ones."""
    last_four: str


def generate_key(*, live: bool = False) -> str:
    """A new key. It is the only copy."""
    kind = "live" if live else "test"
    body = f"sk_{kind}_ph_" + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARS))
    return body + _checksum(body)


def parse_key(presented: str) -> ParsedKey | None:
    """Reads a key, or None where it is mistyped: no look-up is needed to refuse it."""
    match = _KEY.fullmatch(presented)
    if match is None or _checksum(match[1]) != match[3]:
        return None
    return ParsedKey(live=match[2] == "live", prefix=presented[:15], last_four=presented[-4:])


def _checksum(body: str) -> str:
    # CRC-32 finds typos; it protects nothing, the HMAC of the whole key does.
    rest = zlib.crc32(body.encode("ascii"))
    digits = []
    for _ in range(6):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))

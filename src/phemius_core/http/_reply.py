"""What a request is answered."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel

__all__ = ["Reply", "Streamed", "json_reply"]


class Streamed(Protocol):
    """A body that is made while it is sent."""

    @property
    def is_buffered(self) -> bool:
        """Whether its parts come without being waited for."""
        ...

    def body(self) -> AsyncGenerator[bytes]:
        """The bytes, part by part. Where it raises, the transfer must be cut short."""
        ...

    async def aclose(self) -> None:
        """Stops it. Must be called, whether or not the body was asked for."""
        ...


@dataclass(slots=True)
class Reply:
    """Status, headers and body of a response."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    """With the Content-Type, where there is a body."""
    body: "bytes | Streamed" = b""


def json_reply(value: object, status: int = 200) -> Reply:
    """A JSON body, the same bytes from every adapter."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Reply(status, {"Content-Type": "application/json"}, body.encode())

"""The close codes of the WebSocket, and the codes of its JSON error messages."""

from enum import IntEnum

__all__ = ["CloseCode", "ErrorCode"]


class CloseCode(IntEnum):
    """Close codes of the WebSocket: RFC 6455 below 4000, the contract's own from there on."""

    NORMAL_CLOSURE = 1000
    """The session was idle."""
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    """The server is stopping."""
    TRY_AGAIN_LATER = 1013
    """Too many WebSockets are open: this one was refused, or was idle and made room."""
    AUTHENTICATION_FAILED = 4001
    RATE_LIMITED = 4029
    INVALID_REQUEST = 4400


class ErrorCode(IntEnum):
    """`code` of a JSON error message that has no close code of its own."""

    INTERNAL_ERROR = 5000
    SYNTHESIS_FAILED = 5002

"""What a server can ask the core for: authenticate, admit, synthesise, settle."""

from phemius_core.gateway._access_log import log_access, logged_websocket
from phemius_core.gateway._gateway import Gateway
from phemius_core.gateway._lifecycle import (
    ClientDisconnected,
    WaitForDisconnect,
    run_until_disconnect,
)
from phemius_core.gateway._metrics import METRICS_TYPE
from phemius_core.gateway._speech_reply import SpeechReply
from phemius_core.gateway._websocket import Socket, run_stream_session

__all__ = [
    "METRICS_TYPE",
    "ClientDisconnected",
    "Gateway",
    "Socket",
    "SpeechReply",
    "WaitForDisconnect",
    "log_access",
    "logged_websocket",
    "run_stream_session",
    "run_until_disconnect",
]

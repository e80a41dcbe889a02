"""All that a server can ask for: authenticate → admit → synthesise → settle."""

from phemius_core.gateway._converse import Socket, converse
from phemius_core.gateway._gone import ClientLeft, Gone
from phemius_core.gateway._metrics import METRICS_TYPE
from phemius_core.gateway._phemius import Phemius
from phemius_core.gateway._reply import SpeechReply

__all__ = ["METRICS_TYPE", "ClientLeft", "Gone", "Phemius", "Socket", "SpeechReply", "converse"]

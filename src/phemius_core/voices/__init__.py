"""Names to voicepacks: built-in, OpenAI, raw and blends. No database, no model."""

from phemius_core.voices._catalogue import VoiceCatalogue, VoiceInfo
from phemius_core.voices._packs import pack_bytes, read_pack, unpack
from phemius_core.voices._tables import PACKS as STOCK
from phemius_core.voices._voice import PACK_ROWS, STYLE_SIZE, Voice

__all__ = [
    "PACK_ROWS",
    "STOCK",
    "STYLE_SIZE",
    "Voice",
    "VoiceCatalogue",
    "VoiceInfo",
    "pack_bytes",
    "read_pack",
    "unpack",
]

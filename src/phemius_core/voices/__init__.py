"""Voice names and the voicepacks behind them: built-in, OpenAI's, Kokoro's, and blends."""

from phemius_core.voices._catalogue import VoiceCatalogue, VoiceInfo
from phemius_core.voices._packs import compress_pack, decompress_pack, read_pack
from phemius_core.voices._voice import Voice
from phemius_core.voices._voice_names import STOCK_PACKS

__all__ = [
    "STOCK_PACKS",
    "Voice",
    "VoiceCatalogue",
    "VoiceInfo",
    "compress_pack",
    "decompress_pack",
    "read_pack",
]

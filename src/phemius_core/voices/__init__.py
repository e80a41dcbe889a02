"""Names to voicepacks: built-in, OpenAI, raw and blends. No database, no model."""

from phemius_core.voices._catalogue import VoiceCatalogue, VoiceInfo
from phemius_core.voices._voice import Voice

__all__ = ["Voice", "VoiceCatalogue", "VoiceInfo"]

"""The fixed tables of voice names. A voice that is not in them does not exist."""

from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "NATIVE",
    "OPENAI",
    "OPENAI_LATER",
    "PHEMIUS",
    "STOCK_PACKS",
    "Alias",
    "Gender",
]

Gender = Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that stands for a voicepack."""

    pack: str
    description: str


# fmt: off
STOCK_PACKS: Final = (
    "af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole", "af_nova",
    "af_river", "af_sarah", "af_sky",
    "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck",
    "am_santa",
    "bf_alice", "bf_emma", "bf_isabella", "bf_lily",
    "bm_daniel", "bm_fable", "bm_george", "bm_lewis",
    "ef_dora",
    "em_alex", "em_santa",
    "ff_siwis",
    "hf_alpha", "hf_beta",
    "hm_omega", "hm_psi",
    "if_sara",
    "im_nicola",
    "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro",
    "jm_kumo",
    "pf_dora",
    "pm_alex", "pm_santa",
    "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi",
    "zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang",
)
# fmt: on
"""All voicepacks of Kokoro-82M v1.0: language letter, `f` or `m` for the gender, name."""

NATIVE: Final = {
    "default": Alias("af_heart", "Default voice"),
    "alloy": Alias("af_heart", "Warm and balanced"),
    "echo": Alias("am_adam", "Clear and articulate"),
    "fable": Alias("bf_emma", "Expressive storyteller"),
    "onyx": Alias("bm_lewis", "Deep and resonant"),
    "nova": Alias("af_bella", "Bright and energetic"),
    "shimmer": Alias("af_sky", "Soft and gentle"),
    "aria": Alias("af_bella", "Natural and expressive"),
}
"""Built-in voices of the native endpoint."""

PHEMIUS: Final = {
    "aria": Alias("af_bella", "Natural and expressive"),
    "marcus": Alias("am_adam", "Clear and articulate"),
    "sophia": Alias("bf_emma", "Expressive storyteller"),
    "orion": Alias("bm_lewis", "Deep and resonant"),
    "nova": Alias("af_bella", "Bright and energetic"),
}
"""Phemius voices, to which the names of the OpenAI endpoint map."""

OPENAI: Final = {
    "alloy": "aria",
    "echo": "marcus",
    "fable": "sophia",
    "onyx": "orion",
    "nova": "nova",
    "shimmer": "aria",
}
"""Name of an OpenAI voice to that of a Phemius voice."""

OPENAI_LATER: Final = {
    "ash": Alias("am_michael", "OpenAI's ash: a male voice"),
    "ballad": Alias("bm_fable", "OpenAI's ballad: a male British voice"),
    "cedar": Alias("am_fenrir", "OpenAI's cedar: a male voice"),
    "coral": Alias("af_heart", "OpenAI's coral: a warm female voice"),
    "marin": Alias("af_sarah", "OpenAI's marin: a female voice"),
    "sage": Alias("af_nicole", "OpenAI's sage: a calm female voice"),
    "verse": Alias("am_puck", "OpenAI's verse: a lively male voice"),
}
"""Later OpenAI voices, which the contract does not name: the voicepacks nearest in manner."""

"""What low_latency speech costs in likeness: in windows with told statistics, against all at once.

    python benchmarks/low_latency.py [--voices af_heart,bm_lewis]

In every second English voice by default, short and long sentences: log-spectral distance from the
first word on, the median pitch error, the difference in level, and how often a duration differs.
"""

import argparse
import re
from pathlib import Path

import numpy as np

from phemius_core.engine import FRAME_SAMPLES, Utterance, create_engine
from phemius_core.settings import Settings
from phemius_core.testing import log_spectral_distance_db, pitch_error
from phemius_core.text import SegmentPlan, TextPipeline
from phemius_core.voices import VoiceCatalogue

DATA = Path(__file__).parent / "data" / "sentences.txt"


def texts() -> list[str]:
    """Three short sentences, and three long ones made of two."""
    lines = [line for line in DATA.read_text(encoding="utf-8").splitlines() if "," not in line]
    pairs = zip(lines[0:6:2], lines[1:6:2], strict=True)
    return lines[6:9] + [f"{one[:-1]} while {two[0].lower()}{two[1:]}" for one, two in pairs]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--voices", default="", help="Names; 14 where none are given.")
    chosen = options.parse_args()
    settings, catalogue, pipeline = Settings(), VoiceCatalogue(), TextPipeline()
    engine = create_engine("cpu", data_dir=settings.data_dir, model_dir=settings.model_dir)
    every = [one for one in catalogue.names() if re.fullmatch("[ab][fm]_[a-z]+", one)]
    plan = SegmentPlan(first_max=510, target_max=510)
    distances, errors, levels, differ, spoken = [], [], [], 0, 0
    for name in chosen.voices.split(",") if chosen.voices else every[::2]:
        voice = catalogue.resolve(name)
        for text in texts():
            segment = next(pipeline.segments(text, lang=voice.lang, plan=plan))
            style = voice.style(len(segment.phonemes))
            both = [
                engine.render(Utterance(segment.phonemes, style, low_latency=low_latency))
                for low_latency in (True, False)
            ]
            windows, whole = (np.concatenate(list(one.audio)) for one in both)
            spoken += 1
            if not np.array_equal(both[0].durations, both[1].durations):
                differ += 1  # what is not said at the same time cannot be laid side by side
                continue
            said = slice(int(both[1].durations[0]) * FRAME_SAMPLES, None)
            distances.append(log_spectral_distance_db(windows[said], whole[said]))
            errors.append(pitch_error(windows, whole))
            powers = [np.mean(samples[said] ** 2) for samples in (windows, whole)]
            levels.append(10 * np.log10(powers[0] / powers[1]))
    print(
        f"{spoken} utterances: {np.mean(distances):.2f} dB apart, at most {max(distances):.2f}; "
        f"pitch {100 * np.nanmedian(errors):.2f} %; level {np.mean(levels):+.2f} dB, at most "
        f"{max(levels, key=abs):+.2f}; durations differ in {differ}"
    )


if __name__ == "__main__":
    main()

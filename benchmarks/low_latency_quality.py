"""Quality of low-latency speech: windows with predicted norm statistics against one whole pass.

    python benchmarks/low_latency_quality.py [--voices af_heart,bm_lewis]

Speaks three short and three long sentences in every second English voice, or in the given ones.
Prints one line: log-spectral distance from the first word on, median pitch error, difference in
level, and the number of utterances whose durations differ.
"""

import numpy as np
from _common import arguments, english_voices, parse, sentences

from phemius_core.engine import FRAME_SAMPLES, Utterance, create_engine
from phemius_core.settings import Settings
from phemius_core.testing import log_spectral_distance_db, pitch_error
from phemius_core.text import SegmentPlan, TextPipeline
from phemius_core.voices import VoiceCatalogue


def texts() -> list[str]:
    """Three short sentences, and three long ones made of two."""
    lines = [line for line in sentences() if "," not in line]
    pairs = zip(lines[0:6:2], lines[1:6:2], strict=True)
    return lines[6:9] + [f"{one[:-1]} while {two[0].lower()}{two[1:]}" for one, two in pairs]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--voices", default="", help="Names; 14 where none are given.")
    options = parse(parser)
    settings, catalogue, pipeline = Settings(), VoiceCatalogue(), TextPipeline()
    engine = create_engine("cpu", data_dir=settings.data_dir, model_dir=settings.model_dir)
    voices = options.voices.split(",") if options.voices else english_voices()[::2]
    spoken_texts = texts()
    if options.smoke:
        voices, spoken_texts = voices[:1], spoken_texts[:1]
    plan = SegmentPlan(first_max=510, target_max=510)
    distances, errors, levels, differ, spoken = [], [], [], 0, 0
    for name in voices:
        voice = catalogue.resolve(name)
        for text in spoken_texts:
            segment = next(pipeline.segments(text, lang=voice.lang, plan=plan))
            style = voice.style(len(segment.phonemes))
            renderings = [
                engine.render(Utterance(segment.phonemes, style, low_latency=low_latency))
                for low_latency in (True, False)
            ]
            windows, whole = (np.concatenate(list(one.audio)) for one in renderings)
            spoken += 1
            if not np.array_equal(renderings[0].durations, renderings[1].durations):
                differ += 1  # speech of other durations cannot be compared frame by frame
                continue
            speech = slice(int(renderings[1].durations[0]) * FRAME_SAMPLES, None)
            distances.append(log_spectral_distance_db(windows[speech], whole[speech]))
            errors.append(pitch_error(windows, whole))
            powers = [np.mean(samples[speech] ** 2) for samples in (windows, whole)]
            levels.append(10 * np.log10(powers[0] / powers[1]))
    print(
        f"{spoken} utterances: {np.mean(distances):.2f} dB apart, at most {max(distances):.2f}; "
        f"pitch {100 * np.nanmedian(errors):.2f} %; level {np.mean(levels):+.2f} dB, at most "
        f"{max(levels, key=abs):+.2f}; durations differ in {differ}"
    )


if __name__ == "__main__":
    main()

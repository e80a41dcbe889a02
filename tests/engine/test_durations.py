"""The length of an utterance is bounded, and with it the memory that an engine takes."""

import pytest

from phemius_core.engine import Utterance
from phemius_core.engine.kokoro import MAX_FRAMES, check_frames
from phemius_core.errors import InvalidRequest
from phemius_core.text import SegmentPlan, TextPipeline
from phemius_core.voices import VoiceCatalogue

LONGEST = "ɚ"
"""The phoneme that takes longest when it is repeated, in the voice where it does."""
SLOWEST_VOICE = "jf_nezumi"
SPEEDS = (0.25, 0.6, 1.0)


def slow(phonemes, count, speed=0.25):
    text = (phonemes * count)[:count]
    return Utterance(text, VoiceCatalogue().resolve(SLOWEST_VOICE).style(count), speed)


def test_the_limit_is_a_minute():
    check_frames(MAX_FRAMES)
    with pytest.raises(InvalidRequest, match="would last 61 s, at most 60 s are spoken at once"):
        check_frames(MAX_FRAMES + 40)


@pytest.mark.model
@pytest.mark.parametrize("name", ["cpu", pytest.param("torch", marks=pytest.mark.torch)])
def test_an_utterance_that_is_too_long_is_refused_before_it_is_computed(engines, name):
    with pytest.raises(InvalidRequest, match="give fewer phonemes or a higher speed"):
        engines(name).render(slow(LONGEST, 510))
    # The engine is as before.
    assert engines(name).render(slow("hˈI", 3, speed=1)).durations.sum() < MAX_FRAMES


@pytest.mark.model
@pytest.mark.parametrize("speed", SPEEDS)
def test_the_longest_segment_of_a_text_is_not_refused(cpu_engine, speed):
    longest = SegmentPlan().at_speed(speed).target_max
    frames = cpu_engine.render(slow(LONGEST, longest, speed)).durations.sum()
    assert frames < 0.8 * MAX_FRAMES


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize(
    "text",
    [
        f"[x](/{LONGEST * 400}/)",
        f"[x](/{'ˈaɪ ' * 100}/) and [y](/{LONGEST * 400}/).",
        "word " * 300,
        "Donaudampfschifffahrtsgesellschaft" * 10,
        "1" * 60,
    ],
)
def test_slow_speech_has_segments_of_fewer_phonemes(text, speed):
    plan = SegmentPlan().at_speed(speed)
    segments = list(TextPipeline().segments(text, lang="a", plan=plan))
    assert max(len(segment.phonemes) for segment in segments) <= 250 * speed

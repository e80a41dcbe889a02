"""Text to chunks of audio, on asyncio and trio, with the tone engine."""

import threading
from contextlib import aclosing
from itertools import pairwise

import anyio
import numpy as np
import pytest

from phemius_core.engine import SAMPLE_RATE, Rendering, Scheduler
from phemius_core.errors import (
    InvalidRequest,
    NothingToSpeak,
    SynthesisFailed,
    UnknownVoice,
)
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import LetterG2P, ToneEngine
from phemius_core.text import TextPipeline

pytestmark = pytest.mark.anyio

TEXT = "One little sentence. " * 30


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


def make_synthesizer(engine):
    return Synthesizer(Scheduler([engine]), text=TextPipeline(g2p=lambda _lang: LetterG2P()))


@pytest.fixture
def synthesizer():
    made = make_synthesizer(ToneEngine())
    yield made
    made.close()


async def collect(stream):
    async with aclosing(stream) as chunks:
        return [chunk async for chunk in chunks]


async def test_segments_tile_the_text_and_come_in_order(synthesizer):
    chunks = await collect(synthesizer.stream(TEXT))
    segments = [chunk.segment for chunk in chunks if chunk.last]
    assert [segment.index for segment in segments] == list(range(len(segments)))
    assert segments[0].start == 0
    assert segments[-1].end == len(TEXT)
    assert all(one.end == two.start for one, two in pairwise(segments))


async def test_words_point_into_the_callers_text_and_into_the_audio(synthesizer):
    speech = await synthesizer.speak("Pay $5 to Ann, please. " * 5)
    assert [word.text for word in speech.words[:5]] == ["Pay", "$5", "to", "Ann", "please"]
    for word in speech.words:
        assert speech.text[word.start : word.end] == word.text
        assert 0 <= word.start_ms < word.end_ms <= 1000 * speech.duration_s + 1
    starts = [word.start_ms for word in speech.words]
    assert starts == sorted(starts)


async def test_the_same_seed_gives_the_same_bytes(synthesizer):
    one = await synthesizer.speak("Hello there.", seed=1)
    two = await synthesizer.speak("Hello there.", seed=1)
    other = await synthesizer.speak("Hello there.", seed=2)
    assert one.pcm == two.pcm != other.pcm


async def test_segments_of_slow_speech_have_fewer_phonemes(synthesizer):
    longest = {}
    for speed in (1.0, 0.25):
        chunks = await collect(synthesizer.stream(TEXT, speed=speed))
        assert chunks[-1].segment.end == len(TEXT)
        longest[speed] = max(len(chunk.segment.phonemes) / speed for chunk in chunks)
    assert longest[0.25] <= longest[1.0] * 1.2


async def test_a_pause_lasts_as_long_as_it_says(synthesizer):
    plain = await synthesizer.speak("Hello. There.")
    paused = await synthesizer.speak("Hello. [pause:2s] There.")
    assert paused.duration_s - plain.duration_s == pytest.approx(2, abs=0.4)


async def test_joins_do_not_click(synthesizer):
    chunks = await collect(synthesizer.stream(TEXT))
    ends = np.cumsum([len(chunk.samples) for chunk in chunks])
    samples = np.concatenate([chunk.samples for chunk in chunks])
    joins = [end for chunk, end in zip(chunks, ends, strict=True) if chunk.last][:-1]
    assert joins
    for join in joins:
        assert np.abs(np.diff(samples[join - 2 : join + 2])).max() < 0.02


@pytest.mark.parametrize("text", ["", " \n\t", "😀", "...", "[pause:1s]", "\u200b"])
async def test_a_text_without_a_word_is_refused(synthesizer, text):
    with pytest.raises(NothingToSpeak):
        await synthesizer.speak(text)


async def test_wrong_voice_and_speed_are_refused(synthesizer):
    with pytest.raises(UnknownVoice, match="af_heart"):
        await synthesizer.speak("a", voice="af_hart")
    for speed in (0.2, 4.5, float("nan"), float("inf")):
        with pytest.raises(InvalidRequest, match="speed"):
            await synthesizer.speak("a", speed=speed)


async def test_audio_rendered_before_a_failure_is_delivered():
    synthesizer = make_synthesizer(ToneEngine(fail_at=2))
    delivered = []
    with pytest.raises(SynthesisFailed):
        async for chunk in synthesizer.stream(TEXT):
            delivered.append(chunk.segment.index)  # noqa: PERF401
    assert set(delivered) == {0, 1}
    synthesizer.close()


class PausingEngine(ToneEngine):
    """Gives the first chunk of each utterance, then waits until `resume` is set."""

    def __init__(self):
        super().__init__(chunk_frames=10)
        self.resume = threading.Event()

    def render(self, utterance):
        rendering = super().render(utterance)

        def audio():
            yield next(rendering.audio)
            assert self.resume.wait(10)
            yield from rendering.audio

        return Rendering(rendering.durations, audio())


async def test_closing_a_stream_drops_its_queued_segments():
    engine = PausingEngine()
    synthesizer = make_synthesizer(engine)
    async with aclosing(synthesizer.stream(TEXT)) as chunks:
        await anext(chunks)
        # The first segment is being rendered; the second one is in the queue.
        assert synthesizer.scheduler.stats().queued == 1
    engine.resume.set()
    with anyio.fail_after(10):
        while (stats := synthesizer.scheduler.stats()).queued or stats.running:
            await anyio.sleep(0.01)
    assert len(engine.calls) == 1
    synthesizer.close()


async def test_speak_sync_works_inside_a_running_loop(synthesizer):
    assert synthesizer.speak_sync("Hello.").duration_s > 0


async def test_speech_saves_by_suffix_and_makes_captions(synthesizer, tmp_path):
    import soundfile

    speech = await synthesizer.speak("Hello there, good people of the town.")
    for suffix in ("wav", "flac", "mp3", "ogg", "opus"):
        path = speech.save(tmp_path / f"x.{suffix}")
        with soundfile.SoundFile(path) as sound:
            assert sound.samplerate == SAMPLE_RATE
    assert (speech.save(tmp_path / "x.pcm")).read_bytes() == speech.pcm
    with pytest.raises(InvalidRequest, match="suffix"):
        speech.save(tmp_path / "x.txt")
    assert "-->" in speech.captions("srt")
    assert speech.captions("vtt").startswith("WEBVTT")
    assert "Hello" in speech.captions("json")


async def test_explain_makes_no_audio(synthesizer):
    explanation = synthesizer.explain("It costs $5.")
    assert "five dollars" in explanation.text
    assert not synthesizer.scheduler.engines[0].calls


async def test_only_the_first_segment_of_streamed_english_is_low_latency(synthesizer):
    engine = synthesizer.scheduler.engines[0]
    await collect(synthesizer.stream(TEXT))
    assert [call.low_latency for call in engine.calls] == [True] + [False] * (len(engine.calls) - 1)
    engine.calls.clear()
    await collect(synthesizer.stream(TEXT, voice="ff_siwis"))
    await synthesizer.speak(TEXT)
    assert not any(call.low_latency for call in engine.calls)


async def test_prosody_and_voice_of_ssml_shape_the_audio(synthesizer):
    async def speak(body):
        return await synthesizer.speak(f"<speak>{body}</speak>")

    plain = await speak("Hello there.")
    fast = await speak("<prosody rate='200%'>Hello there.</prosody>")
    assert len(fast.samples) < 0.8 * len(plain.samples)
    soft = await speak("<prosody volume='-20dB'>Hello there.</prosody>")
    np.testing.assert_allclose(soft.samples, plain.samples * 0.1, atol=1e-6)
    loud = await speak("<prosody volume='+12dB'>Hello there.</prosody>")
    assert np.abs(loud.samples).max() <= 1
    with pytest.raises(InvalidRequest, match="unknown voice"):
        await speak("<voice name='nobody'>Hello.</voice>")


async def test_each_voice_of_ssml_speaks_in_its_own_style(synthesizer, monkeypatch):
    utterances = []
    submit = synthesizer.scheduler.submit

    def record(utterance, **options):
        utterances.append(utterance)
        return submit(utterance, **options)

    monkeypatch.setattr(synthesizer.scheduler, "submit", record)
    text = "<speak>One. <voice name='jf_alpha'>Two.</voice> <voice name='nova'>Six.</voice></speak>"
    await synthesizer.speak(text, voice="bm_lewis")
    names = ["bm_lewis", "jf_alpha", "nova"]
    assert len(utterances) == len(names)
    for name, utterance in zip(names, utterances, strict=True):
        style = synthesizer.voices.resolve(name).style(len(utterance.phonemes))
        np.testing.assert_array_equal(utterance.style, style)


async def test_the_speed_of_prosody_stays_in_the_legal_range(synthesizer):
    text = "<speak><prosody rate='25%'>Hi.</prosody> <prosody rate='400%'>Hi.</prosody></speak>"
    slowest = await synthesizer.speak(text, speed=0.25)
    fastest = await synthesizer.speak(text, speed=4)
    assert len(slowest.samples) > len(fastest.samples)


async def test_a_text_is_ssml_only_if_it_says_so(synthesizer):
    text = "<speak>Hi &amp; bye</speak>"
    assert [w.text for w in (await synthesizer.speak(text)).words] == ["Hi", "&amp;", "bye"]
    await synthesizer.speak("<speak>Hi", text_format="plain")
    with pytest.raises(InvalidRequest, match="line 1, column 1"):
        await synthesizer.speak("Hi", text_format="ssml")


async def test_long_texts_are_begun_one_at_a_time_and_leave_a_thread_to_short_ones():
    go_on = threading.Event()
    begun = []

    class SlowForLongTexts(TextPipeline):
        def segments(self, text, **options):
            if len(text) > 10_000:
                begun.append(text)
                go_on.wait(20)
            yield from super().segments(text, **options)

    synthesizer = Synthesizer(
        Scheduler([ToneEngine()]), text=SlowForLongTexts(g2p=lambda _lang: LetterG2P())
    )
    spoken = []

    async def first_chunk():
        async with aclosing(synthesizer.stream("One little sentence. " * 500)) as chunks:
            spoken.append(await anext(chunks))

    try:
        async with anyio.create_task_group() as tasks:
            for _ in range(4):
                tasks.start_soon(first_chunk)
            with anyio.fail_after(20):
                while not begun:
                    await anyio.sleep(0.005)
                await collect(synthesizer.stream("Short."))
            assert len(begun) == 1
            go_on.set()
    finally:
        go_on.set()
    assert len(spoken) == len(begun) == 4
    synthesizer.close()

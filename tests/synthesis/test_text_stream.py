"""Speech of a text that arrives in pieces."""

from contextlib import aclosing
from itertools import pairwise

import anyio
import numpy as np
import pytest

from phemius_core.engine import SAMPLE_RATE, Scheduler
from phemius_core.errors import InvalidRequest, NothingToSpeak
from phemius_core.synthesis import Synthesizer, stream_incoming
from phemius_core.testing import LetterG2P, ToneEngine
from phemius_core.text import SegmentPlan, TextPipeline

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture
def synthesizer():
    made = Synthesizer(Scheduler([ToneEngine()]), text=TextPipeline(g2p=lambda _lang: LetterG2P()))
    yield made
    made.close()


async def arriving(*texts):
    for text in texts:
        await anyio.lowlevel.checkpoint()
        yield text


async def collect(synthesizer, *texts, **options):
    async with aclosing(stream_incoming(synthesizer, arriving(*texts), **options)) as chunks:
        return [chunk async for chunk in chunks]


async def test_segments_tile_the_whole_text_and_words_point_into_it(synthesizer):
    texts = ["Hello there. How ", "are", None, " you, Dr. ", "Ann? ", None, None, "… ", "Fine."]
    whole = "".join(text or "" for text in texts)
    chunks = await collect(synthesizer, *texts)
    ends = [chunk.segment.end for chunk in chunks if chunk.last]
    starts = [chunk.segment.start for chunk in chunks if chunk.last]
    assert starts == [0, *ends[:-1]]
    assert ends[-1] == len(whole)
    words = [word for chunk in chunks for word in chunk.words]
    assert [word.text for word in words][:6] == ["Hello", "there", "How", "are", "you", "Dr."]
    assert [whole[word.start : word.end] for word in words] == [word.text for word in words]
    times = [moment for word in words for moment in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    total_ms = 1000 * sum(len(chunk.samples) for chunk in chunks) / SAMPLE_RATE
    assert times[-1] <= total_ms


async def test_sentences_in_pieces_are_the_audio_of_each_sentence_with_pauses(synthesizer):
    pieces = await collect(synthesizer, "One little sentence. ", "Another one. ", "A third.")
    audio = np.concatenate([chunk.samples for chunk in pieces])
    alone = [
        (await synthesizer.speak(text)).samples
        for text in ("One little sentence. ", "Another one. ", "A third.")
    ]
    pause = np.zeros(synthesizer.plan.sentence_pause_ms * 24, np.float32)
    expected = np.concatenate([alone[0], pause, alone[1], pause, alone[2]])
    np.testing.assert_array_equal(audio, expected)


async def test_pieces_join_without_a_click(synthesizer):
    chunks = await collect(synthesizer, "Once upon a time in the west, ", "there was a town.")
    assert len(chunks) > 1
    for one, two in pairwise(chunks):
        if not one.last:
            continue
        assert abs(one.samples[-1] - two.samples[0]) < 0.005


async def test_audio_comes_before_the_text_has_ended(synthesizer):
    audio_came = anyio.Event()

    async def texts():
        yield "This is a sentence. And "
        with anyio.fail_after(10):
            await audio_came.wait()
        yield "this is one too."

    async with aclosing(stream_incoming(synthesizer, texts())) as chunks:
        async for _ in chunks:
            audio_came.set()


@pytest.mark.parametrize("texts", [[], [None], ["… ", "!"], ["   "]])
async def test_a_text_without_a_word_is_refused(synthesizer, texts):
    with pytest.raises(NothingToSpeak):
        await collect(synthesizer, *texts)


def repeated(count, *texts):
    for _ in range(count):
        yield from texts


async def test_all_pieces_share_one_budget_of_pauses(synthesizer):
    """Ten times what a whole text may have: 600 s, a minute of it at once if need be."""
    minute = "a" + "[pause:10s]" * 6 + "b. "
    chunks = await collect(synthesizer, *repeated(10, minute, None))
    assert sum(len(chunk.samples) for chunk in chunks) > 600 * SAMPLE_RATE
    assert max(len(chunk.samples) for chunk in chunks) < 11 * SAMPLE_RATE
    with pytest.raises(InvalidRequest, match="pauses of the text together are over 600 s"):
        await collect(synthesizer, *repeated(10, minute, None), "a[pause:1s]b.", None)


async def test_all_pieces_share_one_budget_of_breaks(synthesizer):
    synthesizer.plan = SegmentPlan(segments_max=3)
    assert await collect(synthesizer, *repeated(30, "Hello. ", None))
    with pytest.raises(InvalidRequest, match="more than 30 pauses and breaks"):
        await collect(synthesizer, *repeated(31, "Hello. ", None))


async def test_a_whole_text_has_its_own_bounds(synthesizer):
    speech = await synthesizer.speak("a" + "[pause:10s]" * 9 + "b.")
    assert 60 * SAMPLE_RATE < len(speech.samples) < 65 * SAMPLE_RATE
    assert [warning.code for warning in speech.warnings] == ["pause_capped"]

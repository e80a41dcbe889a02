"""Any mix of subscribers of one synthesis: each has everything once, and memory is bounded."""

import anyio
import anyio.lowlevel
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.audio import WordTiming, pcm16
from phemius_core.cache import MemoryAudioCache
from phemius_core.gateway._shared_synthesis import SharedSyntheses
from phemius_core.synthesis import SpeechChunk
from phemius_core.text import Segment

RATE = 24_000
SEGMENT_S = 7
SEGMENTS = 22
SPEECH = (np.arange(SEGMENTS * SEGMENT_S * RATE) % 251 / 1000).astype(np.float32)
PCM = pcm16(SPEECH)
CHUNKS_S = [(7,), (1, 6), (0.5, 2, 4.5), (3.5, 3.5), (6.9, 0.1), (7, 0), (1, 1, 1, 1, 1, 1, 1)]
"""Where the chunks of a segment may end: with and without the cache of segments."""


def words_of(n):
    start_ms = 1000 * SEGMENT_S * n
    return tuple(
        WordTiming(f"w{n}.{k}", 10 * n + 5 * k, 10 * n + 5 * k + 4, start_ms + k, start_ms + k + 1)
        for k in range(2)
    )


WORDS = [
    (word.text, word.start, word.end, word.start_ms, word.end_ms)
    for n in range(SEGMENTS)
    for word in words_of(n)
]


def synthesis(chunks):
    """The same speech each time, with other boundaries of its chunks."""

    async def stream():
        at = 0
        for n in range(SEGMENTS):
            segment = Segment(n, "", "", (), 10 * n, 10 * n + 10)
            lengths = CHUNKS_S[chunks[n]]
            for k, length in enumerate(lengths):
                await anyio.lowlevel.checkpoint()
                end = at + round(length * RATE)
                words = () if k else words_of(n)
                yield SpeechChunk(SPEECH[at:end], segment, last=k + 1 == len(lengths), words=words)
                at = end

    return stream


def check(parts, *, whole):
    pcm = b"".join(part.pcm for part in parts)
    assert pcm == PCM[: len(pcm)]
    words = [word for part in parts for word in part.words]
    assert words == WORDS[: len(words)]
    samples = 0
    for part in parts:
        samples += len(part.pcm) // 2
        # The characters of a segment count when its last sample is there, and not before.
        assert part.chars // 10 in {
            samples // (SEGMENT_S * RATE),
            samples // (SEGMENT_S * RATE) - 1,
        }
        assert part.chars // 10 * SEGMENT_S * RATE <= samples
    if whole:
        assert (len(pcm), len(words), parts[-1].chars) == (len(PCM), len(WORDS), 10 * SEGMENTS)


def check_memory(subscribers):
    """30 s behind the fastest, 30 s ahead, and the parts at both edges; or the first minute."""
    for subscriber, _ in subscribers:
        assert subscriber._source.kept_samples <= (60 + 2 * SEGMENT_S) * RATE


operations = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(0, 3), st.sampled_from([1, 2, 5, 20, 50, 200])),
        st.tuples(st.just("take"), st.integers(0, 3), st.sampled_from([1, 2, 5, 20, 50, 200])),
        st.tuples(st.just("leave"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("join"), st.integers(0, 3), st.just(0)),
    ),
    max_size=16,
)


boundaries = st.lists(st.integers(0, len(CHUNKS_S) - 1), min_size=SEGMENTS, max_size=SEGMENTS)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@given(taken=st.integers(0, 20), shared=boundaries, alone=boundaries)
@settings(max_examples=20, deadline=None)
def test_a_subscriber_that_is_too_slow_goes_on_where_it_was(backend, taken, shared, alone):
    order = [shared, alone]

    def start():
        return synthesis(order.pop(0))()

    async def main():
        async with anyio.create_task_group() as tasks:
            syntheses = SharedSyntheses(tasks, MemoryAudioCache(0))
            subscribers = [(await syntheses.open("k", start), []) for _ in range(2)]
            (slow, received), (fast, parts) = subscribers
            received += [await slow.next() for _ in range(taken)]
            for subscriber, into in ((fast, parts), (slow, received)):
                while (part := await subscriber.next()) is not None:
                    into.append(part)
                    check_memory(subscribers)
                check(into, whole=True)
                await subscriber.aclose()

    anyio.run(main, backend=backend)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@given(
    operations=operations,
    orders=st.lists(boundaries, min_size=1, max_size=3),
)
@settings(max_examples=20, deadline=None)
def test_every_subscriber_gets_everything_once_in_bounded_memory(backend, operations, orders):
    started = []

    def start():
        started.append(1)
        return synthesis(orders[len(started) % len(orders)])()

    async def main():
        async with anyio.create_task_group() as tasks:
            syntheses = SharedSyntheses(tasks, MemoryAudioCache(0))
            open_now = {who: (await syntheses.open("k", start), []) for who in range(3)}
            for operation, who, count in operations:
                if operation == "join" and who not in open_now:
                    open_now[who] = (await syntheses.open("k", start), [])
                elif operation == "leave" and who in open_now:
                    subscriber, parts = open_now.pop(who)
                    await subscriber.aclose()
                    check(parts, whole=False)
                elif operation == "take" and who in open_now:
                    subscriber, parts = open_now[who]
                    for _ in range(count):
                        if (part := await subscriber.next()) is None:
                            break
                        parts.append(part)
                        check_memory(open_now.values())
                for _ in range(200):  # `wait_all_tasks_blocked` sleeps on asyncio
                    await anyio.lowlevel.checkpoint()
                check_memory(open_now.values())
            for subscriber, parts in open_now.values():
                with anyio.fail_after(20):
                    while (part := await subscriber.next()) is not None:
                        parts.append(part)
                check(parts, whole=True)
                await subscriber.aclose()
            await anyio.wait_all_tasks_blocked()
            assert not syntheses._running
            tasks.cancel_scope.cancel()

    anyio.run(main, backend=backend)

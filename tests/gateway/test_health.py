"""The gateway outlives what fails in it, and says when it cannot go on."""

import anyio
import pytest

from phemius_core.cache import MemoryAudioCache
from phemius_core.engine import Rendering, Scheduler
from phemius_core.errors import (
    MissingExtra,
    ModelFilesError,
    Overloaded,
    PhemiusError,
    SynthesisFailed,
)
from phemius_core.gateway import Gateway
from phemius_core.gateway import _gateway as room
from phemius_core.gateway._synthesizer_loader import SynthesizerLoader
from phemius_core.http import Exchange
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import LetterG2P, ToneEngine
from phemius_core.text import TextPipeline
from phemius_core.wire import SpeechRequest

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


def create_synthesizer(engine=None):
    """A synthesizer that needs no time to load."""
    return Synthesizer(
        Scheduler([engine or ToneEngine()]), text=TextPipeline(g2p=lambda _lang: LetterG2P())
    )


@pytest.fixture
def opened(monkeypatch):
    """What opens the synthesizer of a gateway, one item after the other: engines and errors."""
    queue = []

    def open_synthesizer(_settings):
        item = queue.pop(0) if queue else None
        if isinstance(item, BaseException):
            raise item
        return create_synthesizer(item)

    monkeypatch.setattr("phemius_core.synthesis.open_synthesizer", open_synthesizer)
    return queue


@pytest.fixture
def settings(tmp_path, opened):
    return Settings(data_dir=tmp_path, engine="tone")


async def gateway_key(gateway):
    return await gateway.services.accounts.create_first_key("default", plan="growth")


async def speak(gateway, key, text="Hello."):
    principal = await gateway.authenticate(f"Bearer {key}")
    reply = await gateway.speak(principal, SpeechRequest(text=text), request_id="r")
    try:
        return b"".join([frame async for frame in reply.body()])
    finally:
        await reply.aclose()


async def health(gateway, path="/healthz"):
    exchange = Exchange(gateway, path, method="GET", path=path, headers={}, query="")
    reply = await exchange.respond(None, None)
    return reply.status


async def wait_until(condition):
    with anyio.fail_after(60):
        while not condition():
            await anyio.sleep(0.01)


async def test_a_model_that_failed_to_load_is_tried_again(settings, opened, monkeypatch, caplog):
    pauses, proceed = [], [anyio.Event(), anyio.Event()]

    async def sleep(seconds):
        pauses.append(seconds)
        await proceed[len(pauses) - 1].wait()

    def loader(open_synthesizer):
        return SynthesizerLoader(open_synthesizer, sleep=sleep)

    monkeypatch.setattr(room, "SynthesizerLoader", loader)
    opened[:] = [ModelFilesError("a file is missing"), SystemExit(1)]
    async with Gateway(settings) as gateway:
        key = await gateway_key(gateway)
        for index in range(2):
            await wait_until(lambda: len(pauses) == index + 1)  # noqa: B023 - used at once
            assert gateway.status == "failed"
            assert gateway.healthy
            with pytest.raises(Overloaded) as refused:
                await speak(gateway, key)
            assert 1 <= refused.value.retry_after_s <= 10
            proceed[index].set()
        await wait_until(lambda: gateway.ready)
        assert gateway.status == "ready"
        assert await speak(gateway, key)
    assert 2.5 <= pauses[0] <= 5 <= pauses[1] <= 10
    assert len([m for m in caplog.messages if m.startswith("loading the speech model")]) >= 2


async def test_a_package_that_is_missing_is_a_failed_synthesis(caplog):
    def fail():
        raise MissingExtra("torch", "torch")

    async def sleep(_seconds):
        await anyio.sleep_forever()

    loader = SynthesizerLoader(fail, sleep=sleep)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(loader.load)
        with pytest.raises(SynthesisFailed):
            await loader.wait()
        tasks.cancel_scope.cancel()


async def test_a_model_that_cannot_speak_is_closed_and_loaded_again(settings, opened, monkeypatch):
    broken = ToneEngine(fail_at=0)
    opened.append(broken)
    monkeypatch.setattr("phemius_core.gateway._synthesizer_loader._FIRST_RETRY_S", 0.01)
    async with Gateway(settings) as gateway:
        await wait_until(lambda: gateway.ready)
    assert broken.closed


async def test_work_in_the_background_that_fails_ends_nothing(settings, monkeypatch):
    runs = []

    async def worker(*_):
        runs.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(room, "run_embedded_worker", worker)
    monkeypatch.setattr("phemius_core.supervisor.random.uniform", lambda *_: 0.01)
    async with Gateway(settings) as gateway:
        key = await gateway_key(gateway)
        await wait_until(lambda: len(runs) > 1)
        assert gateway.status == "ready"
        assert await health(gateway) == 200
        assert await speak(gateway, key)


async def test_a_synthesis_that_ends_in_an_unexpected_error_ends_no_other(settings, monkeypatch):
    async def put(*_):
        raise MemoryError

    monkeypatch.setattr(MemoryAudioCache, "put", put)
    async with Gateway(settings) as gateway:
        key = await gateway_key(gateway)
        await wait_until(lambda: gateway.ready)
        for index in range(3):
            assert await speak(gateway, key, f"Number {index}.")
        assert gateway.healthy


async def test_a_gateway_whose_tasks_have_ended_is_failed(settings):
    gateway = Gateway(settings)
    with pytest.raises(BaseException):  # noqa: PT011, B017 - the error in a group
        async with gateway:
            key = await gateway_key(gateway)
            await wait_until(lambda: gateway.ready)

            async def fail():
                raise ZeroDivisionError

            gateway._tasks.start_soon(fail)
            await anyio.sleep(10)
    with anyio.fail_after(1):
        reason = await gateway.wait_failed()
    assert "background tasks" in reason
    assert gateway.status == "failed"
    assert not gateway.healthy
    assert await health(gateway) == 503
    with pytest.raises(PhemiusError) as refused:
        await gateway.authenticate(f"Bearer {key}")
    assert refused.value.http_status == 503


async def test_an_orderly_end_is_no_failure(settings):
    gateway = Gateway(settings)
    async with gateway:
        pass
    assert gateway.healthy
    assert gateway.status == "stopping"


async def test_engines_whose_threads_cannot_be_replaced_are_a_failure(settings, monkeypatch):
    monkeypatch.setattr(room, "_LOOK_INTERVAL_S", 0.01)
    synthesizer = create_synthesizer()
    async with Gateway(settings, synthesizer=synthesizer) as gateway:
        await wait_until(lambda: gateway.ready)
        assert await health(gateway) == 200
        monkeypatch.setattr(synthesizer.scheduler, "revive", lambda: False)
        with anyio.fail_after(5):
            assert "engines" in await gateway.wait_failed()
        assert await health(gateway) == 503
    synthesizer.close()


@pytest.mark.parametrize("error", [SystemExit(1), MemoryError()], ids=repr)
async def test_what_is_raised_while_a_text_is_split_fails_its_request_alone(
    settings, opened, error, monkeypatch
):
    synthesizer = create_synthesizer()
    segments = synthesizer.text.segments

    def failing(text, **options):
        if "break" in text:
            raise error
        yield from segments(text, **options)

    monkeypatch.setattr(synthesizer.text, "segments", failing)
    async with Gateway(settings, synthesizer=synthesizer) as gateway:
        key = await gateway_key(gateway)
        with pytest.raises(PhemiusError):
            await speak(gateway, key, "It will break.")
        assert await speak(gateway, key)
        assert gateway.healthy
    synthesizer.close()


class Broken(ToneEngine):
    """A tone engine whose audio is unusable after the first word, which loading needs."""

    def __init__(self, alter):
        super().__init__()
        self.alter = alter

    def render(self, utterance):
        rendering = super().render(utterance)
        if len(self.calls) == 1:
            return rendering
        return Rendering(rendering.durations, iter([self.alter(c) for c in rendering.audio]))


@pytest.mark.parametrize(
    "alter",
    [lambda chunk: chunk * float("nan"), lambda chunk: chunk[: len(chunk) // 2]],
    ids=["nan", "half"],
)
async def test_unusable_audio_fails_and_charges_nothing(settings, opened, alter):
    opened.append(Broken(alter))
    async with Gateway(settings) as gateway:
        key = await gateway_key(gateway)
        for _ in range(2):  # the second time from a cache, if it had been kept
            with pytest.raises(SynthesisFailed) as failed:
                await speak(gateway, key, "One. Two.")
            assert failed.value.http_status == 502
        usage = await gateway.usage(await gateway.authenticate(f"Bearer {key}"))
        assert (usage.chars, usage.reserved_chars) == (0, 0)


async def test_samples_that_are_not_finite_are_refused_before_the_first_audio(settings, opened):
    opened.append(Broken(lambda chunk: chunk * float("nan")))
    async with Gateway(settings) as gateway:
        principal = await gateway.authenticate(f"Bearer {await gateway_key(gateway)}")
        with pytest.raises(SynthesisFailed):
            await gateway.speak(principal, SpeechRequest(text="One."), request_id="r")

"""Background tasks go on after whatever happens to them."""

import logging

import anyio
import pytest

from phemius_core.errors import Overloaded
from phemius_core.supervisor import supervise

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


class Work:
    """Raises what it is given, one error a run, and returns once none is left."""

    def __init__(self, *errors, lasts_s=0.0):
        self.errors = list(errors)
        self.pauses = []
        self.now = 0.0
        self.lasts_s = lasts_s

    async def __call__(self):
        self.now += self.lasts_s
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    async def supervised(self, **given):
        async def sleep(seconds):
            self.pauses.append(seconds)

        return await supervise("the work", self, sleep=sleep, clock=lambda: self.now, **given)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        SystemExit(1),
        MemoryError(),
        Overloaded("away"),
        ExceptionGroup("several", [ValueError("x")]),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_work_is_run_again_after_any_error(error):
    work = Work(error, error)
    assert await work.supervised() == "done"
    assert len(work.pauses) == 2


async def test_pauses_double_up_to_the_longest_and_are_shortened_by_up_to_half():
    work = Work(*[ValueError("x")] * 6)
    await work.supervised(first_delay_s=1, max_delay_s=8)
    for pause, longest in zip(work.pauses, [1, 2, 4, 8, 8, 8], strict=True):
        assert longest / 2 <= pause <= longest


async def test_after_a_long_run_the_pause_is_the_first_one_again():
    work = Work(*[ValueError("x")] * 5, lasts_s=100)
    await work.supervised(first_delay_s=1, max_delay_s=60)
    assert all(pause <= 1 for pause in work.pauses)


async def test_an_error_that_repeats_is_logged_once_and_counted(caplog):
    work = Work(*[ValueError("x")] * 20, *[ValueError("y")] * 5)
    with caplog.at_level(logging.INFO):
        await work.supervised()
    first, second, end = caplog.messages
    assert first.startswith("the work failed")
    assert first.endswith(": x")
    assert second.endswith("after 19 more failures as before: y")
    assert end == "the work: done after failures, the last one 5 times"
    assert caplog.records[0].exc_info is not None


async def test_an_error_of_our_own_needs_no_traceback(caplog):
    await Work(Overloaded("the database does not answer")).supervised()
    assert caplog.records[0].exc_info is None


async def test_each_failure_and_its_pause_are_reported():
    reported = []
    work = Work(ValueError("x"), ValueError("y"))
    await work.supervised(on_failure=lambda error, pause: reported.append((str(error), pause)))
    assert reported == list(zip("xy", work.pauses, strict=True))


async def test_cancellation_passes_in_the_work_and_in_the_pause():
    async def fail():
        raise ValueError("x")

    for work in (anyio.sleep_forever, fail):
        with anyio.move_on_after(0.05) as scope:
            await supervise("the work", work, first_delay_s=100, max_delay_s=100)
        assert scope.cancelled_caught


async def test_keyboard_interrupt_passes():
    with pytest.raises(KeyboardInterrupt):
        await Work(KeyboardInterrupt()).supervised()

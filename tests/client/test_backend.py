"""Files of the asynchronous client: written outside the event loop, complete or not at all."""

import anyio
import pytest
from blockbuster import blockbuster_ctx

from phemius_client import _async, _sync
from phemius_client._async import _backend as async_backend
from phemius_client._sync import _backend as sync_backend

pytestmark = pytest.mark.anyio


async def test_a_file_is_written_without_blocking_the_event_loop(tmp_path):
    with blockbuster_ctx():
        async with async_backend.atomic_file(tmp_path / "speech.pcm") as file:
            await file.write(b"audio")
    assert (tmp_path / "speech.pcm").read_bytes() == b"audio"


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_cancelled_download_leaves_no_file(tmp_path):
    with anyio.CancelScope() as scope:
        async with async_backend.atomic_file(tmp_path / "speech.pcm") as file:
            await file.write(b"aud")
            scope.cancel()
            await file.write(b"io")
    assert scope.cancelled_caught
    assert not list(tmp_path.iterdir())


def test_a_failed_download_leaves_no_file(tmp_path):
    with pytest.raises(KeyError), sync_backend.atomic_file(tmp_path / "speech.pcm") as file:
        file.write(b"aud")
        raise KeyError("broken off")
    assert not list(tmp_path.iterdir())


async def test_results_are_in_the_order_of_the_items():
    active = most = 0

    async def double(number):
        nonlocal active, most
        active += 1
        most = max(most, active)
        await anyio.sleep(0.01 * (4 - number))
        active -= 1
        return 2 * number

    done = []
    results = await async_backend.map_concurrently(
        double, range(4), concurrency=3, on_done=done.append
    )
    assert results == [0, 2, 4, 6]
    assert sorted(done) == [0, 1, 2, 3]
    assert most == 3
    assert sync_backend.map_concurrently(str, range(4), concurrency=3, on_done=done.append) == [
        "0",
        "1",
        "2",
        "3",
    ]
    assert done[4:] == [0, 1, 2, 3]


async def test_the_first_error_is_raised_as_itself():
    async def fail(number):
        raise KeyError(number)

    with pytest.raises(KeyError):
        await async_backend.map_concurrently(fail, [1, 2], concurrency=2, on_done=print)


def test_both_backends_have_the_same_functions():
    assert async_backend.__all__ == sync_backend.__all__
    assert [name.removeprefix("Async") for name in _async.__all__] == _sync.__all__

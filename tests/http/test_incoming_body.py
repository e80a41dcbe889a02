"""The body of a request: limits, the bytes that are held, and the file of a large one."""

import errno
import os
import stat
import tempfile
import time
from pathlib import Path

import anyio
import pytest

from phemius_core.errors import ConcurrencyExceeded, Overloaded, PayloadTooLarge, RequestTimedOut
from phemius_core.http import IncomingBody
from phemius_core.http._body import BodyLimits
from phemius_core.limits import ByteBudget

pytestmark = pytest.mark.anyio

MIB = 1 << 20
LARGE = BodyLimits(4 * MIB, 5, spooled=True)
SMALL = BodyLimits(4 * MIB, 5)


def a_body(limits=LARGE, *, total=16 * MIB, per_owner=8 * MIB, declared=0):
    budget = ByteBudget(total, per_owner=per_owner, what="request bodies")
    held = budget.hold("owner")
    held.grow(declared)
    return IncomingBody(limits, held), budget


class pieces:  # noqa: N801 - no generator, which would have to be closed
    """The chunks, as an adapter gets them."""

    def __init__(self, *chunks):
        self._chunks = iter(chunks)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


def spool_files():
    """Descriptors of this process that are temporary files without a name."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:
            continue
        if target.startswith(tempfile.gettempdir()) and target.endswith("(deleted)"):
            found.append(int(descriptor.name))
    return found


@pytest.mark.parametrize("limits", [LARGE, SMALL])
@pytest.mark.parametrize("size", [0, 1, 100_000, 3 * MIB + 17])
async def test_what_was_sent_is_what_is_read(limits, size):
    sent = os.urandom(size)
    chunks = [sent[at : at + 40_000] for at in range(0, size, 40_000)]
    for in_a_thread in (False, True):
        body, budget = a_body(limits)
        if in_a_thread:
            for chunk in chunks:
                body.write(chunk)
            body.end()
        else:
            await body.read(pieces(*chunks))
        assert body.size == size
        assert body.data() == sent == body.data()
        assert body.open().read() == sent
        assert budget.held >= size
        body.close()
        assert budget.held == 0


async def test_a_large_body_is_a_private_file_without_a_name_that_closing_drops(tmp_path):
    before = spool_files()
    body, _ = a_body()
    await body.read(pieces(*[bytes(64 << 10)] * 32))
    (descriptor,) = set(spool_files()) - set(before)
    assert stat.S_IMODE(os.fstat(descriptor).st_mode) == 0o600
    assert os.fstat(descriptor).st_size == 2 * MIB
    body.discard()
    assert spool_files() == before
    body.close()


async def test_an_ordinary_body_is_no_file():
    before = spool_files()
    body, _ = a_body(SMALL)
    await body.read(pieces(*[bytes(64 << 10)] * 32))
    assert spool_files() == before
    body.close()


async def test_a_body_is_refused_as_soon_as_it_is_too_large():
    body, _ = a_body()
    with pytest.raises(PayloadTooLarge):
        await body.read(pieces(*[bytes(MIB)] * 5))
    body.close()


async def test_a_body_without_a_length_is_counted_as_it_arrives():
    body, budget = a_body(total=2 * MIB, per_owner=MIB)
    other = budget.hold("other")
    other.grow(MIB // 2)
    body.write(bytes(100))
    assert 100 <= budget.held - MIB // 2 <= 64 << 10
    with pytest.raises(ConcurrencyExceeded):
        await body.read(pieces(*[bytes(100_000)] * 20))
    other.close()
    body.close()
    for owner in ("other", "another"):
        budget.hold(owner).grow(MIB)
    with pytest.raises(Overloaded):
        a_third = IncomingBody(LARGE, budget.hold("third"))
        await a_third.read(pieces(*[bytes(100_000)] * 20))
    a_third.close()
    assert budget.held == 2 * MIB


async def test_a_declared_body_takes_nothing_more():
    body, budget = a_body(declared=MIB)
    assert budget.held == MIB
    await body.read(pieces(*[bytes(1024)] * 1024))
    assert budget.held == MIB
    body.close()


async def test_a_body_that_never_ends_is_refused_in_time():
    async def endless():
        while True:
            yield b"x"
            await anyio.sleep(0.01)

    body, _ = a_body(BodyLimits(MIB, 0.1))
    began = time.monotonic()
    with pytest.raises(RequestTimedOut):
        await body.read(endless())
    assert time.monotonic() - began < 5
    body.close()


async def test_a_full_disk_is_503(monkeypatch, caplog):
    class Full:
        def write(self, data):
            raise OSError(errno.ENOSPC, "no space left on device")

        def close(self):
            pass

    monkeypatch.setattr(tempfile, "TemporaryFile", Full)
    body, budget = a_body()
    with pytest.raises(Overloaded) as refused:
        await body.read(pieces(*[bytes(64 << 10)] * 32))
    assert refused.value.headers["Retry-After"]
    assert "no space left" in caplog.text
    body.close()
    assert budget.held == 0

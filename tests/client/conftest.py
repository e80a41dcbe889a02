"""Clients of real servers."""

from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from phemius_client import AsyncPhemius, Phemius
from phemius_core.accounts import accounts_and_policy
from phemius_core.errors import NotFound
from tests.server.conftest import adapter, http, server, shipped

__all__ = ["adapter", "http", "server", "shipped"]


def new_key(server, account, plan="growth"):
    """As `phemius keys create`, without a process of its own."""

    async def main():
        data_dir = Path(server.env["PHEMIUS_DATA_DIR"])
        async with accounts_and_policy(data_dir=data_dir) as (accounts, _):
            try:
                owner = await accounts.find_account(account)
            except NotFound:
                owner = await accounts.create_account(account, plan=plan)
            return (await accounts.create_key(owner.id))[1]

    return anyio.run(main)


@pytest.fixture(autouse=True)
def haste(monkeypatch):
    """Calls are made again sooner than they are: `test_options` knows when they should be."""
    monkeypatch.setattr("phemius_client._options._FIRST_WAIT_S", 0.1)


@pytest.fixture
def key(server):
    """A new one for each test, so that no minute's limit gets in the way."""
    return new_key(server, "client")


@pytest.fixture
def fresh(server):
    """A key of an account of its own."""
    return new_key(server, f"fresh-{uuid4().hex[:12]}")


@pytest.fixture
def client(server, key):
    with Phemius(api_key=key, base_url=server.url) as client:
        yield client


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def async_client(server, key):
    return AsyncPhemius(api_key=key, base_url=f"{server.url}/v1/")

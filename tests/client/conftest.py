"""Clients of real servers."""

from uuid import uuid4

import pytest

from phemius_client import AsyncPhemius, Phemius
from tests.server.conftest import adapter, http, server, shipped

__all__ = ["adapter", "http", "server", "shipped"]


@pytest.fixture(autouse=True)
def haste(monkeypatch):
    """Calls are made again sooner than they are: `test_options` knows when they should be."""
    monkeypatch.setattr("phemius_client._options._FIRST_WAIT_S", 0.1)


@pytest.fixture
def key(server):
    """A new one for each test, so that no minute's limit gets in the way."""
    return server.new_key("client", "growth")


@pytest.fixture
def fresh(server):
    """A key of an account of its own."""
    return server.new_key(f"fresh-{uuid4().hex[:12]}", "growth")


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

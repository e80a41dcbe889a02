"""Clients of real servers."""

from uuid import uuid4

import pytest

from phemius_client import AsyncPhemius, Phemius
from tests.server.conftest import adapter, http, server, shipped

__all__ = ["adapter", "http", "server", "shipped"]


@pytest.fixture(autouse=True)
def short_retry_delays(monkeypatch):
    """Retries without long waits; `test_options` tests their length."""
    monkeypatch.setattr("phemius_client._options._FIRST_RETRY_DELAY_S", 0.1)


@pytest.fixture
def key(server):
    """A new API key for each test, so that no rate limit is reached."""
    return server.new_key("client", "growth")


@pytest.fixture
def own_key(server):
    """An API key of an account of its own."""
    return server.new_key(f"own-{uuid4().hex[:12]}", "growth")


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

"""While the database is away every operation with a key is 503 with Retry-After."""

import json
import uuid

import pytest
from tests.gateway.test_websocket import serving

from phemius_core.errors import Overloaded
from phemius_core.http import Exchange
from phemius_core.http._routes import ROUTES
from phemius_core.http._types import Authentication

pytestmark = pytest.mark.anyio

BODIES = {
    "/v1/speech": {"text": "Hello.", "voice_id": str(uuid.uuid4())},
    "/v1/audio/speech": {"input": "Hello.", "voice": str(uuid.uuid4())},
    "/v1/speech/preview": {"text": "Hello.", "voice_id": str(uuid.uuid4())},
    "/v1/jobs": {"type": "bulk_synthesis", "items": [{"text": "Hello."}]},
    "/v1/lexicon": {"entries": [{"word": "ACME", "spelling": "ack me"}]},
    "/v1/voices": {"name": "Mine"},
    "/v1/voices/{voice_id}": {"name": "Mine"},
}
NO_DATABASE = {"/v1/models", "/v1/audio/models", "/v1/audio/voices"}
"""These need the database for the key alone."""


class Body:
    def __init__(self, *chunks):
        self._chunks = iter(chunks)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


@pytest.mark.parametrize("after_authentication", [False, True])
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_every_operation_is_503_with_retry_after(tmp_path, monkeypatch, after_authentication):
    async def away(*_arguments, **_options):
        raise Overloaded("the database does not answer: try again soon")

    async with serving(tmp_path) as gateway:
        store, key = gateway.services.store, gateway.key
        principal = await gateway.authenticate(f"Bearer {key}")
        await gateway._ready_synthesizer()
        monkeypatch.setattr(store, "read", away)
        monkeypatch.setattr(store, "write", away)
        if after_authentication:

            async def authenticated(*_arguments, **_options):
                return principal

            monkeypatch.setattr(gateway, "authenticate", authenticated)
            monkeypatch.setattr(gateway, "authenticate_cached", authenticated)
        tried = 0
        for route in ROUTES:
            if route.authentication is Authentication.NONE:
                continue
            if after_authentication and route.path in NO_DATABASE:
                continue
            ids = {name: str(uuid.uuid4()) for name in ("voice_id", "job_id")}
            path = route.path.format(**ids, index=0)
            media_type = "application/json"
            if route.body is not None:
                media_type = route.body(gateway.settings).media_types[0]
            exchange = Exchange(
                gateway,
                None,
                method=route.method,
                path=path,
                headers={"authorization": f"Bearer {key}", "content-type": media_type},
                query="",
            )
            body = json.dumps(BODIES.get(route.path, {})).encode()
            reply = await exchange.respond(Body(body))
            assert reply.status == 503, (route.method, path, reply.body)
            assert int(reply.headers["Retry-After"]) >= 1
            assert b"server_overloaded" in reply.body or b"server_error" in reply.body
            tried += 1
        assert tried > 15

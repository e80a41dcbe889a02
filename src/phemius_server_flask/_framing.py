"""Between Werkzeug's requests and responses and the core's."""

import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import anyio
from anyio.from_thread import BlockingPortal
from flask import Response, request
from werkzeug import exceptions

from phemius_core.errors import MalformedRequest, PhemiusError
from phemius_core.http import BodyLimits, ClientDisconnected, Exchange, Streamed
from phemius_server_flask._connection import Connection
from phemius_server_flask._portal import Core

__all__ = ["respond"]

_PART_BYTES: Final = 16 << 10


def respond(core: Core, template: str | None, params: Mapping[str, str]) -> Response:
    """The response to the current request.

    Args:
        core: Answers.
        template: The path that was registered; None where none was.
        params: What stood in its braces.
    """
    exchange = Exchange(
        core.gateway,
        template,
        method=request.method,
        path=request.path,
        headers=request.headers,
        query=request.query_string.decode("latin-1"),
        params=params,
    )
    connection = Connection.of(request.environ)
    try:
        rules = core.portal.call(exchange.open)
        body = b"" if rules is None else _read(core.portal, connection, rules)
        reply = core.portal.call(exchange.answer, body, connection.gone)
    except Exception as error:  # noqa: BLE001 - told to the client
        reply = exchange.refuse(error)
    response = _Response(status=reply.status, headers=reply.headers)
    if not isinstance(reply.body, bytes):
        return _streamed(core.portal, response, reply.body)
    if reply.body:
        response.data = reply.body
    if reply.headers.get("Connection") == "close":
        response.call_on_close(connection.linger)
    return response


class _Response(Response):
    default_mimetype = None  # the core has said it, or there is no body


def _streamed(portal: BlockingPortal, response: Response, streamed: Streamed) -> Response:
    """Streams a body and closes it, whether or not the client stays."""
    body = streamed.body()
    over: list[bool] = []

    async def pull() -> bytes | None:
        part = await anext(body, None)
        if part is None:
            await streamed.aclose()
            over.append(True)
        return part

    async def end() -> None:
        await body.aclose()
        await streamed.aclose()

    def parts() -> Iterator[bytes]:
        while (part := portal.call(pull)) is not None:
            yield part

    response.response = parts()
    # An application may drop the response unsent, and the collector may run in any thread.
    dropped = weakref.finalize(response, portal.start_task_soon, end)
    dropped.atexit = False

    def closed() -> None:
        dropped.detach()
        if not over:
            portal.call(end)

    response.call_on_close(closed)  # also where the first part was never asked for
    return response


def _read(portal: BlockingPortal, connection: Connection, rules: BodyLimits) -> bytes:
    """The whole body, within the rules."""
    body = bytearray()
    with _deadline(portal, connection, rules) as late:
        try:
            while part := request.stream.read(min(_PART_BYTES, rules.max_bytes + 1)):
                body += part
                rules.check_size(len(body))
        except PhemiusError:
            raise
        except (exceptions.ClientDisconnected, OSError):
            if not late:
                raise ClientDisconnected from None
        except Exception as error:  # gunicorn's, such as InvalidChunkSize
            raise MalformedRequest(f"the request body cannot be read: {error}") from error
    if late:
        raise rules.timed_out()
    return bytes(body)


@contextmanager
def _deadline(
    portal: BlockingPortal, connection: Connection, rules: BodyLimits
) -> Iterator[list[bool]]:
    """Ends the reading of a body that does not come: a thread cannot be cancelled, but it stops
    at the end of what it reads.
    """
    late: list[bool] = []

    async def wait() -> None:
        await anyio.sleep(rules.timeout_s)
        late.append(True)
        connection.end_reading()

    watch = portal.start_task_soon(wait)
    try:
        yield late
    finally:
        watch.cancel()

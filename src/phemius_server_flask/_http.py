"""From Werkzeug's request to an `Exchange`, and from its reply to Werkzeug's response."""

import errno
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import anyio
from anyio.from_thread import BlockingPortal
from flask import Response, request
from werkzeug import exceptions

from phemius_core.errors import MalformedRequest, PhemiusError
from phemius_core.http import ClientDisconnected, Exchange, IncomingBody, Reply, StreamedBody
from phemius_server_flask._connection import Connection
from phemius_server_flask._gateway_portal import GatewayPortal

__all__ = ["respond", "respond_to_error"]

_READ_BYTES: Final = 16 << 10


def respond(
    gateway_portal: GatewayPortal, template: str | None, path_params: Mapping[str, str]
) -> Response:
    """Carry out the current request.

    Args:
        gateway_portal: The gateway that carries it out.
        template: Path that the router has matched; None if it has matched none.
        path_params: Values of the template's parameters.
    """
    exchange = _exchange(gateway_portal, template, path_params)
    connection = Connection.of(request.environ)
    body: IncomingBody | None = None
    try:
        portal = gateway_portal.portal
        body = portal.call(exchange.prepare)
        if body is not None:
            _read_body(portal, connection, body)
        reply = portal.call(exchange.handle, body, connection.wait_for_disconnect)
    except Exception as error:  # noqa: BLE001 - the client gets it as an error reply
        reply = exchange.error_reply(error)
    finally:
        if body is not None:
            body.close()
    if isinstance(reply.body, bytes):
        return _whole(reply)
    response = _Response(status=reply.status, headers=reply.headers)
    return _with_streamed_body(gateway_portal.portal, response, reply.body)


def respond_to_error(gateway_portal: GatewayPortal, error: Exception) -> Response:
    """The response for what the current request has raised outside `respond`.

    Args:
        gateway_portal: The gateway that carries it out.
        error: What was raised.
    """
    return _whole(_exchange(gateway_portal, None, {}).error_reply(error))


class _Response(Response):
    default_mimetype = None  # the reply has its own Content-Type, or no body


def _exchange(
    gateway_portal: GatewayPortal, template: str | None, path_params: Mapping[str, str]
) -> Exchange:
    return Exchange(
        gateway_portal.gateway,
        template,
        method=request.method,
        path=request.path,
        headers=request.headers,
        query=request.query_string.decode("latin-1"),
        path_params=path_params,
        peer=request.remote_addr,
    )


def _whole(reply: Reply) -> Response:
    response = _Response(status=reply.status, headers=reply.headers)
    if reply.body:
        response.data = reply.body
    return response


def _with_streamed_body(
    portal: BlockingPortal, response: Response, streamed: StreamedBody
) -> Response:
    """Let the response send a streamed body, and close it even if the client disconnects."""
    chunks = streamed.body()
    ended = False

    async def next_chunk() -> bytes | None:
        nonlocal ended
        chunk = await anext(chunks, None)
        if chunk is None:
            await streamed.aclose()
            ended = True
        return chunk

    async def close() -> None:
        await chunks.aclose()
        await streamed.aclose()

    def body() -> Iterator[bytes]:
        try:
            while (chunk := portal.call(next_chunk)) is not None:
                yield chunk
        except PhemiusError as error:
            # The client must see that the transfer is cut; the server has nothing to report.
            raise ConnectionResetError(errno.ECONNRESET, "the reply is cut short") from error

    response.response = body()
    # An application may drop the response unsent, and the garbage collector may then run in the
    # event loop's own thread, which must not wait for itself.
    finalizer = weakref.finalize(response, portal.start_task_soon, close)
    finalizer.atexit = False

    def on_close() -> None:
        finalizer.detach()
        if not ended:
            portal.call(close)

    response.call_on_close(on_close)  # Werkzeug calls it even if the body was never iterated
    return response


def _read_body(portal: BlockingPortal, connection: Connection, body: IncomingBody) -> None:
    limits = body.limits
    with _read_deadline(portal, connection, limits.timeout_s) as expired:
        try:
            while chunk := request.stream.read(min(_READ_BYTES, limits.max_bytes + 1)):
                body.write(chunk)
            body.end()
        except PhemiusError:
            raise
        except (exceptions.ClientDisconnected, OSError):
            if not expired:
                raise ClientDisconnected from None
        except Exception as error:  # gunicorn's own, such as InvalidChunkSize
            raise MalformedRequest(f"the request body cannot be read: {error}") from error
    if expired:
        raise limits.timed_out()


@contextmanager
def _read_deadline(
    portal: BlockingPortal, connection: Connection, timeout_s: float
) -> Iterator[list[bool]]:
    """Shut the connection down for reading after a time: a thread in a read cannot be cancelled.

    Yields:
        A list that is empty until the deadline has expired.
    """
    expired: list[bool] = []

    async def expire() -> None:
        await anyio.sleep(timeout_s)
        expired.append(True)
        connection.shut_down_reading()

    task = portal.start_task_soon(expire)
    try:
        yield expired
    finally:
        task.cancel()

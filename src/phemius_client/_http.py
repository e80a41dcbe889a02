"""Makes calls over HTTP, again where that helps: blocking, and on asyncio and trio."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2

from phemius_client._calls import Call, Got
from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    IncompleteSpeechError,
    error_of_response,
)
from phemius_client._options import Options
from phemius_client._retry import again, again_async
from phemius_client._whole import whole_file

__all__ = ["AsyncSender", "Sender", "broken_off"]

_Read = TypeVar("_Read")
_MAX_ERROR_BYTES: Final = 1 << 16


class Sender:
    """Makes calls and waits for them.

    Args:
        options: Who calls, where, how patiently.
        http: Sends; closed by whoever made it.
    """

    def __init__(self, options: Options, http: httpx2.Client) -> None:
        self.options: Options = options
        self.http: httpx2.Client = http

    def send(self, call: Call[_Read]) -> _Read:
        """What a call comes to.

        Raises:
            APIError: It failed, and again as often as the options allow.
        """
        return again(self.options, partial(self._whole, call), once=call.once)

    @contextmanager
    def stream(self, call: Call[Any]) -> Iterator[httpx2.Response]:
        """The reply as it comes. What breaks off after its first byte is not asked for again.

        Raises:
            APIError: As `send`.
        """
        response = again(self.options, partial(self._open, call), once=call.once)
        try:
            yield response
        finally:
            response.close()

    def download(self, call: Call[Any], path: Path) -> Path:
        """Writes a reply into a file; from its beginning where it broke off.

        Raises:
            APIError: As `send`. Then there is no file.
        """
        again(self.options, partial(self._into_file, call, path))
        return path

    def _into_file(self, call: Call[Any], path: Path) -> None:
        response = self._open(call)
        try:
            with whole_file(path) as file:
                for part in response.iter_bytes():
                    file.write(part)
        except httpx2.RequestError as error:
            raise broken_off(error, response, b"") from error
        finally:
            response.close()

    def _open(self, call: Call[Any]) -> httpx2.Response:
        try:
            request = _request(self.http, self.options, call)
            response = self.http.send(request, stream=True)
        except httpx2.RequestError as error:
            raise _no_answer(error) from error
        if response.status_code >= 400:
            try:
                raise _refusal(response, _bounded(response))
            finally:
                response.close()
        return response

    def _whole(self, call: Call[_Read]) -> _Read:
        response = self._open(call)
        body = bytearray()
        try:
            for part in response.iter_bytes():
                body += part
        except httpx2.RequestError as error:
            raise broken_off(error, response, bytes(body)) from error
        finally:
            response.close()
        return _read(call, response, bytes(body))


class AsyncSender:
    """`Sender` for asyncio and trio."""

    def __init__(self, options: Options, http: httpx2.AsyncClient) -> None:
        self.options: Options = options
        self.http: httpx2.AsyncClient = http

    async def send(self, call: Call[_Read]) -> _Read:
        """As `Sender.send`."""
        return await again_async(self.options, partial(self._whole, call), once=call.once)

    @asynccontextmanager
    async def stream(self, call: Call[Any]) -> AsyncIterator[httpx2.Response]:
        """As `Sender.stream`."""
        response = await again_async(self.options, partial(self._open, call), once=call.once)
        try:
            yield response
        finally:
            await response.aclose()

    async def download(self, call: Call[Any], path: Path) -> Path:
        """As `Sender.download`."""
        await again_async(self.options, partial(self._into_file, call, path))
        return path

    async def _into_file(self, call: Call[Any], path: Path) -> None:
        response = await self._open(call)
        try:
            with whole_file(path) as file:
                async for part in response.aiter_bytes():
                    file.write(part)
        except httpx2.RequestError as error:
            raise broken_off(error, response, b"") from error
        finally:
            await response.aclose()

    async def _open(self, call: Call[Any]) -> httpx2.Response:
        try:
            request = _request(self.http, self.options, call)
            response = await self.http.send(request, stream=True)
        except httpx2.RequestError as error:
            raise _no_answer(error) from error
        if response.status_code >= 400:
            try:
                raise _refusal(response, await _abounded(response))
            finally:
                await response.aclose()
        return response

    async def _whole(self, call: Call[_Read]) -> _Read:
        response = await self._open(call)
        body = bytearray()
        try:
            async for part in response.aiter_bytes():
                body += part
        except httpx2.RequestError as error:
            raise broken_off(error, response, bytes(body)) from error
        finally:
            await response.aclose()
        return _read(call, response, bytes(body))


def broken_off(error: httpx2.RequestError, response: httpx2.Response, came: bytes) -> APIError:
    """The error of a reply that broke off."""
    if not response.headers.get("content-type", "").startswith("audio/"):
        return _no_answer(error)
    whole = came if response.headers["content-type"].startswith("audio/pcm") else b""
    return IncompleteSpeechError(f"the speech broke off after {len(came)} bytes: {error}", whole)


def _request(
    http: httpx2.Client | httpx2.AsyncClient, options: Options, call: Call[Any]
) -> httpx2.Request:
    return http.build_request(
        call.method,
        f"{options.base_url}{call.path}",
        json=call.json,
        content=call.content,
        data=call.form,
        files=call.files,
        params=call.query or None,
        headers={**options.headers, **call.headers},
        timeout=options.timeout_s,
    )


def _read(call: Call[_Read], response: httpx2.Response, body: bytes) -> _Read:
    got = Got({name.lower(): value for name, value in response.headers.items()}, body)
    try:
        return call.read(got)
    except ValueError as error:  # pydantic's is one
        shown = body[:80]
        raise APIError(f"{call.path} answered what no Phemius server says: {shown!r}") from error


def _no_answer(error: httpx2.RequestError) -> APIConnectionError:
    what = f"{error.request.method} {error.request.url}: {error or type(error).__name__}"
    if isinstance(error, httpx2.TimeoutException):
        return APITimeoutError(f"no answer in time to {what}")
    return APIConnectionError(f"no answer to {what}")


def _refusal(response: httpx2.Response, body: bytes) -> APIError:
    return error_of_response(response.status_code, response.headers, body)


def _bounded(response: httpx2.Response) -> bytes:
    body = b""
    try:
        for part in response.iter_bytes():
            body += part
            if len(body) > _MAX_ERROR_BYTES:
                break
    except httpx2.RequestError:
        pass  # the status alone says enough
    return body


async def _abounded(response: httpx2.Response) -> bytes:
    body = b""
    try:
        async for part in response.aiter_bytes():
            body += part
            if len(body) > _MAX_ERROR_BYTES:
                break
    except httpx2.RequestError:
        pass  # the status alone says enough
    return body

"""Sends requests over HTTP, with retries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from phemius_client._async._backend import Attempt, atomic_file, sleep
from phemius_client._errors import APIError, error_of_response
from phemius_client._http import (
    MAX_ERROR_BYTES,
    connection_error,
    incomplete_error,
    parse_response,
    request_arguments,
)
from phemius_client._options import Options
from phemius_client._requests import Request

__all__ = ["AsyncSender", "retry"]

_Result = TypeVar("_Result")


class AsyncSender:
    """Sends the requests of a client.

    Args:
        options: Server, credentials and patience.
        http: The httpx2 client, which its owner closes.
    """

    def __init__(self, options: Options, http: httpx2.AsyncClient) -> None:
        self.options: Options = options
        self.http: httpx2.AsyncClient = http

    async def send(self, request: Request[_Result]) -> _Result:
        """The result of a request.

        Raises:
            APIError: The last attempt failed.
        """
        attempt = partial(self._send_once, request)
        return await retry(self.options, attempt, idempotent=request.idempotent)

    @asynccontextmanager
    async def stream(self, request: Request[Any]) -> AsyncIterator[httpx2.Response]:
        """The reply to a request with its body unread. It is not retried after the headers.

        Raises:
            APIError: The last attempt failed.
        """
        attempt = partial(self._open, request)
        response = await retry(self.options, attempt, idempotent=request.idempotent)
        try:
            yield response
        finally:
            await response.aclose()

    async def download(self, request: Request[Any], path: Path) -> Path:
        """Writes the body of a reply to a file; an attempt begins the file anew.

        Raises:
            APIError: The last attempt failed. There is no file then.
        """
        await retry(self.options, partial(self._download_once, request, path))
        return path

    async def _open(self, request: Request[Any]) -> httpx2.Response:
        try:
            built = self.http.build_request(**request_arguments(request, self.options))
            response = await self.http.send(built, stream=True)
        except httpx2.RequestError as error:
            raise connection_error(error) from error
        if response.status_code >= 400:
            try:
                body = await _read_error_body(response)
            finally:
                await response.aclose()
            raise error_of_response(response.status_code, response.headers, body)
        return response

    async def _send_once(self, request: Request[_Result]) -> _Result:
        response = await self._open(request)
        body = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
        except httpx2.RequestError as error:
            raise incomplete_error(
                error, response, received_bytes=len(body), pcm=bytes(body)
            ) from error
        finally:
            await response.aclose()
        return parse_response(request, response, bytes(body))

    async def _download_once(self, request: Request[Any], path: Path) -> None:
        response = await self._open(request)
        try:
            async with atomic_file(path) as file:
                async for chunk in response.aiter_bytes():
                    await file.write(chunk)
        except httpx2.RequestError as error:
            raise connection_error(error) from error
        finally:
            await response.aclose()


async def retry(options: Options, attempt: Attempt[_Result], *, idempotent: bool = True) -> _Result:
    """The result of the first attempt that succeeds.

    Args:
        options: Their retry policy says how often and when to try again.
        attempt: Makes one attempt.
        idempotent: Whether it may be repeated after the server may have carried it out.

    Raises:
        APIError: The last attempt failed.
    """
    failed_attempts = 0
    while True:
        try:
            return await attempt()
        except APIError as error:
            delay_s = options.retry_delay_s(failed_attempts, error, idempotent=idempotent)
            if delay_s is None:
                raise
        failed_attempts += 1
        await sleep(delay_s)


async def _read_error_body(response: httpx2.Response) -> bytes:
    body = b""
    with suppress(httpx2.RequestError):  # the status alone says enough
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_ERROR_BYTES:
                break
    return body

"""Starlette's WebSocket as the `Socket` of `run_stream_session`."""

from fastapi import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

__all__ = ["StarletteSocket"]


class StarletteSocket:
    """A `Socket` over an accepted WebSocket.

    Args:
        websocket: The WebSocket.
    """

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> str | bytes | None:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        data: bytes = message.get("bytes") or b""
        return data if text is None else text

    async def send(self, data: str | bytes) -> None:
        try:
            if isinstance(data, str):
                await self._websocket.send_text(data)
            else:
                await self._websocket.send_bytes(data)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionError("the client has disconnected") from error

    async def close(self, code: int, reason: str) -> None:
        if self._websocket.application_state is not WebSocketState.DISCONNECTED:
            try:
                await self._websocket.close(code, reason)
            except (WebSocketDisconnect, RuntimeError):
                return  # the client has closed it first

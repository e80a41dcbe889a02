"""One kept connection that posts the same speech request again and again."""

import asyncio

from _server_process import HOST

BODY = b'{"text": "Your call is important to us."}'


class KeptConnection:
    """A client that does as little work as possible, for it shares the cores with the server.

    Args:
        port: Of a server on loopback.
        keys: API keys, used in turn.
    """

    def __init__(self, port: int, keys: list[str]) -> None:
        self._port = port
        self._keys = keys
        self._posted = 0

    async def connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)

    async def post(self) -> bytes:
        """Body of one reply."""
        self._posted += 1
        key = self._keys[self._posted % len(self._keys)]
        head = (
            f"POST /v1/speech HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        self._writer.write(head.encode() + BODY)
        reply = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        assert reply.startswith(b"http/1.1 200"), reply
        if b"transfer-encoding: chunked" not in reply:
            size = int(reply.split(b"content-length: ")[1].split(b"\r\n")[0])
            return await self._reader.readexactly(size)
        body = b""
        while size := int(await self._reader.readline(), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body


async def connect_all(port: int, keys: list[str], clients: int) -> list[KeptConnection]:
    """So many connections, each of which has posted once."""
    connections = []
    for n in range(clients):
        first = n % len(keys)
        connections.append(KeptConnection(port, keys[first:] + keys[:first]))
        await connections[-1].connect()
        await connections[-1].post()
    return connections


async def post_all(connections: list[KeptConnection], requests: int) -> None:
    """So many requests, shared by connections that work at once."""

    async def share(connection: KeptConnection) -> None:
        for _ in range(requests // len(connections)):
            await connection.post()

    await asyncio.gather(*map(share, connections))

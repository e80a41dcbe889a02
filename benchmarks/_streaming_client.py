"""One request over the WebSocket, with the times that a listener notices."""

import json
import time

import websockets
from _common import SAMPLE_RATE
from _server_process import HOST, Server

PCM_BYTES_PER_S = 2 * SAMPLE_RATE


async def stream(
    server: Server, key: str, text: str, *, stop_at_first: bool = False
) -> dict[str, float]:
    """Speak a text.

    Returns:
        `first_s` and `last_s`, from the request to the first and the last audio; `audio_s`; and
        `gaps`, how often a player that began with the first audio ran dry.
    """
    url = f"ws://{HOST}:{server.port}/v1/speech/stream"
    async with websockets.connect(url, max_size=None) as socket:
        await socket.send(json.dumps({"api_key": key}))
        started = time.perf_counter()
        await socket.send(json.dumps({"text": text}))
        first_s, audio_s, gaps = None, 0.0, 0
        async for frame in socket:
            now_s = time.perf_counter() - started
            if isinstance(frame, str):
                if "error" in json.loads(frame):
                    raise RuntimeError(frame)
                break
            if first_s is None:
                first_s = now_s
                if stop_at_first:
                    return {"first_s": first_s}
            elif now_s > first_s + audio_s:
                gaps += 1
            audio_s += len(frame) / PCM_BYTES_PER_S
    return {"first_s": first_s, "last_s": now_s, "audio_s": audio_s, "gaps": gaps}

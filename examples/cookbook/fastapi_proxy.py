"""A FastAPI service that offers speech without exposing the API key.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/fastapi_proxy.py 8080
curl 'http://127.0.0.1:8080/say?text=Hello' --output hello.mp3
"""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse

from phemius_client import APIConnectionError, APIStatusError, AsyncPhemius


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Opens one client for all requests, which reuses its connections."""
    async with AsyncPhemius() as app.state.phemius:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/say")
async def say(text: str, voice: str = "default") -> StreamingResponse:
    """Forwards the MP3 audio as it arrives."""
    speech = app.state.phemius.speech.with_streaming_response
    stack = AsyncExitStack()
    try:
        create = speech.create(text=text, voice=voice, format="mp3")
        reply = await stack.enter_async_context(create)
    except APIStatusError as error:
        raise HTTPException(error.status_code, error.message) from error
    except APIConnectionError as error:
        raise HTTPException(503, "the speech server cannot be reached") from error

    async def body() -> AsyncIterator[bytes]:
        async with stack:
            async for part in reply.iter_bytes():
                yield part

    return StreamingResponse(body(), media_type=reply.media_type)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]) if len(sys.argv) > 1 else 8080, log_level="warning")

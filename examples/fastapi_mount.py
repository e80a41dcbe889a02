"""Phemius mounted in your own FastAPI application, under /tts.

uvicorn examples.fastapi_mount:app
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from phemius_core.gateway import Gateway
from phemius_server_fastapi import create_router

gateway = Gateway()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Open and close the gateway with the application."""
    async with gateway:
        yield


app = FastAPI(lifespan=lifespan)
app.include_router(create_router(gateway, prefix="/tts"))


@app.get("/")
async def index() -> dict[str, str]:
    """A route of the application itself."""
    return {"speech": "/tts/v1/speech"}

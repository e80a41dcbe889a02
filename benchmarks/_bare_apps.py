"""FastAPI and Flask applications that return stored audio: what the frameworks cost alone.

The audio is the file that the environment variable BENCH_AUDIO names.
"""

import json
import os
from pathlib import Path


def bare_fastapi():
    """`uvicorn --factory _bare_apps:bare_fastapi`."""
    from fastapi import FastAPI, Request, Response

    app = FastAPI()
    audio = Path(os.environ["BENCH_AUDIO"]).read_bytes()

    @app.post("/v1/speech")
    async def speech(request: Request) -> Response:
        json.loads(await request.body())
        return Response(audio, media_type="audio/pcm")

    @app.get("/ready")
    async def ready() -> Response:
        return Response("ready")

    return app


def bare_flask():
    """`gunicorn '_bare_apps:bare_flask()'`."""
    from flask import Flask, Response, request

    app = Flask(__name__)
    audio = Path(os.environ["BENCH_AUDIO"]).read_bytes()

    @app.post("/v1/speech")
    def speech() -> Response:
        json.loads(request.get_data())
        return Response(audio, content_type="audio/pcm")

    @app.get("/ready")
    def ready() -> str:
        return "ready"

    return app

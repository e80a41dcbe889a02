"""Which handler answers what."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from phemius_core.http import _account, _jobs, _operations, _samples, _speech, _voices
from phemius_core.http._context import Route, json_body
from phemius_core.http._playground import playground

__all__ = ["MAX_FRAME_BYTES", "METHODS", "PATHS", "SOCKET_PATH", "match"]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""What an adapter registers on each path: the exchange refuses what is not allowed."""
SOCKET_PATH: Final = "/v1/speech/stream"
MAX_FRAME_BYTES: Final = 256 << 10
"""A WebSocket whose client sends a longer frame is closed."""

_ROUTES: Final = (
    Route("POST", "/v1/speech", _speech.create_speech, body=json_body, speaks=True),
    Route("POST", "/v1/audio/speech", _speech.create_audio_speech, body=json_body, speaks=True),
    Route("POST", "/v1/speech/preview", _speech.preview_speech, body=json_body),
    Route("GET", "/v1/voices", _voices.list_voices),
    Route("POST", "/v1/voices", _voices.create_voice, body=json_body),
    Route("GET", "/v1/voices/{voice_id}", _voices.get_voice),
    Route("PATCH", "/v1/voices/{voice_id}", _voices.rename_voice, body=json_body),
    Route("DELETE", "/v1/voices/{voice_id}", _voices.delete_voice),
    Route(
        "POST",
        "/v1/voices/{voice_id}/samples",
        _samples.create_sample,
        body=_samples.sample_body,
    ),
    Route("GET", "/v1/jobs", _jobs.list_jobs),
    Route("POST", "/v1/jobs", _jobs.create_job, body=_jobs.job_body),
    Route("GET", "/v1/jobs/{job_id}", _jobs.get_job),
    Route("DELETE", "/v1/jobs/{job_id}", _jobs.cancel_job),
    Route("GET", "/v1/jobs/{job_id}/items", _jobs.list_items),
    Route("GET", "/v1/jobs/{job_id}/items/{index}/audio", _jobs.get_audio),
    Route("GET", "/v1/jobs/{job_id}/audio.zip", _jobs.get_archive),
    Route("GET", "/v1/models", _account.list_models),
    Route("GET", "/v1/audio/models", _account.list_models),
    Route("GET", "/v1/audio/voices", _account.list_voice_names),
    Route("GET", "/v1/usage", _account.usage),
    Route("GET", "/", playground, public=True),
    Route("GET", "/healthz", _operations.health, public=True),
    Route("GET", "/readyz", _operations.ready, public=True),
    Route("GET", "/metrics", _operations.metrics, public=True),
    Route("GET", "/openapi.json", _operations.openapi, public=True),
)

PATHS: Final[Mapping[str, Mapping[str, Route]]] = MappingProxyType(
    {
        path: MappingProxyType({route.method: route for route in _ROUTES if route.path == path})
        for path in dict.fromkeys(route.path for route in _ROUTES)
    }
)
"""The routes of each path, by method."""

_PATTERNS: Final = tuple(
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))), path) for path in PATHS
)


def match(path: str) -> tuple[str, Mapping[str, str]] | None:
    """The key in `PATHS` that a path of a request belongs to, and what stands in its braces."""
    for pattern, template in _PATTERNS:
        if found := pattern.fullmatch(path):
            return template, found.groupdict()
    return None

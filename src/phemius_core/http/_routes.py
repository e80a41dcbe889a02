"""The table of routes: every operation of the API with its handler and its documentation.

On the server a new operation is one entry here, besides its handler and its models. So the table
stays in one file, however long it grows.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from phemius_core.http import _jobs, _operations, _speech, _voices
from phemius_core.http._body import json_body, media_type_of
from phemius_core.http._documentation import (
    IDEMPOTENCY,
    JOB_ID,
    MONTH,
    Content,
    Operation,
    number_parameter,
    path_parameter,
    query_parameter,
)
from phemius_core.http._openapi import openapi_document
from phemius_core.http._sse import SpeechEvents
from phemius_core.http._types import Authentication, Reply, RequestContext, Route, json_reply
from phemius_core.wire import (
    AUDIO_FORMATS,
    CHARS_BILLED,
    JSON_LINES,
    REQUEST_ID,
    BulkItem,
    BulkRequest,
    CreateVoiceRequest,
    Job,
    JobItemList,
    JobList,
    ModelList,
    OpenAIProfileRequest,
    OpenAISpeechRequest,
    PreviewReply,
    RenameVoiceRequest,
    SampleRequest,
    SpeechRequest,
    UsageReply,
    Voice,
    VoiceList,
    VoiceNameList,
)

__all__ = [
    "MAX_WEBSOCKET_MESSAGE_BYTES",
    "METHODS",
    "PATHS",
    "ROUTES",
    "WEBSOCKET_PATH",
    "match",
]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Methods that an adapter registers on each path; the exchange refuses those without a route."""
WEBSOCKET_PATH: Final = "/v1/speech/stream"
MAX_WEBSOCKET_MESSAGE_BYTES: Final = 256 << 10
"""The server closes a WebSocket with 1009 if its client sends a longer message."""

_AUDIO: Final = tuple(
    dict.fromkeys(media_type_of(each.media_type) for each in AUDIO_FORMATS.values())
)
_OPENAI_PROFILE_AUDIO: Final = (
    *(each.plain_media_type for each in AUDIO_FORMATS.values()),
    media_type_of(SpeechEvents.media_type),
)
_LOCATION: Final = {"Location": ""}
_NEXT_PAGE: Final = {"Link": "The next page, RFC 8288."}
_JOB_LINKS: Final = ("getJob", "deleteJob", "listJobItems")


def _speech_docs(
    operation_id: str, summary: str, request: type[BaseModel], media_types: tuple[str, ...]
) -> Operation:
    return Operation(
        operation_id,
        summary,
        request=(Content(request),),
        parameters=(IDEMPOTENCY,),
        reply=media_types,
        reply_description="Audio, as it is made: 24 kHz, mono; PCM is signed 16-bit.",
        reply_headers={CHARS_BILLED: "", REQUEST_ID: ""},
        errors=(404, 405, 500, 502),
        conflict="A request with the same Idempotency-Key is still in progress.",
    )


async def _get_openapi(context: RequestContext) -> Reply:
    return _openapi_reply(context.prefix, context.gateway.settings.openai_profile)


@lru_cache(8)
def _openapi_reply(prefix: str, openai_profile: str) -> Reply:
    return json_reply(openapi_document(ROUTES, prefix=prefix, openai_profile=openai_profile))


ROUTES: Final = (
    Route(
        "POST",
        "/v1/speech",
        _speech.create_speech,
        body=json_body,
        authentication=Authentication.CACHED,
        docs=_speech_docs("createSpeech", "Create speech", SpeechRequest, _AUDIO),
    ),
    Route(
        "POST",
        "/v1/audio/speech",
        _speech.create_audio_speech,
        body=json_body,
        authentication=Authentication.CACHED,
        docs=_speech_docs(
            "createAudioSpeech", "Create speech (OpenAI)", OpenAISpeechRequest, _AUDIO
        ),
        openai_profile_docs=_speech_docs(
            "createAudioSpeech",
            "Create speech (OpenAI)",
            OpenAIProfileRequest,
            _OPENAI_PROFILE_AUDIO,
        ),
    ),
    Route(
        "POST",
        "/v1/speech/preview",
        _speech.preview_speech,
        body=json_body,
        docs=Operation(
            "previewSpeech",
            "What would be spoken, and how; no audio, no charge",
            request=(Content(SpeechRequest),),
            reply=PreviewReply,
            reply_description="Normalised text, segments, warnings, readings.",
            errors=(404, 405, 500),
        ),
    ),
    Route(
        "GET",
        "/v1/voices",
        _voices.list_voices,
        docs=Operation("listVoices", "List custom voices", reply=VoiceList),
    ),
    Route(
        "POST",
        "/v1/voices",
        _voices.create_voice,
        body=json_body,
        docs=Operation(
            "createVoice",
            "Create a custom voice",
            request=(Content(CreateVoiceRequest),),
            status=201,
            reply=Voice,
            links=("getVoice", "renameVoice", "deleteVoice"),
            errors=(403,),
        ),
    ),
    Route(
        "GET",
        "/v1/voices/{voice_id}",
        _voices.get_voice,
        docs=Operation("getVoice", "Get a custom voice", reply=Voice),
    ),
    Route(
        "PATCH",
        "/v1/voices/{voice_id}",
        _voices.rename_voice,
        body=json_body,
        docs=Operation(
            "renameVoice",
            "Rename a custom voice",
            request=(Content(RenameVoiceRequest),),
            reply=Voice,
        ),
    ),
    Route(
        "DELETE",
        "/v1/voices/{voice_id}",
        _voices.delete_voice,
        docs=Operation(
            "deleteVoice", "Delete a custom voice", status=204, reply_description="Deleted."
        ),
    ),
    Route(
        "POST",
        "/v1/voices/{voice_id}/samples",
        _voices.create_sample,
        body=_voices.sample_body,
        before_body=_voices.admit_sample,
        docs=Operation(
            "createVoiceSample",
            "Clone a voice from a recording",
            request=(
                Content(
                    SampleRequest,
                    ("multipart/form-data",),
                    file=("audio", "3 to 60 s of one speaker, as WAV, FLAC, MP3 or OGG."),
                ),
            ),
            parameters=(IDEMPOTENCY,),
            status=202,
            reply=Job,
            reply_headers=_LOCATION,
            links=_JOB_LINKS,
            errors=(501,),
        ),
    ),
    Route(
        "GET",
        "/v1/jobs",
        _jobs.list_jobs,
        docs=Operation(
            "listJobs",
            "List jobs, newest first",
            parameters=(
                number_parameter("limit", minimum=1),
                query_parameter("cursor"),
            ),
            reply=JobList,
            reply_headers=_NEXT_PAGE,
            errors=(422,),
        ),
    ),
    Route(
        "POST",
        "/v1/jobs",
        _jobs.create_job,
        body=_jobs.job_body,
        before_body=_jobs.admit_job,
        docs=Operation(
            "createJob",
            "Create a bulk job",
            request=(
                Content(BulkRequest),
                Content(BulkItem, JSON_LINES, description="Of each line."),
            ),
            parameters=(
                IDEMPOTENCY,
                query_parameter("format", "Of the audio, where the body is one item per line."),
            ),
            status=202,
            reply=Job,
            reply_headers=_LOCATION,
            links=_JOB_LINKS,
        ),
    ),
    Route(
        "GET", "/v1/jobs/{job_id}", _jobs.get_job, docs=Operation("getJob", "Get a job", reply=Job)
    ),
    Route(
        "DELETE",
        "/v1/jobs/{job_id}",
        _jobs.delete_job,
        docs=Operation(
            "deleteJob",
            "Cancel an unfinished job, delete an ended one",
            parameters=(
                query_parameter(
                    "only_cancel",
                    "Whether an ended job is left as it is.",
                    schema={"type": "boolean", "default": False},
                ),
            ),
            reply=Job,
            reply_description="The job was unfinished and is cancelled; its audio so far stays.",
            other_replies={204: "The job had ended and is deleted with all its audio."},
            errors=(422,),
            conflict="The job has succeeded or failed, and is to be cancelled only.",
        ),
    ),
    Route(
        "GET",
        "/v1/jobs/{job_id}/items",
        _jobs.list_items,
        docs=Operation(
            "listJobItems",
            "List the items of a job",
            parameters=(
                JOB_ID,
                number_parameter("start", minimum=0, default=0),
                number_parameter("limit", minimum=1),
            ),
            reply=JobItemList,
            reply_headers=_NEXT_PAGE,
            errors=(422,),
        ),
    ),
    Route(
        "GET",
        "/v1/jobs/{job_id}/items/{index}/audio",
        _jobs.get_audio,
        docs=Operation(
            "getJobAudio",
            "Audio of an item",
            parameters=(JOB_ID, path_parameter("index", {"type": "integer"})),
            reply=_AUDIO,
            errors=(503,),
        ),
    ),
    Route(
        "GET",
        "/v1/jobs/{job_id}/audio.zip",
        _jobs.get_archive,
        docs=Operation(
            "getJobArchive",
            "All audio of a job, and a manifest",
            parameters=(JOB_ID,),
            reply=("application/zip",),
            errors=(503,),
            conflict="The job has not ended yet.",
        ),
    ),
    Route(
        "GET",
        "/v1/models",
        _operations.list_models,
        docs=Operation("listModels", "List models", reply=ModelList),
    ),
    Route(
        "GET",
        "/v1/audio/models",
        _operations.list_models,
        docs=Operation("listAudioModels", "List models (OpenAI)", reply=ModelList),
    ),
    Route(
        "GET",
        "/v1/audio/voices",
        _operations.list_voice_names,
        docs=Operation("listAudioVoices", "List voice names", reply=VoiceNameList),
    ),
    Route(
        "GET",
        "/v1/usage",
        _operations.get_usage,
        docs=Operation(
            "getUsage", "Usage of a month", parameters=(MONTH,), reply=UsageReply, errors=(422,)
        ),
    ),
    Route(
        "GET",
        "/",
        _operations.get_playground,
        authentication=Authentication.NONE,
        docs=Operation("playground", "A page to try the server with."),
    ),
    Route(
        "GET",
        "/healthz",
        _operations.get_health,
        authentication=Authentication.NONE,
        docs=Operation(
            "health",
            "The process can go on.",
            other_replies={503: "It cannot: the body says why, and it must be started again."},
        ),
    ),
    Route(
        "GET",
        "/readyz",
        _operations.get_readiness,
        authentication=Authentication.NONE,
        docs=Operation(
            "ready",
            "The model has spoken its first word.",
            other_replies={503: "Not ready: the body says why."},
        ),
    ),
    Route(
        "GET",
        "/metrics",
        _operations.get_metrics,
        authentication=Authentication.NONE,
        docs=Operation("metrics", "Figures for Prometheus."),
    ),
    Route(
        "GET",
        "/openapi.json",
        _get_openapi,
        authentication=Authentication.NONE,
        docs=None,  # the document does not describe itself
    ),
)

PATHS: Final[Mapping[str, Mapping[str, Route]]] = MappingProxyType(
    {
        path: MappingProxyType({route.method: route for route in ROUTES if route.path == path})
        for path in dict.fromkeys(route.path for route in ROUTES)
    }
)
"""The routes of each path, by method."""

_PATTERNS: Final = tuple(
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))), path) for path in PATHS
)


def match(path: str) -> tuple[str, Mapping[str, str]] | None:
    """Match the path of a request.

    Returns:
        The key in `PATHS` and the values of its parameters; None if no path matches.
    """
    for pattern, template in _PATTERNS:
        if found := pattern.fullmatch(path):
            return template, found.groupdict()
    return None

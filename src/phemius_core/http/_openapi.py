"""The OpenAPI document, built from the models, so that every adapter serves the same."""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from phemius_core.wire import (
    API_VERSION,
    CHARS_BILLED,
    IDEMPOTENCY_KEY,
    JSON_LINES,
    REQUEST_ID,
    BulkItem,
    BulkRequest,
    CreateVoiceRequest,
    ErrorReply,
    Job,
    JobItemList,
    JobList,
    ModelList,
    OpenAIErrorReply,
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

__all__ = ["openapi_document"]

_MODELS: Final[tuple[type[BaseModel], ...]] = (
    SpeechRequest,
    ErrorReply,
    OpenAIErrorReply,
    ModelList,
    VoiceNameList,
    UsageReply,
    PreviewReply,
    Voice,
    VoiceList,
    CreateVoiceRequest,
    RenameVoiceRequest,
    Job,
    JobList,
    JobItemList,
    BulkItem,
    BulkRequest,
)
_AUDIO: Final = ("audio/pcm", "audio/wav", "audio/flac", "audio/mpeg", "audio/ogg")
_OPENAI_AUDIO: Final = (*_AUDIO, "audio/opus", "text/event-stream")
_ERRORS: Final = {
    400: "Not a JSON object in UTF-8.",
    401: "Invalid or missing API key.",
    403: "The plan's limit is reached.",
    404: "There is none in this account.",
    405: "Method not allowed.",
    408: "The body did not arrive in time.",
    409: "Not in the state that it is in.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "Validation error.",
    429: "Rate limit or monthly character limit exceeded.",
    500: "Internal error.",
    501: "Not installed on this server: the message says what.",
    502: "Speech synthesis failed.",
    503: "The server is full or not ready.",
}

_NEXT: Final = {"description": "The next page, RFC 8288.", "schema": {"type": "string"}}
_IDEMPOTENCY: Final = {
    "name": IDEMPOTENCY_KEY,
    "in": "header",
    "required": False,
    "description": "The same key and body within 24 hours is done and charged once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}


def openapi_document(*, prefix: str = "", openai_profile: str = "phemius") -> dict[str, Any]:
    """The whole document.

    Args:
        prefix: Where the routes are mounted, such as `/tts`.
        openai_profile: Of the settings: how the OpenAI endpoint behaves.
    """
    openai: type[BaseModel] = OpenAISpeechRequest
    if openai_profile == "openai":
        openai = OpenAIProfileRequest
    _, definitions = models_json_schema(
        [(model, "validation") for model in (*_MODELS, openai)],
        ref_template="#/components/schemas/{model}",
    )
    paths = {
        "/v1/speech": {"post": _speech(SpeechRequest, ErrorReply, "Create speech", "createSpeech")},
        "/v1/audio/speech": {
            "post": _speech(openai, OpenAIErrorReply, "Create speech (OpenAI)", "createAudioSpeech")
        },
        "/v1/speech/preview": {"post": _preview()},
        "/v1/models": {"get": _list(ModelList, "List models", "listModels", ErrorReply)},
        "/v1/audio/models": {
            "get": _list(ModelList, "List models (OpenAI)", "listAudioModels", OpenAIErrorReply)
        },
        "/v1/audio/voices": {
            "get": _list(VoiceNameList, "List voice names", "listAudioVoices", OpenAIErrorReply)
        },
        "/v1/voices": {
            "get": _list(VoiceList, "List custom voices", "listVoices", ErrorReply),
            "post": _create_voice(),
        },
        "/v1/voices/{voice_id}": _one_voice(),
        "/v1/voices/{voice_id}/samples": _samples(),
        "/v1/jobs": _jobs(),
        "/v1/jobs/{job_id}": _one_job(),
        "/v1/jobs/{job_id}/items": _job_items(),
        "/v1/jobs/{job_id}/items/{index}/audio": _job_audio(),
        "/v1/jobs/{job_id}/audio.zip": _job_archive(),
        "/v1/usage": {"get": _usage()},
        "/": {"get": _probe("A page to try the server with.", "playground", {})},
        "/healthz": {"get": _probe("The process is alive.", "health", {})},
        "/metrics": {"get": _probe("Figures for Prometheus.", "metrics", {})},
        "/readyz": {
            "get": _probe(
                "The model has spoken its first word.",
                "ready",
                {"503": {"description": "Not ready: the body says why."}},
            )
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Phemius API",
            "version": API_VERSION,
            "description": "Self-hosted text-to-speech on Kokoro-82M.",
        },
        "paths": {prefix + path: item for path, item in paths.items()},
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _errors(error: type[BaseModel], *statuses: int) -> dict[str, Any]:
    return {
        str(status): {
            "description": _ERRORS[status],
            "content": {"application/json": {"schema": _ref(error)}},
        }
        for status in statuses
    }


def _speech(
    request: type[BaseModel], error: type[BaseModel], summary: str, operation: str
) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [_IDEMPOTENCY],
        "requestBody": _body(request),
        "responses": {
            "200": {
                "description": "Audio, as it is made: 24 kHz, mono; PCM is signed 16-bit.",
                "headers": {CHARS_BILLED: text, REQUEST_ID: text},
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}}
                    for kind in (_OPENAI_AUDIO if request is OpenAIProfileRequest else _AUDIO)
                },
            },
            **_errors(error, *(status for status in _ERRORS if status not in {403, 501})),
        },
    }


def _list(
    reply: type[BaseModel], summary: str, operation: str, error: type[BaseModel]
) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(reply)}}
    return {
        "operationId": operation,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": content}, **_errors(error, 401)},
    }


def _preview() -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(PreviewReply)}}
    return {
        "operationId": "previewSpeech",
        "summary": "What would be spoken, and how; no audio, no charge",
        "requestBody": _body(SpeechRequest),
        "responses": {
            "200": {"description": "Normalised text, segments, warnings.", "content": content},
            **_errors(
                ErrorReply,
                *(status for status in _ERRORS if status not in {403, 409, 429, 501, 502}),
            ),
        },
    }


def _body(request: type[BaseModel]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": _ref(request)}}}


def _create_voice() -> dict[str, Any]:
    operation = _list(Voice, "Create a custom voice", "createVoice", ErrorReply)
    operation["requestBody"] = _body(CreateVoiceRequest)
    created = operation["responses"].pop("200")
    created["links"] = {
        name: {"operationId": name, "parameters": {"voice_id": "$response.body#/id"}}
        for name in ("getVoice", "renameVoice", "deleteVoice")
    }
    operation["responses"] |= {
        "201": created,
        **_errors(ErrorReply, 400, 403, 408, 413, 415, 422),
    }
    return operation


def _one_voice() -> dict[str, Any]:
    get = _list(Voice, "Get a custom voice", "getVoice", ErrorReply)
    rename = _list(Voice, "Rename a custom voice", "renameVoice", ErrorReply)
    rename["requestBody"] = _body(RenameVoiceRequest)
    rename["responses"] |= _errors(ErrorReply, 400, 408, 413, 415, 422)
    delete = _list(Voice, "Delete a custom voice", "deleteVoice", ErrorReply)
    delete["responses"] = {"204": {"description": "Deleted."}, **_errors(ErrorReply, 401)}
    for operation in (get, rename, delete):
        operation["responses"] |= _errors(ErrorReply, 404)
    return {"parameters": [_identity("voice_id")], "get": get, "patch": rename, "delete": delete}


def _samples() -> dict[str, Any]:
    create = _list(Job, "Clone a voice from a recording", "createVoiceSample", ErrorReply)
    create["parameters"] = [_IDEMPOTENCY]
    form = SampleRequest.model_json_schema()
    audio = {
        "type": "string",
        "format": "binary",
        "description": "3 to 60 s of one speaker, as WAV, FLAC, MP3 or OGG.",
    }
    form["properties"] = {"audio": audio, **form["properties"]}
    form["required"] = ["audio", *form["required"]]
    create["requestBody"] = {
        "required": True,
        "content": {"multipart/form-data": {"schema": form}},
    }
    created = create["responses"].pop("200")
    created["headers"] = {"Location": {"schema": {"type": "string"}}}
    created["links"] = {
        name: {"operationId": name, "parameters": {"job_id": "$response.body#/id"}}
        for name in ("getJob", "cancelJob", "listJobItems")
    }
    create["responses"] |= {
        "202": created,
        **_errors(ErrorReply, 400, 404, 408, 413, 415, 422, 429, 501, 503),
    }
    return {"parameters": [_identity("voice_id")], "post": create}


def _jobs() -> dict[str, Any]:
    listing = _list(JobList, "List jobs, newest first", "listJobs", ErrorReply)
    listing["parameters"] = [
        _number("limit", least=1, default=100),
        {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
    ]
    listing["responses"]["200"]["headers"] = {"Link": _NEXT}
    listing["responses"] |= _errors(ErrorReply, 422)
    create = _list(Job, "Create a bulk job", "createJob", ErrorReply)
    create["parameters"] = [
        _IDEMPOTENCY,
        {
            "name": "format",
            "in": "query",
            "required": False,
            "description": "Of the audio, where the body is one item per line.",
            "schema": {"type": "string"},
        },
    ]
    create["requestBody"] = _body(BulkRequest)
    lines = {"schema": _ref(BulkItem) | {"description": "Of each line."}}
    create["requestBody"]["content"] |= dict.fromkeys(JSON_LINES, lines)
    created = create["responses"].pop("200")
    created["headers"] = {"Location": {"schema": {"type": "string"}}}
    created["links"] = {
        name: {"operationId": name, "parameters": {"job_id": "$response.body#/id"}}
        for name in ("getJob", "cancelJob", "listJobItems")
    }
    create["responses"] |= {
        "202": created,
        **_errors(ErrorReply, 400, 408, 413, 415, 422, 429, 503),
    }
    return {"get": listing, "post": create}


def _one_job() -> dict[str, Any]:
    get = _list(Job, "Get a job", "getJob", ErrorReply)
    cancel = _list(Job, "Cancel a job; what it has delivered stays", "cancelJob", ErrorReply)
    get["responses"] |= _errors(ErrorReply, 404)
    cancel["responses"] |= _errors(ErrorReply, 404, 409)
    return {"parameters": [_identity("job_id")], "get": get, "delete": cancel}


def _job_items() -> dict[str, Any]:
    listing = _list(JobItemList, "List the items of a job", "listJobItems", ErrorReply)
    listing["parameters"] = [
        _identity("job_id"),
        _number("start", least=0, default=0),
        _number("limit", least=1, default=100),
    ]
    listing["responses"]["200"]["headers"] = {"Link": _NEXT}
    listing["responses"] |= _errors(ErrorReply, 404, 422)
    return {"get": listing}


def _job_audio() -> dict[str, Any]:
    index = {"name": "index", "in": "path", "required": True, "schema": {"type": "integer"}}
    return {
        "get": _download("Audio of an item", "getJobAudio", _AUDIO, 404)
        | {"parameters": [_identity("job_id"), index]}
    }


def _job_archive() -> dict[str, Any]:
    return {
        "get": _download(
            "All audio of a job, and a manifest",
            "getJobArchive",
            ("application/zip",),
            404,
            409,
        )
        | {"parameters": [_identity("job_id")]}
    }


def _download(
    summary: str, operation: str, media_types: tuple[str, ...], *errors: int
) -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {
        "operationId": operation,
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": dict.fromkeys(media_types, binary)},
            **_errors(ErrorReply, 401, *errors),
        },
    }


def _identity(name: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _number(name: str, *, least: int, default: int) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": least, "maximum": 1000, "default": default}
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _usage() -> dict[str, Any]:
    operation = _list(UsageReply, "Usage of a month", "getUsage", ErrorReply)
    operation["parameters"] = [
        {
            "name": "month",
            "in": "query",
            "required": False,
            "description": "A UTC month; this one by default.",
            "schema": {"type": "string", "pattern": "^[2-8][0-9]{3}-(0[1-9]|1[0-2])$"},
        }
    ]
    operation["responses"] |= _errors(ErrorReply, 422)
    return operation


def _probe(summary: str, operation: str, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": operation,
        "summary": summary,
        "security": [],
        "responses": {"200": {"description": summary}, **more},
    }

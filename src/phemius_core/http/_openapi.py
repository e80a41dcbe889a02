"""The OpenAPI document, generated from the routes and the models of their documentation."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from phemius_core.http._documentation import Content, Operation, path_parameter
from phemius_core.http._types import Authentication, Route, is_openai_path
from phemius_core.wire import API_VERSION, ErrorReply, OpenAIErrorReply

__all__ = ["openapi_document", "operation_of"]

_KEY_ERRORS: Final = frozenset({401, 429, 503})
_BODY_ERRORS: Final = frozenset({400, 408, 413, 415, 422})
_ERROR_DESCRIPTIONS: Final = {
    400: "The body is not a JSON object in UTF-8, or the form cannot be parsed.",
    401: "Invalid or missing API key.",
    403: "The plan's limit is reached.",
    404: "The account has no such voice, job or item.",
    405: "Method not allowed.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body has another media type than this operation accepts.",
    422: "Validation error.",
    429: "A limit of the caller is used up: see Retry-After.",
    500: "Internal error.",
    501: "A package is not installed on this server: the message says which.",
    502: "Speech synthesis failed.",
    503: "The server is full, not ready, or its database does not answer.",
}
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_TEXT: Final = {"schema": {"type": "string"}}


def openapi_document(
    routes: Iterable[Route], *, prefix: str = "", openai_profile: str = "phemius"
) -> dict[str, Any]:
    """Generate the document.

    Args:
        routes: The operations. Those without documentation are left out.
        prefix: Where the API is mounted, such as `/tts`.
        openai_profile: Setting of that name: how the OpenAI endpoint behaves.
    """
    documented = [
        (route, operation)
        for route in routes
        if (operation := operation_of(route, openai_profile)) is not None
    ]
    targets = {operation.operation_id: route for route, operation in documented}
    paths: dict[str, dict[str, Any]] = {}
    for route, operation in documented:
        item = paths.setdefault(prefix + route.path, {})
        described = {parameter["name"] for parameter in operation.parameters}
        if rest := [name for name in _path_parameters(route) if name not in described]:
            item["parameters"] = [path_parameter(name) for name in rest]
        item[route.method.lower()] = _operation_object(route, operation, targets)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Phemius API",
            "version": API_VERSION,
            "description": "Self-hosted text-to-speech on Kokoro-82M.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(documented),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def operation_of(route: Route, openai_profile: str) -> Operation | None:
    """Documentation of a route under one value of the setting `openai_profile`.

    Args:
        route: The route.
        openai_profile: Value of the setting.
    """
    return (openai_profile == "openai" and route.openai_profile_docs) or route.docs


def _operation_object(
    route: Route, operation: Operation, targets: Mapping[str, Route]
) -> dict[str, Any]:
    value: dict[str, Any] = {"operationId": operation.operation_id, "summary": operation.summary}
    if route.authentication is Authentication.NONE:
        value["security"] = []
    if operation.parameters:
        value["parameters"] = list(operation.parameters)
    if operation.request:
        content: dict[str, Any] = {}
        for form in operation.request:
            schema = {"schema": _request_schema(form)}
            content |= dict.fromkeys(form.media_types, schema)
        value["requestBody"] = {"required": True, "content": content}
    value["responses"] = {
        str(operation.status): _reply_object(operation, targets),
        **{
            str(status): {"description": description}
            for status, description in operation.other_replies.items()
        },
        **_error_objects(route, operation),
    }
    return value


def _reply_object(operation: Operation, targets: Mapping[str, Route]) -> dict[str, Any]:
    value: dict[str, Any] = {"description": operation.reply_description or operation.summary}
    if operation.reply_headers:
        value["headers"] = {
            name: {"description": description, **_TEXT} if description else _TEXT
            for name, description in operation.reply_headers.items()
        }
    if isinstance(operation.reply, tuple):
        if operation.reply:
            value["content"] = dict.fromkeys(operation.reply, _BINARY)
    else:
        value["content"] = {"application/json": {"schema": _reference(operation.reply)}}
    if operation.links:
        value["links"] = {
            name: {
                "operationId": name,
                "parameters": dict.fromkeys(_path_parameters(targets[name]), "$response.body#/id"),
            }
            for name in operation.links
        }
    return value


def _error_objects(route: Route, operation: Operation) -> dict[str, Any]:
    statuses = set(operation.errors)
    if route.authentication is not Authentication.NONE:
        statuses |= _KEY_ERRORS
    if route.body is not None:
        statuses |= _BODY_ERRORS
    if _path_parameters(route):
        statuses.add(404)
    descriptions = {status: _ERROR_DESCRIPTIONS[status] for status in statuses}
    if operation.conflict:
        descriptions[409] = operation.conflict
    schema = _reference(_error_model(route))
    return {
        str(status): {
            "description": descriptions[status],
            "content": {"application/json": {"schema": schema}},
        }
        for status in sorted(descriptions)
    }


def _schemas(documented: Iterable[tuple[Route, Operation]]) -> dict[str, Any]:
    """Schemas of all models that the operations refer to, and of the models inside these."""
    models: dict[type[BaseModel], None] = {}
    for route, operation in documented:
        models |= dict.fromkeys(
            form.model for form in operation.request if form.file is None and form.model is not None
        )
        if not isinstance(operation.reply, tuple):
            models[operation.reply] = None
        models[_error_model(route)] = None
    _, definitions = models_json_schema(
        [(model, "validation") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _request_schema(form: Content) -> dict[str, Any]:
    if form.model is None:
        return {"type": "string", "description": form.description}
    if form.file is None:
        described = {"description": form.description} if form.description else {}
        return {**_reference(form.model), **described}
    name, description = form.file
    schema = form.model.model_json_schema()
    part = {"type": "string", "format": "binary", "description": description}
    schema["properties"] = {name: part, **schema["properties"]}
    schema["required"] = [name, *schema["required"]]
    return schema


def _error_model(route: Route) -> type[BaseModel]:
    return OpenAIErrorReply if is_openai_path(route.path) else ErrorReply


def _path_parameters(route: Route) -> list[str]:
    return re.findall(r"\{(\w+)\}", route.path)


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}

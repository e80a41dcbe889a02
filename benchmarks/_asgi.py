"""One speech request as an ASGI server hands it to an application."""

from typing import Any


def speech_scope(key: str) -> dict[str, Any]:
    """Scope of `POST /v1/speech` with an API key and a JSON body."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/speech",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

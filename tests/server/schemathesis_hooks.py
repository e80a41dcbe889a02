"""Serialisation of media types that schemathesis does not know."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson", "application/jsonl")
def one_line(_context, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"

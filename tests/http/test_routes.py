"""The table of routes and the document that describes it."""

import pytest

from phemius_core.http import PATHS
from phemius_core.http._openapi import openapi_document
from phemius_core.http._routes import match


def test_every_route_is_documented_and_nothing_else_is():
    document = openapi_document()
    described = {
        (path, method.upper())
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    served = {(path, method) for path, routes in PATHS.items() for method in routes}
    assert described == served - {("/openapi.json", "GET")}


def test_every_body_has_an_example_and_every_operation_its_own_id():
    document = openapi_document(openai_profile="openai")
    operations = [
        operation
        for item in document["paths"].values()
        for name, operation in item.items()
        if name != "parameters"
    ]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    for operation in operations:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            schema = content["application/json"]["schema"]["$ref"]
            assert document["components"]["schemas"][schema.rpartition("/")[2]]["examples"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v1/speech", ("/v1/speech", {})),
        ("/v1/voices/7", ("/v1/voices/{voice_id}", {"voice_id": "7"})),
        ("/v1/voices/", None),
        ("/v1/voices/7/8", None),
        ("/v1/speech\n", None),
        ("/openapiXjson", None),
    ],
)
def test_a_path_is_matched_whole_and_to_the_letter(path, found):
    assert match(path) == found

"""The OpenAPI document that is generated from the routes."""

import re

import pytest

from phemius_core import errors
from phemius_core.http._openapi import openapi_document
from phemius_core.http._routes import ROUTES


@pytest.fixture(params=["phemius", "openai"])
def document(request):
    return openapi_document(ROUTES, openai_profile=request.param)


def operations_of(document):
    return {
        (path, method): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


def references_in(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for item in value.values():
            yield from references_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from references_in(item)


def test_every_documented_route_is_in_the_document(document):
    served = {(route.path, route.method.lower()) for route in ROUTES if route.docs is not None}
    assert set(operations_of(document)) == served


def test_every_referenced_model_exists_and_every_schema_is_referenced(document):
    schemas = document["components"]["schemas"]
    referenced = {reference.rpartition("/")[2] for reference in references_in(document)}
    assert referenced == set(schemas)


def test_every_error_has_a_description_and_the_error_model_of_its_endpoint(document):
    raised = {error.http_status for error in vars(errors).values() if hasattr(error, "http_status")}
    for (path, _), operation in operations_of(document).items():
        model = "OpenAIErrorReply" if "/audio/" in path and "/jobs/" not in path else "ErrorReply"
        for status, reply in operation["responses"].items():
            assert reply["description"]
            if int(status) >= 400 and path not in {"/readyz", "/healthz"}:
                schema = reply["content"]["application/json"]["schema"]
                assert schema == {"$ref": f"#/components/schemas/{model}"}
                assert int(status) in raised


def test_every_operation_has_its_own_id_and_every_link_leads_to_one(document):
    operations = operations_of(document).values()
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    links = [
        link
        for operation in operations
        for reply in operation["responses"].values()
        for link in reply.get("links", {}).values()
    ]
    assert links
    assert {link["operationId"] for link in links} <= set(ids)
    assert all(len(link["parameters"]) == 1 for link in links)


def test_every_parameter_of_a_path_is_described_once(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            described = [
                parameter["name"]
                for parameter in (*item.get("parameters", ()), *operation.get("parameters", ()))
                if parameter["in"] == "path"
            ]
            assert sorted(described) == sorted(re.findall(r"\{(\w+)\}", path))


def test_every_json_body_has_an_example(document):
    for operation in operations_of(document).values():
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            schema = content["application/json"]["schema"]["$ref"]
            assert document["components"]["schemas"][schema.rpartition("/")[2]]["examples"]


def test_public_routes_and_no_others_need_no_key(document):
    public = {
        path
        for (path, _), operation in operations_of(document).items()
        if operation.get("security") == []
    }
    assert public == {"/", "/healthz", "/readyz", "/metrics"}


def test_a_prefix_is_part_of_every_path():
    document = openapi_document(ROUTES, prefix="/tts")
    assert all(path.startswith("/tts/") for path in document["paths"])

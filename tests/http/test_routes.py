"""The table of routes."""

import pytest

from phemius_core.http import PATHS
from phemius_core.http._openapi import operation_of
from phemius_core.http._routes import ROUTES, match
from phemius_core.settings import Settings


def test_every_route_is_documented_but_the_document_itself():
    assert [route.path for route in ROUTES if route.docs is None] == ["/openapi.json"]


@pytest.mark.parametrize("openai_profile", ["phemius", "openai"])
def test_documented_bodies_have_the_media_types_that_the_route_accepts(openai_profile):
    for route in ROUTES:
        operation = operation_of(route, openai_profile)
        request = () if operation is None else operation.request
        documented = {media_type for form in request for media_type in form.media_types}
        accepted = set() if route.body is None else set(route.body(Settings()).media_types)
        assert documented == accepted, route.path


def test_no_method_on_a_path_has_two_routes():
    assert sum(len(routes) for routes in PATHS.values()) == len(ROUTES)


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
def test_a_path_is_matched_whole_and_case_sensitively(path, found):
    assert match(path) == found

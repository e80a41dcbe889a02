"""Errors inside the Flask application."""

import json
import logging

import pytest
from werkzeug.exceptions import BadRequest

from phemius_core.settings import Settings
from phemius_server_flask import _app, create_app


@pytest.fixture
def app(tmp_path):
    app = create_app(Settings(data_dir=tmp_path, engine="tone"))
    yield app
    app.extensions["phemius"].close()


def test_a_view_that_raises_is_called_once_and_answered_with_500(app, monkeypatch, caplog):
    calls = []

    def raising(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise RuntimeError("unexpected")
        return original(*arguments)

    original = _app.respond
    monkeypatch.setattr(_app, "respond", raising)
    with caplog.at_level(logging.ERROR):
        reply = app.test_client().post("/v1/speech", json={"text": "Hello."})
    assert len(calls) == 1
    assert reply.status_code == 500
    assert reply.json["error"]["message"].startswith("internal error")
    assert reply.headers["X-Request-Id"] in caplog.text


@pytest.mark.parametrize(
    ("error", "status"), [(BadRequest(), 400), (RuntimeError("unexpected"), 500)]
)
def test_a_view_of_the_applications_own_is_called_once(app, error, status):
    calls = []

    @app.get("/own")
    def own():
        calls.append(1)
        raise error

    reply = app.test_client().get("/own")
    assert (reply.status_code, len(calls)) == (status, 1)
    assert json.loads(reply.data)["error"]["message"]


def test_a_websocket_path_without_an_upgrade_is_not_found(app):
    assert app.test_client().get("/v1/speech/stream").status_code == 404

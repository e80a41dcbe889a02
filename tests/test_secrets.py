"""No repr shows an API key, a password, a recording or what a customer had spoken."""

import dataclasses
import importlib
import inspect
import logging
import pkgutil
import re
import traceback

import pydantic
import pytest

import phemius_client
import phemius_core
import phemius_server_fastapi
import phemius_server_flask
from phemius_client._options import resolve_options
from phemius_core.errors import InvalidRequest, SetupError
from phemius_core.redis_client import RedisClient
from phemius_core.settings import Settings
from phemius_core.store import Store
from phemius_core.wire import (
    Authenticate,
    SpeechRequest,
    StreamAuth,
    StreamSession,
    parse_native,
)

PACKAGES = (phemius_core, phemius_client, phemius_server_fastapi, phemius_server_flask)
SECRET = re.compile(r"(^|_)(api_key|pepper|password|secret|token|authorization|headers)$|^\w+_url$")
CUSTOMERS = re.compile(
    r"^(text|input|texts|words|segments|phonemes|body|content|json|form|files|query|request|"
    r"recording|reference|pcm|data|audio|preview|pack)$"
)
SHOWN = {
    # The address of a server holds no password.
    "phemius_client._options.Options.base_url",
    # One word, printed by whoever has asked for word timings; what holds the words hides them.
    "phemius_core.wire._stream_messages.WordMessage.text",
    # `"text"` or `"stream"`.
    "phemius_core.wire._stream_messages.StreamRequest.input",
    # The path of its URL.
    "phemius_core.wire._replies.JobItem.audio",
    # A message of the server's, in which each text is hidden; names of headers that are documented.
    "phemius_core.wire._replies.PreviewReply.segments",
    "phemius_core.http._documentation.Operation.reply_headers",
    "phemius_core.http._documentation.Operation.request",
    "phemius_core.http._documentation.Content.file",
    "phemius_core.http._types.Reply.headers",
    "phemius_client._requests.Response.headers",
    "phemius_client._requests.Request.query",
    "phemius_core.http._types.Route.body",
    # Names of models.
    "phemius_core.wire._replies.ModelList.data",
    # Objects whose own reprs are among those tested here.
    "phemius_core.jobs._records.NewItem.input",
    "phemius_core.wire._websocket_actions.Speak.request",
    # Names of stock voicepacks.
    "phemius_core.voices._catalogue.VoiceInfo.pack",
    "phemius_core.voices._voice_names.Alias.pack",
}
IN_PROCESS = tuple(
    # The objects of in-process synthesis are the developer's own, who prints them.
    f"phemius_core.{room}."
    for room in ("text", "audio", "synthesis", "engine", "cloning", "bench", "phonemes")
)


def records():
    """Every dataclass and pydantic model of the distribution."""
    found = {}
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if re.search(r"\.(migrations|__main__|libphemius)", module.name):
                continue
            for each in vars(importlib.import_module(module.name)).values():
                if inspect.isclass(each) and each.__module__ == module.name:
                    is_model = issubclass(each, pydantic.BaseModel)
                    if is_model or dataclasses.is_dataclass(each):
                        found[f"{each.__module__}.{each.__qualname__}"] = each
    return found


def filled(kind):
    """An instance each of whose fields is a marker with the field's name."""
    if issubclass(kind, pydantic.BaseModel):
        names = [
            name
            for name, field in kind.model_fields.items()
            if "SecretStr" not in str(field.annotation)
        ]
        return names, kind.model_construct(**{name: f"«{name}»" for name in names})
    made = object.__new__(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    for name in names:
        object.__setattr__(made, name, f"«{name}»")
    return names, made


def must_be_hidden(kind, name):
    path = f"{kind.__module__}.{kind.__qualname__}.{name}"
    if path in SHOWN:
        return False
    if SECRET.search(name):
        return True
    if kind.__module__.startswith(IN_PROCESS):
        return False
    annotation = str(
        kind.model_fields[name].annotation
        if issubclass(kind, pydantic.BaseModel)
        else {field.name: field.type for field in dataclasses.fields(kind)}[name]
    )
    return bool(CUSTOMERS.search(name)) or re.search(r"\bbyte(s|array)\b", annotation) is not None


def test_no_repr_shows_secrets_texts_or_recordings(caplog):
    caplog.set_level(logging.DEBUG)
    shown = []
    found = records()
    assert len(found) > 80
    for path, kind in found.items():
        names, made = filled(kind)
        caplog.clear()
        logging.getLogger("phemius").info("%r %s", made, made)
        for text in (repr(made), str(made), f"{made}", caplog.text):
            shown += [
                f"{path}.{name}"
                for name in names
                if f"«{name}»" in text and must_be_hidden(kind, name)
            ]
    caplog.clear()
    assert not shown, "\n".join(sorted(set(shown)))


def test_every_exception_of_the_list_is_still_needed():
    paths = {f"{path}.{name}" for path, kind in records().items() for name in filled(kind)[0]}
    assert paths >= SHOWN


def test_keys_and_passwords_are_in_no_repr():
    key = "sk_test_ph_SECRET"
    options = resolve_options(api_key=key, base_url=None, timeout_s=1, max_retries=0)
    settings = Settings(
        database_url="postgresql+psycopg://user:SECRET@host/name",
        redis_url="redis://:SECRET@host",
        cache_redis_url="redis://:SECRET@host",
        files_url="s3://bucket?endpoint_url=https://key:SECRET@host",
        pepper="SECRET" * 8,
    )
    for each in (options, Authenticate(key), StreamAuth(api_key=key), settings):
        assert "SECRET" not in f"{each!r} {each}"
    actions = StreamSession().receive_message(f'{{"api_key": "{key}"}}')
    assert actions == [Authenticate(key)]
    assert key not in repr(actions)


@pytest.mark.parametrize(
    "url", ["://:SECRET@host:SECRET", "://user:SECRET@host:SECRET/name", "SECRET"]
)
def test_an_url_that_cannot_be_parsed_is_not_repeated(url):
    for scheme, opened in (
        ("postgresql", Store),
        ("redis", lambda url: RedisClient(url, timeout_s=1, retry_s=1)),
    ):
        with pytest.raises(SetupError, match="percent-encoded") as refused:
            opened(scheme + url if url.startswith(":") else url)
        assert "SECRET" not in "".join(traceback.format_exception(refused.value))


def test_a_database_that_cannot_be_opened_is_named_without_its_passwords():
    url = "postgresql://user:SECRET@127.0.0.1:1/name?password=SECRET"
    with pytest.raises(SetupError, match=r"127\.0\.0\.1:1/name") as refused:
        Store(url).open()
    assert "SECRET" not in "".join(traceback.format_exception(refused.value))


def test_a_request_is_shown_without_its_text():
    request = SpeechRequest(text="my diagnosis", voice="nova")
    assert "my diagnosis" not in repr(request)
    assert "nova" in repr(request)


def test_errors_of_validation_repeat_neither_a_key_nor_a_text():
    with pytest.raises(pydantic.ValidationError) as key:
        StreamAuth(api_key="sk_test_" + "SECRET" * 100)
    assert "SECRET" not in str(key.value)
    with pytest.raises(InvalidRequest) as text:
        parse_native(b'{"text": "my diagnosis", "speed": 9, "voice": 3}')
    assert "my diagnosis" not in str(text.value)

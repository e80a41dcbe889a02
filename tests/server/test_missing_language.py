"""A voice whose language is not installed is refused with what to install, over HTTP too."""

import sys

import httpx2
import pytest

from phemius_core.engine import Scheduler
from phemius_core.gateway import Gateway
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import ToneEngine
from phemius_server_fastapi import create_app

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.parametrize(
    ("path", "text"),
    [("/v1/speech", "text"), ("/v1/speech/preview", "text"), ("/v1/audio/speech", "input")],
)
@pytest.mark.parametrize(
    ("module", "package", "voice", "words"),
    [
        ("pyopenjtalk", "pyopenjtalk-plus", "jf_alpha", "日本語です。"),
        ("jieba", "jieba", "zf_xiaoxiao", "你好。"),
        ("pypinyin", "pypinyin", "zf_xiaoxiao", "你好。"),
    ],
)
async def test_a_missing_language_names_its_extra(
    tmp_path, monkeypatch, path, text, module, package, voice, words
):
    monkeypatch.setitem(sys.modules, module, None)
    synthesizer = Synthesizer(Scheduler([ToneEngine()]))
    gateway = Gateway(Settings(data_dir=tmp_path, engine="tone"), synthesizer=synthesizer)
    async with gateway:
        account = await gateway.services.accounts.create_account("a", plan="growth")
        _, key = await gateway.services.accounts.keys.create(account.id)
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=create_app(gateway=gateway)),
            base_url="http://phemius",
            headers={"Authorization": f"Bearer {key}"},
        ) as client:
            body = {text: words, "voice": voice}
            reply = await client.post(
                path, json=body | ({"model": "tts-1"} if text == "input" else {})
            )
        report = await gateway.services.billing.usage(account.id)
    synthesizer.close()
    assert reply.status_code == 501
    error = reply.json()["error"]
    assert error["code"] == "missing_extra"
    assert error["message"] == f"{package} is not installed: pip install 'phemius[asian]'"
    assert (report.chars, report.reserved_chars) == (0, 0)

"""The examples of the contract, run unchanged except for the host and the key."""

import json
import re
import shutil
import subprocess
import sys

import pytest

SPEECH = """curl -X POST https://api.phemius.dev/v1/speech \\
  -H "Authorization: Bearer sk_test_YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"text": "Integrate natural sounding speech into your application with just a few lines of code. Low latency, high fidelity, and built for scale.", "voice": "shimmer", "model": "phemius-fast"}' \\
  --output speech.pcm"""  # noqa: E501 - as the contract has it

HELLO = """curl -X POST https://api.phemius.dev/v1/speech \\
  -H "Authorization: Bearer sk_test_YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"text": "Hello world", "voice": "nova"}' \\
  --output speech.pcm"""

SOCKET = """
const ws = new WebSocket('wss://api.phemius.dev/v1/speech/stream');

ws.onopen = () => {
  ws.send(JSON.stringify({ api_key: 'sk_test_YOUR_KEY' }));
  ws.send(JSON.stringify({
    text: 'Hello world',
    voice: 'nova',
    speed: 1.0,
  }));
};

const chunks = [];
ws.onmessage = (event) => {
  if (event.data instanceof Blob) {
    // Binary audio chunk — append to buffer or play immediately
    chunks.push(event.data);
  } else {
    const msg = JSON.parse(event.data);
    if (msg.done) {
      console.log(`Billed: ${msg.chars_billed} chars, TTFB: ${msg.ttfb_ms}ms`);
    } else if (msg.error) {
      console.error(`Error ${msg.code}: ${msg.error}`);
    }
  }
};
"""

OPENAI = """
from openai import OpenAI
client = OpenAI(
    api_key="sk_test_YOUR_PHEMIUS_KEY",
    base_url="https://api.phemius.dev/v1",
)

response = client.audio.speech.create(
    model="tts-1",
    voice="alloy",
    input="Hello world",
)
response.stream_to_file("speech.pcm")
"""


def for_server(example, server):
    example = re.sub(r"sk_test_YOUR(_PHEMIUS)?_KEY", server.key, example)
    example = example.replace("wss://api.phemius.dev", server.url.replace("http", "ws"))
    return example.replace("https://api.phemius.dev", server.url)


def run(arguments, folder):
    return subprocess.run(
        arguments, cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("example", [SPEECH, HELLO])
def test_the_curl_examples_save_speech(server, tmp_path, example):
    run(["sh", "-c", for_server(example, server)], tmp_path)
    audio = (tmp_path / "speech.pcm").read_bytes()
    assert len(audio) > 4800
    assert not audio.startswith(b"{")


def node_command():
    """The command of a Node with WebSocket: from 22 on without, in 20 with a flag; else None."""
    node = shutil.which("node")
    if node is None:
        return None
    major = int(subprocess.check_output([node, "--version"], text=True)[1:].split(".")[0])
    if major < 20:
        return None
    return [node] if major >= 22 else [node, "--experimental-websocket"]


@pytest.mark.skipif(node_command() is None, reason="needs Node 20 or later")
def test_the_javascript_example_receives_audio_and_a_summary(server, tmp_path):
    script = for_server(SOCKET, server) + (
        "const message = ws.onmessage;\n"
        "ws.onmessage = (event) => { message(event);"
        " if (!(event.data instanceof Blob)) ws.close(1000); };\n"
        "ws.onclose = () => console.log(new Blob(chunks).size);\n"
    )
    (tmp_path / "client.js").write_text(script)
    done = run([*node_command(), "client.js"], tmp_path)
    first, size = done.stdout.split("\n")[:2]
    assert re.fullmatch(r"Billed: 11 chars, TTFB: \d+ms", first)
    assert int(size) > 4800


def test_the_openai_sdk_example_saves_speech(server, tmp_path):
    run([sys.executable, "-W", "ignore", "-c", for_server(OPENAI, server)], tmp_path)
    assert (tmp_path / "speech.pcm").stat().st_size > 4800


def test_replies_have_the_fields_of_the_contract(http):
    reply = http.post("/v1/speech", json={"text": "Hello world", "voice": "nova"})
    assert reply.headers["content-type"] == "audio/pcm"
    assert reply.headers["x-chars-billed"] == "11"
    openai = http.post("/v1/audio/speech", json={"input": "Hello world"})
    assert {"x-chars-billed", "x-request-id"} <= set(openai.headers)
    assert http.post("/v1/audio/speech", json={"input": "a", "model": "b"}).status_code == 400
    assert json.loads(http.post("/v1/speech", json={}).text)["error"]["code"] == "invalid_request"

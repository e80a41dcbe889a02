"""A fake of the cloning endpoint, which parses multipart forms and keeps jobs. The real one needs
torch.
"""

import json
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

NOW = "2026-11-25T12:00:00Z"


class FakeCloningServer(ThreadingHTTPServer):
    """`outcome` is the final status of each job, or an HTTP status that refuses the sample."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.voices = {}
        self.jobs = {}
        self.samples = []
        self.jobs_by_key = {}
        self.outcome = "succeeded"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def reply(self, status, value=None, *, data=None, headers=()):
        data = json.dumps(value).encode() if data is None else data
        self.send_response(status)
        for name, text in (*headers, ("Content-Length", str(len(data)))):
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        body = self.body()
        if len(body) < int(self.headers["content-length"]):
            return None
        if self.path == "/v1/voices":
            voice = {"id": str(uuid4()), "name": json.loads(body)["name"], "created_at": NOW}
            voice["model"] = "phemius-fast"
            self.server.voices[voice["id"]] = voice
            return self.reply(201, voice)
        voice_id = self.path.split("/")[3]
        assert self.path == f"/v1/voices/{voice_id}/samples"
        if isinstance(self.server.outcome, int):
            error = {"code": "invalid_request", "message": "the recording is too short"}
            return self.reply(self.server.outcome, {"error": error})
        key = self.headers["idempotency-key"]
        if key in self.server.jobs_by_key:  # the same key and body: the same job
            first_body, job = self.server.jobs_by_key[key]
            assert first_body == body
            return self.reply(202, job)
        self.server.samples.append({"voice_id": voice_id, **form_parts(self.headers, body)})
        job = {"id": str(uuid4()), "type": "voice_cloning", "status": "queued", "progress": 0}
        job |= {"result": None, "error": None, "created_at": NOW, "updated_at": NOW}
        self.server.jobs[job["id"]] = [job, voice_id]
        self.server.jobs_by_key[key] = body, dict(job)
        return self.reply(202, job, headers=[("Location", f"/v1/jobs/{job['id']}")])

    def do_GET(self):
        _, _, kind, identity, *more = self.path.split("/")
        if kind == "voices":
            voice = self.server.voices.get(identity)
            return self.reply(200, voice) if voice else self.reply_not_found()
        if more:
            return self.reply(200, data=b"RIFF", headers=[("Content-Type", "audio/wav")])
        job, voice_id = self.server.jobs[identity]
        if job["status"] == "running":
            job |= {"status": self.server.outcome, "progress": 1}
            job["error"] = "no voice was found" if self.server.outcome == "failed" else None
            job["result"] = {"voice_id": voice_id, "depth": "full", "similarity_after": 0.9}
        else:
            job |= {"status": "running", "progress": 0.5}
        return self.reply(200, job)

    def do_DELETE(self):
        return (
            self.reply(204, data=b"")
            if self.server.voices.pop(self.path[11:], 0)
            else self.reply_not_found()
        )

    def reply_not_found(self):
        return self.reply(404, {"error": {"code": "not_found", "message": "no such resource"}})


def form_parts(headers, body):
    """The parts of a multipart form by name: their bytes, and `NAME name` for a file name."""
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
    form = message_from_bytes(head + body, policy=policy.HTTP)
    assert form.is_multipart()
    found = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        found[name] = part.get_payload(decode=True)
        if file_name := part.get_filename():
            found[f"{name} name"] = file_name
    return found

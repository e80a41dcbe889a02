"""`GET /v1/usage` against a real server process."""

from datetime import UTC, datetime

import pytest


def test_usage_counts_spoken_characters(server):
    key = server.new_key("thrifty", "free")
    with server.client(key) as http:
        assert http.get("/v1/usage").json()["chars"] == 0
        http.post("/v1/speech", json={"text": "Hello world."})
        http.post("/v1/audio/speech", json={"input": "Hi."})
        usage = http.get("/v1/usage").json()
        assert http.get("/v1/usage", params={"month": usage["month"]}).json() == usage
        assert http.get("/v1/usage", params={"month": "2020-02"}).json()["chars"] == 0
    today = datetime.now(UTC).date().isoformat()
    assert (usage["plan"], usage["requests"], usage["chars"]) == ("free", 2, 15)
    assert (usage["monthly_chars"], usage["remaining_chars"]) == (10_000, 9_985)
    assert (usage["reserved_chars"], usage["invoice"]["total_micros"]) == (0, 0)
    assert [(day["day"], day["chars"]) for day in usage["by_day"]] == [(today, 15)]
    assert [(each["last_four"], each["chars"]) for each in usage["by_key"]] == [(key[-4:], 15)]
    assert key not in str(usage)


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "9999-12", "0001-01", "٢٠٢٦-٠١", "x"])
def test_an_invalid_month_is_422(http, month):
    reply = http.get("/v1/usage", params={"month": month})
    assert reply.status_code == 422
    assert reply.json()["error"]["fields"][0]["field"] == "month"


def test_usage_needs_a_key(http):
    assert http.get("/v1/usage", headers={"Authorization": ""}).status_code == 401


def test_no_log_and_no_reply_contains_a_key(server):
    key = server.new_key("discreet", "free")
    with server.client(key) as http:
        replies = [http.post("/v1/speech", json={"text": text}) for text in ("Hello.", "x" * 5001)]
        replies += [
            http.get(path)
            for path in ("/v1/usage", "/v1/models", "/readyz", "/metrics", "/nothing")
        ]
        for wrong in (f"Basic {key}", f"Bearer x {key}", key):
            replies.append(http.get("/v1/usage", headers={"Authorization": wrong}))
    assert {reply.status_code for reply in replies} == {200, 401, 404, 422}
    assert not [reply for reply in replies if key in reply.text or key in str(reply.headers)]
    assert key not in server.log.read_text()

"""`POST /v1/speech/preview` against a real server process."""


def test_a_preview_shows_normalised_text_and_costs_nothing(http):
    text = "Pay $5 on 3 May. \U0001f388 Thank you."
    before = http.get("/v1/usage").json()
    preview = http.post("/v1/speech/preview", json={"text": text, "voice": "nova"}).json()
    assert preview["chars"] == len(text)
    assert "five dollars" in preview["text"]
    assert preview["segments"][0]["start"] == 0
    assert preview["segments"][-1]["end"] == len(text)
    assert all(segment["phonemes"] for segment in preview["segments"])
    [money] = [each for each in preview["readings"] if each["decided_by"] == "money"]
    assert text[money["start"] : money["end"]] == money["written"]
    assert "five dollars" in money["spoken"]
    [warning] = preview["warnings"]
    assert text[warning["start"] : warning["end"]] == "\U0001f388"
    assert http.get("/v1/usage").json() == before


def test_a_preview_refuses_what_speech_refuses(http):
    for body in (
        {"text": ""},
        {"text": "…"},
        {"text": "a", "voice": "nobody"},
        {"text": "a", "x": 1},
    ):
        reply = http.post("/v1/speech/preview", json=body)
        assert reply.status_code == 422
        refused = http.post("/v1/speech", json=body).json()["error"]
        assert reply.json()["error"]["message"] == refused["message"]
    assert http.post("/v1/speech/preview", headers={"Authorization": ""}).status_code == 401

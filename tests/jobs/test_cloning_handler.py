"""The cloning handler: what it reads from a stored item."""

import time

import numpy as np
import pytest
from database import opened

from phemius_core.cloning import ClonedVoice
from phemius_core.jobs import CloningHandler, _cloning
from phemius_core.settings import Settings

pytestmark = pytest.mark.anyio

STORED = {
    "depth": "fast",
    "facts": {"level_db": -20.0, "snr_db": 40.0, "pitch_hz": 120.0},
    "recorded": {"reference_sha256": "00", "consent_at": "2026-01-01T00:00:00+00:00"},
}
"""An item as version 0.1.0 stored it: it may be queued when a newer worker starts."""


async def test_a_stored_item_is_read_by_the_names_it_was_stored_with(tmp_path, monkeypatch):
    cloned = ClonedVoice(
        pack=np.zeros((510, 256), np.float32),
        lang="a",
        preview=np.zeros(2400, np.float32),
        nearest="am_adam",
        similarity_before=0.5,
        similarity_after=0.8,
        pitch_hz=120,
        pitch_after_hz=121,
        curve=(),
        seconds=1,
        peak_mb=1,
    )
    measured = {}

    class Reference:
        @staticmethod
        def of_flac(_data, **facts):
            measured.update(facts)

    async def clone(_reference, _settings, *, depth, report):
        report(1.0)
        return cloned

    monkeypatch.setattr(_cloning, "Reference", Reference)
    monkeypatch.setattr(_cloning, "clone", clone)
    async with opened("sqlite://", time.time) as database:
        voice, job = await database.create_cloning_job(b"recording")
        item = await database.claim()
        item.request.clear()
        item.request.update(STORED, voice_id=voice.id)
        settings = Settings(data_dir=tmp_path)
        handler = CloningHandler(database.jobs, database.accounts.voices, settings, time.time)
        result = await handler(item, lambda _progress: None)
        assert await database.queue.complete(item, result)
        assert (await database.state(job)).status == "succeeded"
        spoken = await database.accounts.voices.get(database.principal.account_id, voice.id)
    assert measured == STORED["facts"]
    assert STORED["recorded"].items() <= dict(spoken.provenance).items()

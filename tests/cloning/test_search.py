"""The parts of the search, and whole clones in a child process."""

import anyio
import numpy as np
import pytest
from tests.recordings import encoded, speech

from phemius_core.cloning import check_cloning, clone, read_reference
from phemius_core.cloning._dvector import embed_windows, mean_embedding
from phemius_core.cloning._subprocess import deserialise_voice, serialise_voice
from phemius_core.cloning._types import ClonedVoice
from phemius_core.errors import MissingExtra, SetupError
from phemius_core.settings import Settings, default_data_dir

SETTINGS = Settings(model_dir=default_data_dir() / "models")


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


@pytest.mark.torch
@pytest.mark.slow
def test_the_d_vector_is_the_same_on_torch(torch):
    from phemius_core.cloning._dvector_torch import DVectorEncoder

    samples = speech(5)
    encoder = DVectorEncoder()
    mel = encoder.mel(torch.from_numpy(samples))
    assert np.abs(encoder.embed(mel).numpy() - mean_embedding(embed_windows(samples))).max() < 1e-4


@pytest.mark.torch
@pytest.mark.model
@pytest.mark.slow
def test_speakers_are_told_apart_whatever_they_say(torch, cpu_synthesizer):
    from phemius_core.cloning._speaker_encoder import SpeakerEncoderEnsemble

    encoders = SpeakerEncoderEnsemble()
    texts = ("The museum closes early on Thursdays.", "His brother repairs old clocks.")
    voices = ("am_michael", "bf_emma", "af_nicole")

    def embedding(voice, text):
        samples = cpu_synthesizer.speak_sync(text, voice=voice).samples
        return encoders(torch.from_numpy(samples)).embedding

    first, second = (torch.stack([embedding(voice, text) for voice in voices]) for text in texts)
    alike = first @ second.T
    assert (alike.diagonal() > 0.7).all()
    assert (alike[~torch.eye(3, dtype=bool)] < 0.5).all()
    assert torch.allclose(first.norm(dim=1), torch.ones(3), atol=1e-5)


@pytest.mark.torch
@pytest.mark.slow
def test_features_do_not_depend_on_the_level_nor_much_on_the_microphone(torch):
    from phemius_core.cloning._speaker_encoder import SpeakerEncoderEnsemble

    encoders = SpeakerEncoderEnsemble()
    samples = torch.from_numpy(speech(5))
    original = encoders.encode_recording(samples)
    faint = encoders.encode_recording(0.01 * samples)
    assert torch.allclose(original.embedding, faint.embedding, atol=1e-3)
    assert torch.allclose(original.spectrum, faint.spectrum, atol=1e-2)
    duller = torch.nn.functional.conv1d(samples[None, None], torch.tensor([[[0.6, 0.4]]]))[0, 0]
    assert original.embedding @ encoders.encode_recording(duller).embedding > 0.8


@pytest.mark.torch
@pytest.mark.slow
def test_the_mixture_with_the_most_similar_speech_is_taken(torch):
    from phemius_core.cloning._mixture import best_mixture, nearest_voices
    from phemius_core.cloning._styles import load_stock_voices

    stock = load_stock_voices(["af_heart"])
    target = load_stock_voices().embeddings[load_stock_voices().names.index("af_heart")]
    tried = []

    def similarity(shares):
        tried.append(shares)
        return float(len(tried) == 2)

    assert torch.equal(best_mixture(stock, target, similarity), tried[1])
    nearest = nearest_voices(stock, target, 2)
    assert [int(each.argmax()) for each in tried[:2]] == nearest
    for shares in tried:
        assert shares.sum() == pytest.approx(1, abs=1e-5)
        assert shares[~stock.english].max() < 1e-6


@pytest.mark.torch
@pytest.mark.slow
def test_a_style_is_a_mixture_plus_a_scaled_offset(torch):
    from phemius_core.cloning._styles import OffsetStyle, load_stock_voices
    from phemius_core.voices import read_pack

    stock = load_stock_voices(["af_heart"])
    assert "af_heart" not in stock.names
    shares = torch.zeros(len(stock.names))
    shares[stock.names.index("am_michael")] = 1
    style = OffsetStyle(stock, shares)
    assert np.array_equal(style.pack().numpy(), read_pack("am_michael"))
    with torch.no_grad():
        style.offset += 1
    whole, half = style.pack().numpy(), style.pack(scale=0.5).numpy()
    assert np.allclose(half - read_pack("am_michael"), (whole - half), atol=1e-5)
    assert np.allclose(whole[6], style.style(7).detach().numpy())


def test_a_voice_survives_serialisation():
    draw = np.random.default_rng(0)
    voice = ClonedVoice(
        draw.normal(size=(510, 256)).astype(np.float32),
        "b",
        draw.normal(size=1000).astype(np.float32),
        *("af_sky", 0.5, 0.75, 200.0, 199.5, (0.1, 0.2), 3.0, 100.0),
    )
    again = deserialise_voice(serialise_voice(voice))
    assert np.array_equal(again.pack, voice.pack)
    assert np.array_equal(again.preview, voice.preview)
    assert (again.lang, again.nearest, again.curve) == ("b", "af_sky", (0.1, 0.2))


def test_a_missing_package_is_reported_with_its_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'phemius\[torch\]'"):
        check_cloning()


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.anyio
async def test_a_failure_of_the_child_process_is_reported(torch, tmp_path):
    settings = Settings(data_dir=tmp_path, weights="official")
    with pytest.raises(SetupError, match=r"weights|model|file"):
        await clone(read_reference(encoded(speech(6))), settings, depth="fast")


@pytest.mark.timeout(900)
@pytest.mark.torch
@pytest.mark.model
@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.timeout(600)
@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # two minutes each, in a process of its own
async def test_a_short_search_brings_the_voice_nearer(torch, cpu_synthesizer):
    texts = (
        "The old lighthouse keeper climbed the spiral stairs every evening at dusk.",
        "Fresh vegetables from the market make the best soup in winter.",
    )
    spoken = [cpu_synthesizer.speak_sync(text, voice="am_michael").samples for text in texts]
    recording = read_reference(encoded(np.concatenate(spoken)))
    seen = []
    voice = await clone(
        recording, SETTINGS, without=["am_michael"], budget_s=60, report=seen.append
    )
    assert seen == sorted(seen)
    assert len(seen) > 5
    assert seen[-1] == 1
    assert voice.nearest != "am_michael"
    assert voice.similarity_after > voice.similarity_before + 0.05
    assert np.isfinite(voice.pack).all()
    assert abs(np.log(voice.pitch_after_hz / voice.pitch_hz)) < 0.15
    with pytest.raises(TimeoutError), anyio.fail_after(2):
        await clone(recording, SETTINGS, without=["am_michael"])

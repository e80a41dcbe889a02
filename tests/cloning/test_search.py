"""The search, by its parts and whole."""

import anyio
import numpy as np
import pytest
from tests.recordings import encoded, speech

from phemius_core.cloning import check_cloning, clone, read_reference
from phemius_core.cloning._child import pack_voice, unpack_voice
from phemius_core.cloning._encoder import embed_windows, joined, log_mel
from phemius_core.cloning._types import ClonedVoice
from phemius_core.errors import MissingExtra, SetupError
from phemius_core.settings import Settings, default_data_dir

SETTINGS = Settings(model_dir=default_data_dir() / "models")


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


@pytest.mark.torch
@pytest.mark.slow
def test_both_encoders_are_the_same_network(torch):
    from phemius_core.cloning._torch_encoder import TorchEncoder

    samples = speech(5)
    encoder = TorchEncoder()
    mel = encoder.mel(torch.from_numpy(samples))
    assert np.abs(encoder.embed(mel).numpy() - joined(embed_windows(samples))).max() < 1e-4
    assert np.abs(encoder.spectrum(mel).numpy() - log_mel(samples)).max() < 0.05


@pytest.mark.torch
@pytest.mark.slow
def test_styles_are_a_mixture_and_a_way_out(torch):
    from phemius_core.cloning._styles import Styles, load_stock
    from phemius_core.voices import read_pack

    stock = load_stock(["af_heart"])
    assert "af_heart" not in stock.names
    shares = torch.zeros(len(stock.names))
    shares[stock.names.index("am_michael")] = 1
    styles = Styles(stock, shares)
    assert np.array_equal(styles.pack().numpy(), read_pack("am_michael"))
    with torch.no_grad():
        styles.out += 1
    whole, half = styles.pack().numpy(), styles.pack(share=0.5).numpy()
    assert np.allclose(half - read_pack("am_michael"), (whole - half), atol=1e-5)
    assert np.allclose(whole[6], styles.style(7).detach().numpy())


def test_a_voice_goes_through_the_pipe_and_comes_out_as_it_was():
    draw = np.random.default_rng(0)
    voice = ClonedVoice(
        draw.normal(size=(510, 256)).astype(np.float32),
        "b",
        draw.normal(size=1000).astype(np.float32),
        *("af_sky", 0.5, 0.75, 200.0, 199.5, (0.1, 0.2), 3.0, 100.0),
    )
    again = unpack_voice(pack_voice(voice))
    assert np.array_equal(again.pack, voice.pack)
    assert np.array_equal(again.preview, voice.preview)
    assert (again.lang, again.nearest, again.curve) == ("b", "af_sky", (0.1, 0.2))


def test_what_is_missing_is_told_with_the_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'phemius\[torch\]'"):
        check_cloning()


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.anyio
async def test_what_the_process_fails_of_is_told(torch, tmp_path):
    settings = Settings(data_dir=tmp_path, weights="official")
    with pytest.raises(SetupError, match=r"weights|model|file"):
        await clone(read_reference(encoded(speech(6))), settings, depth="fast")


@pytest.mark.torch
@pytest.mark.model
@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.timeout(600)
@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # two minutes each, in a process of its own
async def test_a_few_steps_bring_a_voice_nearer_and_leave_it_speech(torch, cpu_synthesizer):
    texts = (
        "The old lighthouse keeper climbed the spiral stairs every evening at dusk.",
        "Fresh vegetables from the market make the best soup in winter.",
    )
    said = [cpu_synthesizer.speak_sync(text, voice="am_michael").samples for text in texts]
    recording = read_reference(encoded(np.concatenate(said)))
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

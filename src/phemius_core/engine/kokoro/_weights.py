"""The model's weights as float32 arrays, read back from the int8 ONNX export.

Names are those of `kokoro.KModel`'s state dict without weight norm: a normalised
convolution has one `weight`. InstanceNorm's weights (always 1 and 0) and the unused
`bert.pooler` are left out.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.errors import MissingExtra, ModelFilesError

if TYPE_CHECKING:
    from onnx import NodeProto

__all__ = ["Weights", "read_onnx", "read_weights"]

Weights = Mapping[str, NDArray[np.float32]]

_EMBEDDINGS: Final = "_quantized"
# torch orders the gates of an LSTM i, f, g, o; ONNX i, o, f, c (c is g).
_TORCH_GATES: Final = (0, 2, 3, 1)
_BERT_LAYER: Final = "bert.encoder.albert_layer_groups.0.albert_layers.0"


def read_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """Reads the weights of whichever file is there: the int8 export or the official `.pth`.

    Raises:
        MissingExtra: The package that reads it is not installed; `.pth` needs torch.
        ModelFilesError: The file is neither.
    """
    return _read_checkpoint(path) if path.suffix == ".pth" else read_onnx(path)


def _read_checkpoint(path: Path) -> dict[str, NDArray[np.float32]]:
    """The official checkpoint: a state dict per part of the model, with weight norm."""
    try:
        import torch
    except ModuleNotFoundError as error:
        raise MissingExtra("torch", "torch") from error
    try:
        parts = torch.load(path, map_location="cpu", weights_only=True)
        found = {
            f"{part}.{name.removeprefix('module.')}": value.float().numpy()
            for part, state in parts.items()
            for name, value in state.items()
        }
    except Exception as error:
        raise ModelFilesError(
            f"{path} is no readable checkpoint: run `phemius models fetch --official` to replace it"
        ) from error
    return {name: value for name, value in _folded(found) if not name.startswith("bert.pooler")}


def _folded(
    weights: Mapping[str, NDArray[np.float32]],
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Weight norm undone: weight = g v / |v|, the norm over all axes but the first."""
    for name, value in weights.items():
        if name.endswith(".weight_v"):
            gain = weights[f"{name.removesuffix('_v')}_g"]
            norm = np.sqrt((value**2).sum(axis=tuple(range(1, value.ndim)), keepdims=True))
            yield name.removesuffix("_v"), gain * value / norm
        elif not name.endswith(".weight_g"):
            yield name, value


def read_onnx(path: Path) -> dict[str, NDArray[np.float32]]:
    """Reads and dequantises all weights.

    Args:
        path: The int8 export of Kokoro-82M v1.0.

    Returns:
        State dict name to float32 array, as torch shapes them.

    Raises:
        MissingExtra: The package `onnx` is not installed.
        ModelFilesError: The file is no such export.
    """
    try:
        import onnx
    except ModuleNotFoundError as error:
        raise MissingExtra("onnx", "speech") from error
    try:
        graph = onnx.load(str(path)).graph
        return dict(_Reader(graph).weights())
    except Exception as error:
        raise ModelFilesError(
            f"{path} is no readable Kokoro-82M export: run `phemius models fetch` to replace it"
        ) from error


class _Reader:
    """Walks the nodes that carry weights. Scales and zero points are taken from the inputs of
    the nodes that use them: the export shares equal ones between unrelated weights.
    """

    def __init__(self, graph: Any) -> None:
        from onnx import numpy_helper

        self._values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self._nodes = list(graph.node)
        self._users: dict[str, list[NodeProto]] = {}
        for node in self._nodes:
            for name in node.input:
                self._users.setdefault(name, []).append(node)
        self._makers: dict[str, NodeProto] = {
            name: node for node in self._nodes for name in node.output
        }

    def weights(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        for name, value in self._values.items():
            named = name.startswith(("encoder.", "decoder.")) and value.dtype == np.float32
            if named and not name.endswith("_scale") and "stft" not in name:
                yield _state_name(name.replace(".", "/")), value
        for node in self._nodes:
            module = _state_name(node.name.rpartition("/")[0])
            match node.op_type:
                case "Conv" | "ConvTranspose" if (
                    node.input[1] in self._values and "stft" not in node.name
                ):
                    yield f"{module}.weight", self._values[node.input[1]]
                case "ConvInteger":
                    yield f"{module}.weight", self._dequantised(node)
                case "MatMulInteger" if not module.partition("albert_layers.0")[2].count(
                    "_layer_norm"
                ):
                    yield f"{_unrolled(module)}.weight", self._dequantised(node).T
                case "MatMul" if node.input[1] in self._values:
                    yield f"{module}.weight", self._values[node.input[1]].T
                case "DequantizeLinear":
                    quantised = self._makers[node.input[0]].input[0]
                    scale, zero = (self._values[name] for name in node.input[1:3])
                    name = _state_name(quantised.removesuffix(_EMBEDDINGS).replace(".", "/"))
                    yield name, _real(self._values[quantised], scale, zero)
                case "DynamicQuantizeLSTM":
                    yield from self._lstm(module, node)
                case _:
                    pass

    def _dequantised(self, node: Any) -> NDArray[np.float32]:
        """A weight of ConvInteger or MatMulInteger. Its scale is a factor of the product (input
        scale x weight scale) that turns the integer result back into floats.
        """
        value, user = node.output[0], self._users[node.output[0]][0]
        while user.op_type != "Mul":  # the bias may be added, and the integers cast, before
            value, user = user.output[0], self._users[user.output[0]][0]
        factors = self._makers[next(name for name in user.input if name != value)].input
        scale = next(self._values[name] for name in factors if name in self._values)
        zero = self._values[node.input[3]] if len(node.input) > 3 else np.zeros((), np.int8)
        return _real(self._values[node.input[1]], scale, zero)

    def _lstm(self, module: str, node: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
        inputs: list[Any] = [self._values.get(name) for name in node.input]
        bias = inputs[3]
        for direction, suffix in enumerate(("", "_reverse")):
            for kind, weight, scale, zero in (("ih", 1, 8, 9), ("hh", 2, 10, 11)):
                matrix = _real(
                    inputs[weight][direction], inputs[scale][direction], inputs[zero][direction]
                )
                yield f"{module}.weight_{kind}_l0{suffix}", _gates(matrix.T)
            both = bias[direction].reshape(2, -1)
            yield f"{module}.bias_ih_l0{suffix}", _gates(both[0])
            yield f"{module}.bias_hh_l0{suffix}", _gates(both[1])


def _real(quantised: Any, scale: Any, zero: Any) -> NDArray[np.float32]:
    shape = (
        (-1,) + (1,) * (quantised.ndim - 1) if quantised.ndim > 2 and np.size(scale) > 1 else None
    )
    if shape:
        scale, zero = np.reshape(scale, shape), np.reshape(zero, shape)
    real: NDArray[np.float32] = (quantised.astype(np.float32) - np.float32(zero)) * scale
    return real.astype(np.float32)


def _gates(stacked: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([np.split(stacked, 4)[gate] for gate in _TORCH_GATES])


def _unrolled(module: str) -> str:
    """ALBERT runs one layer twelve times; the export numbers the copies: `query_7`."""
    if not module.startswith(_BERT_LAYER):
        return module
    head, _, last = module.rpartition(".")
    return f"{head}.{last.rstrip('0123456789').rstrip('_')}"


def _state_name(path: str) -> str:
    """`/decoder/decoder/encode/conv1` or `encoder/predictor/lstm` to the state dict's name."""
    parts = path.strip("/").split("/")
    if parts[0] == "encoder":
        parts = parts[1:]
        if parts and parts[0].partition(".")[0] in {"F0", "N", "F0_proj", "N_proj", "shared"}:
            parts = ["predictor", *parts]
    elif parts[:2] == ["decoder", "decoder"]:
        parts = parts[1:]
    # A Sequential repeats its own name in its children: cnn.0/cnn.0.0
    return ".".join(
        part
        for part, child in zip(parts, [*parts[1:], ""], strict=False)
        if not child.startswith(f"{part}.")
    )

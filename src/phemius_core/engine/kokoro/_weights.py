"""Reads the model's weights as float32 arrays, from the int8 ONNX export or the checkpoint.

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

__all__ = ["Weights", "read_onnx", "read_weights", "reorder_lstm_gates"]

Weights = Mapping[str, NDArray[np.float32]]
"""State dict name to float32 array, in the shape that torch has it."""

_QUANTIZED_SUFFIX: Final = "_quantized"
_ONNX_TO_TORCH_GATES: Final = (0, 2, 3, 1)
"""ONNX stacks the gates of an LSTM i, o, f, c; torch i, f, g, o, and its g is ONNX's c."""
_BERT_LAYER: Final = "bert.encoder.albert_layer_groups.0.albert_layers.0"


def read_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """Reads the weights of a model file.

    Args:
        path: The int8 ONNX export, or the official checkpoint if its suffix is `.pth`.

    Raises:
        MissingExtra: The package that reads the file is not installed: torch for `.pth`, else
            onnx.
        ModelFilesError: The file is not readable as either.
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
            f"{path} is not a readable checkpoint: "
            "run `phemius models fetch --official` to replace it"
        ) from error
    folded = _fold_weight_norm(found)
    return {name: value for name, value in folded if not name.startswith("bert.pooler")}


def _fold_weight_norm(
    weights: Mapping[str, NDArray[np.float32]],
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Folds weight norm: weight = g v / |v|, the norm over all axes but the first."""
    for name, value in weights.items():
        if name.endswith(".weight_v"):
            gain = weights[f"{name.removesuffix('_v')}_g"]
            norm = np.sqrt((value**2).sum(axis=tuple(range(1, value.ndim)), keepdims=True))
            yield name.removesuffix("_v"), gain * value / norm
        elif not name.endswith(".weight_g"):
            yield name, value


def read_onnx(path: Path) -> dict[str, NDArray[np.float32]]:
    """Reads and dequantises all weights of the int8 ONNX export.

    Args:
        path: The int8 export of Kokoro-82M v1.0.

    Returns:
        State dict name to float32 array, as torch shapes them.

    Raises:
        MissingExtra: The package `onnx` is not installed.
        ModelFilesError: The file is not such an export.
    """
    try:
        import onnx
    except ModuleNotFoundError as error:
        raise MissingExtra("onnx", "speech") from error
    try:
        graph = onnx.load(str(path)).graph
        return dict(_OnnxReader(graph).weights())
    except Exception as error:
        raise ModelFilesError(
            f"{path} is not a readable Kokoro-82M export: run `phemius models fetch` to replace it"
        ) from error


class _OnnxReader:
    """Walks the nodes of an ONNX graph that carry weights.

    Scales and zero points are taken from the inputs of the nodes that use them: the export shares
    equal ones between unrelated weights.
    """

    def __init__(self, graph: Any) -> None:
        from onnx import numpy_helper

        self._values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self._nodes = list(graph.node)
        self._users: dict[str, list[NodeProto]] = {}
        for node in self._nodes:
            for name in node.input:
                self._users.setdefault(name, []).append(node)
        self._producers: dict[str, NodeProto] = {
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
                    yield f"{module}.weight", self._dequantised_weight(node)
                case "MatMulInteger" if not module.partition("albert_layers.0")[2].count(
                    "_layer_norm"
                ):
                    yield (
                        f"{_without_layer_number(module)}.weight",
                        self._dequantised_weight(node).T,
                    )
                case "MatMul" if node.input[1] in self._values:
                    yield f"{module}.weight", self._values[node.input[1]].T
                case "DequantizeLinear":
                    quantised = self._producers[node.input[0]].input[0]
                    scale, zero = (self._values[name] for name in node.input[1:3])
                    name = _state_name(quantised.removesuffix(_QUANTIZED_SUFFIX).replace(".", "/"))
                    yield name, _dequantise(self._values[quantised], scale, zero)
                case "DynamicQuantizeLSTM":
                    yield from self._lstm(module, node)
                case _:
                    pass

    def _dequantised_weight(self, node: Any) -> NDArray[np.float32]:
        """The weight of a ConvInteger or MatMulInteger node.

        Its scale is a factor of the product (input scale x weight scale) that turns the integer
        result back into floats.
        """
        value, user = node.output[0], self._users[node.output[0]][0]
        while user.op_type != "Mul":  # the bias may be added, and the integers cast, before
            value, user = user.output[0], self._users[user.output[0]][0]
        factors = self._producers[next(name for name in user.input if name != value)].input
        scale = next(self._values[name] for name in factors if name in self._values)
        zero = self._values[node.input[3]] if len(node.input) > 3 else np.zeros((), np.int8)
        return _dequantise(self._values[node.input[1]], scale, zero)

    def _lstm(self, module: str, node: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
        inputs: list[Any] = [self._values.get(name) for name in node.input]
        bias = inputs[3]
        for direction, suffix in enumerate(("", "_reverse")):
            for kind, weight, scale, zero in (("ih", 1, 8, 9), ("hh", 2, 10, 11)):
                matrix = _dequantise(
                    inputs[weight][direction], inputs[scale][direction], inputs[zero][direction]
                )
                yield (
                    f"{module}.weight_{kind}_l0{suffix}",
                    reorder_lstm_gates(matrix.T, _ONNX_TO_TORCH_GATES),
                )
            both = bias[direction].reshape(2, -1)
            yield f"{module}.bias_ih_l0{suffix}", reorder_lstm_gates(both[0], _ONNX_TO_TORCH_GATES)
            yield f"{module}.bias_hh_l0{suffix}", reorder_lstm_gates(both[1], _ONNX_TO_TORCH_GATES)


def _dequantise(quantised: Any, scale: Any, zero: Any) -> NDArray[np.float32]:
    shape = (
        (-1,) + (1,) * (quantised.ndim - 1) if quantised.ndim > 2 and np.size(scale) > 1 else None
    )
    if shape:
        scale, zero = np.reshape(scale, shape), np.reshape(zero, shape)
    real: NDArray[np.float32] = (quantised.astype(np.float32) - np.float32(zero)) * scale
    return real.astype(np.float32)


def reorder_lstm_gates(
    stacked: NDArray[np.float32], order: tuple[int, int, int, int]
) -> NDArray[np.float32]:
    """Reorders the four gates of an LSTM's weight or bias.

    Args:
        stacked: float32 [4 * hidden, ...].
        order: Index in `stacked` of each gate of the result.
    """
    gates = np.split(stacked, 4)
    return np.concatenate([gates[index] for index in order])


def _without_layer_number(module: str) -> str:
    """ALBERT runs one layer twelve times, and the export numbers the copies: `query_7`."""
    if not module.startswith(_BERT_LAYER):
        return module
    head, _, last = module.rpartition(".")
    return f"{head}.{last.rstrip('0123456789').rstrip('_')}"


def _state_name(path: str) -> str:
    """The state dict's name of `/decoder/decoder/encode/conv1` or `encoder/predictor/lstm`."""
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

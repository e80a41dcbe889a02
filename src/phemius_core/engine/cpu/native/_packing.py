"""Packs the weights of all networks."""

from phemius_core.engine.cpu.native._pack_conv import pack_decoder, pack_f0_energy
from phemius_core.engine.cpu.native._pack_text import pack_text
from phemius_core.engine.cpu.native._packed import PackedModel
from phemius_core.engine.kokoro import Weights

__all__ = ["pack_model"]


def pack_model(weights: Weights) -> PackedModel:
    """Packs the weights of all networks.

    Args:
        weights: float32 arrays by the names of torch's state dictionary.

    Raises:
        NotInt8: The weights are not those of the int8 export.
    """
    return PackedModel(pack_text(weights), pack_f0_energy(weights), pack_decoder(weights))

"""Kokoro's networks on native kernels: packing of the weights, and the kernels through ctypes.

The kernels, in C, are in `src/`; `hatch_build.py` compiles them for AVX2 and for AVX-512 VNNI.
"""

from phemius_core.engine.cpu.native._bindings import NativeModel, avx512_matches_avx2
from phemius_core.engine.cpu.native._layout import NotInt8
from phemius_core.engine.cpu.native._library import Isa, best_isa, supports
from phemius_core.engine.cpu.native._packed import PACKED_TYPES, PackedModel
from phemius_core.engine.cpu.native._packing import pack_model

__all__ = [
    "PACKED_TYPES",
    "Isa",
    "NativeModel",
    "NotInt8",
    "PackedModel",
    "avx512_matches_avx2",
    "best_isa",
    "pack_model",
    "supports",
]

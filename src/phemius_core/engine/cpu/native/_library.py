"""Loads the compiled kernels."""

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from phemius_core.engine.cpu.native._abi import (
    DecoderBodyRequest,
    F0EnergyRequest,
    GeneratorRequest,
    LstmRequest,
    Networks,
    PlbertRequest,
    QLinearRequest,
)

__all__ = ["Isa", "best_isa", "load_library"]

Isa = Literal["avx512_vnni", "avx2"]
"""Instruction sets that there are kernels for. `avx2` includes FMA; `avx512_vnni` is AVX-512 F, BW,
VL, DQ and VNNI."""

_ABI_VERSION: Final = 5
"""`ABI_VERSION` of `api.c`: changes when a structure or a function does."""
_LIBRARY = Path(__file__).with_name("libphemius.so")
_REQUESTS: Final = {
    "plbert": PlbertRequest,
    "qlinear": QLinearRequest,
    "lstm": LstmRequest,
    "f0_energy": F0EnergyRequest,
    "decoder_body": DecoderBodyRequest,
    "generator": GeneratorRequest,
}


@cache
def load_library() -> Any | None:
    """Returns the library; None where it was not built, or built from other sources."""
    try:
        library = ctypes.CDLL(str(_LIBRARY))
        if library.phemius_abi_version() != _ABI_VERSION:
            return None
    except (OSError, AttributeError):
        return None
    library.phemius_best_isa.restype = c_char_p
    library.phemius_open.argtypes = (POINTER(Networks), c_char_p, c_int)
    library.phemius_open.restype = c_void_p
    for name, request in _REQUESTS.items():
        getattr(library, f"phemius_{name}").argtypes = (c_void_p, POINTER(request))
    library.phemius_close.argtypes = (c_void_p,)
    return library


def best_isa() -> Isa | None:
    """Returns the best instruction set that this CPU and the compiled kernels have.

    None where there is none, or where the kernels were not compiled.
    """
    library = load_library()
    name = None if library is None else library.phemius_best_isa()
    return None if name is None else cast("Isa", name.decode())

"""Loads the compiled kernels, and makes sure that they are those of this version."""

import ctypes
from collections.abc import Iterator
from ctypes import POINTER, Structure, c_char_p, c_int, c_uint64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from phemius_core.engine.cpu.native._abi import (
    MIRRORED_CONSTANTS,
    MIRRORED_STRUCTURES,
    DecoderBodyRequest,
    F0EnergyRequest,
    GeneratorRequest,
    LstmRequest,
    Networks,
    PlbertRequest,
    QLinearRequest,
)
from phemius_core.engine.cpu.native._source_digest import source_digest
from phemius_core.errors import SetupError

__all__ = ["Isa", "best_isa", "load_library", "supports"]

Isa = Literal["avx512_vnni", "avx2"]
"""Instruction sets that there are kernels for, the best first. `avx2` includes FMA; `avx512_vnni`
is AVX-512 F, BW, VL, DQ and VNNI."""

_LIBRARY = Path(__file__).with_name("libphemius.so")
_SOURCES = Path(__file__).with_name("src")
_REQUESTS: Final = {
    "plbert": PlbertRequest,
    "qlinear": QLinearRequest,
    "lstm": LstmRequest,
    "f0_energy": F0EnergyRequest,
    "decoder_body": DecoderBodyRequest,
    "generator": GeneratorRequest,
}
_REBUILD: Final = (
    "build them again with pip install --force-reinstall --no-deps --no-cache-dir phemius, "
    "or in a checkout with pip install --no-deps -e ."
)


class _LayoutEntry(Structure):
    """`LayoutEntry` of `api.c`."""

    _fields_ = (
        *((name, c_char_p) for name in ("structure", "field")),
        *((name, c_uint64) for name in ("offset", "size")),
    )


@cache
def load_library() -> Any | None:
    """Returns the library; None where it was not built.

    Raises:
        SetupError: The library cannot be loaded, or was built from other sources.
    """
    if not _LIBRARY.exists():
        return None
    try:
        library = ctypes.CDLL(str(_LIBRARY))
        library.phemius_layout.restype = POINTER(_LayoutEntry)
        library.phemius_source_digest.restype = c_char_p
        library.phemius_supports.argtypes = (c_char_p,)
        library.phemius_open.argtypes = (POINTER(Networks), c_char_p, c_int)
        library.phemius_open.restype = c_void_p
        for name, request in _REQUESTS.items():
            getattr(library, f"phemius_{name}").argtypes = (c_void_p, POINTER(request))
        library.phemius_close.argtypes = (c_void_p,)
        library.phemius_close.restype = None
    except (OSError, AttributeError) as error:
        raise SetupError(f"the native kernels cannot be loaded: {error}: {_REBUILD}") from error
    digest = source_digest(_SOURCES)
    if digest and digest != library.phemius_source_digest().decode():
        raise SetupError(f"the native kernels were built from other sources: {_REBUILD}")
    difference = _layout_difference(dict(_library_layout(library)), dict(_python_layout()))
    if difference:
        raise SetupError(f"the native kernels do not match this version, {difference}: {_REBUILD}")
    return library


def supports(isa: Isa) -> bool:
    """Returns whether this CPU and the compiled kernels have an instruction set."""
    library = load_library()
    return library is not None and bool(library.phemius_supports(isa.encode()))


def best_isa() -> Isa | None:
    """Returns the best instruction set that this CPU and the compiled kernels have.

    None where there is none, or where the kernels were not compiled.
    """
    return next(filter(supports, get_args(Isa)), None)


_Layout = dict[tuple[str, str], tuple[int, int]]
"""Structure and field to offset and size. A structure has a field without a name, a constant has
no structure, and its value for the size."""


def _library_layout(library: Any) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    index = 0
    while found := library.phemius_layout(index):
        entry = found.contents
        yield (entry.structure.decode(), entry.field.decode()), (entry.offset, entry.size)
        index += 1


def _python_layout() -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    for name, value in MIRRORED_CONSTANTS.items():
        yield ("", name), (0, value)
    for structure in MIRRORED_STRUCTURES:
        c_name = structure.__name__.removeprefix("_")
        yield (c_name, ""), (0, ctypes.sizeof(structure))
        for name, *_ in structure._fields_:
            descriptor = getattr(structure, name)
            yield (c_name, name), (descriptor.offset, descriptor.size)


def _layout_difference(compiled: _Layout, mirrored: _Layout) -> str:
    """Describes the first difference; empty if there is none."""
    for structure, name in sorted(compiled.keys() | mirrored.keys()):
        one, other = compiled.get((structure, name)), mirrored.get((structure, name))
        if one != other:
            where = ".".join(filter(None, (structure, name)))
            return f"offset and size of {where} are {one} in C, {other} in Python"
    return ""

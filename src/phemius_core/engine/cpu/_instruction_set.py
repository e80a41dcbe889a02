"""Chooses the backend of the CPU engine by the instruction sets that this CPU has."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

__all__ = ["CpuBackend", "best_backend", "explain_backend"]

CpuBackend = Literal["avx512", "avx2", "bfloat16", "float32"]
"""`avx512` and `avx2`: native kernels in 16-bit integers, with AVX-512 VNNI or with AVX2.
`bfloat16` and `float32`: OpenVINO, in the precision of the generator's convolutions."""

_DESCRIPTIONS: Final[dict[CpuBackend, str]] = {
    "avx512": "native kernels in 16-bit integers, on AVX-512 VNNI",
    "avx2": "native kernels in 16-bit integers, on AVX2",
    "bfloat16": "OpenVINO in bfloat16",
    "float32": "OpenVINO in float32",
}


def best_backend() -> CpuBackend:
    """The fastest backend of this CPU and this installation.

    The native kernels where they are built, else OpenVINO.
    """
    from phemius_core.engine.cpu.native import best_isa

    isa = best_isa()
    if isa is not None:
        return "avx512" if isa == "avx512_vnni" else "avx2"
    return "float32" if {"amx_bf16", "avx512_bf16"}.isdisjoint(_cpu_flags()) else "bfloat16"


def explain_backend() -> str:
    """Describes `best_backend` for people; where it is slow, says why and what to do."""
    from phemius_core.engine.cpu.native import best_isa

    backend = best_backend()
    description = f"{backend}: {_DESCRIPTIONS[backend]}"
    if best_isa() is not None or "avx2" not in _cpu_flags():
        return description
    return (
        f"{description}; the native kernels were not built: install a C compiler (gcc), "
        "then install phemius again, and it is about twice as fast"
    )


@cache
def _cpu_flags() -> frozenset[str]:
    """Flags of the first processor in `/proc/cpuinfo`; none where there is no such file."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    return frozenset(text.partition("flags")[2].partition("\n")[0].split())

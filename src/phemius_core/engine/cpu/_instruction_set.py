"""Which way the CPU engine computes: by what this CPU has."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

from phemius_core.engine.cpu.native import best_isa

__all__ = ["CpuPath", "best_path", "explain_path"]

CpuPath = Literal["avx512", "avx2", "bfloat16", "float32"]
"""`avx512` and `avx2`: native kernels in 16-bit integers, with and without AVX-512 VNNI.
`bfloat16` and `float32`: OpenVINO, on CPUs with matrix units and on all others."""

_EXPLAINED: Final[dict[CpuPath, str]] = {
    "avx512": "native kernels in 16-bit integers, on AVX-512 VNNI",
    "avx2": "native kernels in 16-bit integers, on AVX2",
    "bfloat16": "OpenVINO in bfloat16",
    "float32": "OpenVINO in float32",
}


def best_path() -> CpuPath:
    """The fastest that this CPU and this installation have."""
    flags = _flags()
    if "amx_bf16" in flags:
        return "bfloat16"
    isa = best_isa()
    if isa is not None:
        return "avx512" if isa == "avx512_vnni" else "avx2"
    return "bfloat16" if "avx512_bf16" in flags else "float32"


def explain_path() -> str:
    """What `best_path` chose, and where that is slow, why and what to do."""
    path = best_path()
    told = f"{path}: {_EXPLAINED[path]}"
    if best_isa() is not None or "avx2" not in _flags():
        return told
    return (
        f"{told}; the native kernels were not built: install a C compiler (gcc), "
        "then install phemius again, and it is about twice as fast"
    )


@cache
def _flags() -> frozenset[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    return frozenset(text.partition("flags")[2].partition("\n")[0].split())

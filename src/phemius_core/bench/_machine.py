"""Where a measurement was made: the CPU, and the versions that matter."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

__all__ = ["machine", "versions"]

_FLAGS: Final = (
    "avx2",
    "fma",
    "avx_vnni",
    "avx512f",
    "avx512_vnni",
    "avx512_bf16",
    "avx512_fp16",
    "amx_bf16",
    "amx_int8",
    "asimddp",
    "bf16",
    "i8mm",
)
"""Those that change which kernels a runtime takes, by the names of Linux."""
_PACKAGES: Final = (
    "phemius",
    "openvino",
    "onnxruntime",
    "torch",
    "numpy",
    "kokoro",
    "kokoro-onnx",
    "fastkokoro",
    "kokoro-pi",
)


def machine() -> dict[str, Any]:
    """CPU model, cores and flags that matter."""
    info = _cpu_info()
    have = set((info.get("flags") or info.get("Features") or "").split())
    return {
        "cpu": info.get("model name") or platform.processor() or platform.machine(),
        "family_model": " ".join(info[key] for key in ("cpu family", "model") if key in info),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "usable_cores": len(os.sched_getaffinity(0)),
        "flags": {flag: flag in have for flag in _FLAGS},
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Python and the packages that decide a figure, as far as they are installed."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _cpu_info() -> dict[str, str]:
    """The first processor of /proc/cpuinfo; nothing where there is none."""
    try:
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}

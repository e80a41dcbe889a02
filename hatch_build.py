"""Compiles the native kernels into the wheel, where there is a C compiler for this CPU.

Without one the package is built all the same: the CPU engine then computes on OpenVINO, slower.
"""

import os
import platform
import runpy
import shlex
import shutil
import subprocess
import sysconfig
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NATIVE = Path("src/phemius_core/engine/cpu/native")
LIBRARY = NATIVE / "libphemius.so"


class CustomBuildHook(BuildHookInterface[Any]):
    """The build hook; hatchling prescribes its name."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles the kernels and makes the wheel one for this platform."""
        del version
        root = Path(self.root)
        (root / LIBRARY).unlink(missing_ok=True)
        reason = _compile(root)
        if reason:
            self.app.display_warning(f"without native kernels: {reason}")
            return
        tag = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{tag}"
        build_data["pure_python"] = False
        build_data["artifacts"].append(LIBRARY.as_posix())


def _compile(root: Path) -> str | None:
    """Compiles the kernels; returns the reason where that is not possible."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        return f"there are none for {platform.machine()}"
    compiler = shlex.split(os.environ.get("CC", "")) or [
        next(filter(shutil.which, ("cc", "gcc", "clang")), "")
    ]
    if not compiler[0]:
        return "there is no C compiler: install gcc or clang, then install phemius again"
    sources = root / NATIVE / "src"
    table = tomllib.loads((sources / "compile_flags.toml").read_text(encoding="utf-8"))
    digest = runpy.run_path(str(root / NATIVE / "_source_digest.py"))["source_digest"](sources)
    flags = [*table["flags"]["language"], *table["flags"]["release"]]
    flags.append(f'-DSOURCE_DIGEST="{digest}"')
    isa_flags = {isa["source"]: isa["flags"] for isa in table["isa"].values()}
    try:
        with tempfile.TemporaryDirectory() as folder:
            objects = []
            for source in sorted(sources.glob("*.c")):
                objects.append(str(Path(folder) / f"{source.stem}.o"))
                own_flags = isa_flags.get(source.name, [])
                command = [*compiler, *flags, *own_flags, "-c", str(source), "-o", objects[-1]]
                subprocess.run(command, check=True, capture_output=True, text=True)
            linked = Path(folder) / LIBRARY.name
            command = [*compiler, "-shared", "-pthread", *objects, "-lm", "-o", str(linked)]
            subprocess.run(command, check=True, capture_output=True, text=True)
            shutil.copy(linked, root / LIBRARY)
    except subprocess.CalledProcessError as error:
        return f"{shlex.join(error.cmd)} failed: {error.stderr.strip()[-2000:]}"
    except OSError as error:
        return str(error)
    return None

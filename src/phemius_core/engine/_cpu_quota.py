"""The CPU time that a container may use: the quotas of Linux control groups.

Docker's `--cpus` and Kubernetes' CPU limits are quotas of time. They are not in the affinity mask:
on a node of 64 cores a process that may use the time of two sees all 64.
"""

import math
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

__all__ = ["cpu_quota"]

_MOUNT: Final = re.compile(
    r"\S+ \S+ \S+ (?P<root>\S+) (?P<at>\S+) .*- (?P<kind>\S+) \S+ (?P<options>\S+)"
)
"""A line of `/proc/self/mountinfo`."""


def cpu_quota(root: Path = Path("/")) -> int | None:
    """Returns the CPUs whose time this process may use, rounded up; None without a quota.

    The smallest quota of its control group and of all that this one is nested in, in cgroup v2
    (`cpu.max`) and in v1 (`cpu.cfs_quota_us`). Files that are missing or cannot be read set none.

    Args:
        root: Root of the file system, for tests.
    """
    quotas = [
        quota
        for folder in _control_groups(root)
        for quota in (_v2_quota(folder), _v1_quota(folder))
        if quota is not None
    ]
    return max(1, math.ceil(min(quotas))) if quotas else None


def _control_groups(root: Path) -> Iterator[Path]:
    """Folders of the control groups that may limit the CPU time of this process."""
    paths: dict[str, str] = {}
    for line in _lines(root / "proc/self/cgroup"):
        # hierarchy:controllers:path; in v2 the controllers are empty.
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if not controllers or "cpu" in controllers.split(","):
            paths["cgroup" if controllers else "cgroup2"] = path
    for line in _lines(root / "proc/self/mountinfo"):
        mount = _MOUNT.fullmatch(line)
        kind = mount["kind"] if mount else ""
        if not mount or kind not in paths:
            continue
        if kind == "cgroup" and "cpu" not in mount["options"].split(","):
            continue
        folder = root / _unescaped(mount["at"]).lstrip("/")
        yield folder
        # What is mounted may be a part of the hierarchy: in a container mostly its own group.
        try:
            below = PurePosixPath(paths[kind]).relative_to(_unescaped(mount["root"]))
        except ValueError:
            continue
        for part in below.parts:
            if part == "..":
                break
            folder /= part
            yield folder


def _v2_quota(folder: Path) -> float | None:
    """`cpu.max` is `$MAX $PERIOD` in microseconds, or `max $PERIOD`."""
    return _ratio(*"".join(_lines(folder / "cpu.max")).split()[:2])


def _v1_quota(folder: Path) -> float | None:
    """A quota of -1 is none."""
    files = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
    return _ratio(*("".join(_lines(folder / name)) for name in files))


def _ratio(quota_us: str = "", period_us: str = "") -> float | None:
    try:
        quota, period = int(quota_us), int(period_us)
    except ValueError:
        return None
    return quota / period if quota > 0 and period > 0 else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _unescaped(path: str) -> str:
    r"""A path of `mountinfo`, where a space is `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)

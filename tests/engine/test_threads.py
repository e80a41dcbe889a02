"""The number of threads respects the CPU quota of the container, and other engines."""

import os

import pytest

from phemius_core.engine import _threads, create_engine, default_threads
from phemius_core.engine._cpu_quota import cpu_quota
from phemius_core.settings import Settings
from phemius_core.synthesis import _open_synthesizer
from phemius_core.testing import ToneEngine

V2_MOUNT = "31 23 0:26 {root} {at} rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"
V1_MOUNT = "32 23 0:27 {root} {at} rw shared:9 - cgroup cgroup rw,cpu,cpuacct"
OTHER_MOUNTS = """\
23 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw
34 23 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
35 23 0:32 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
garbage
"""


def v2(path, root="/", at="/sys/fs/cgroup"):
    return f"0::{path}\n", V2_MOUNT.format(root=root, at=at)


def v1(path, root="/", at="/sys/fs/cgroup/cpu,cpuacct"):
    groups = f"12:memory:/elsewhere\n4:cpu,cpuacct:{path}\n3:cpuset:/\n"
    return groups, V1_MOUNT.format(root=root, at=at)


@pytest.fixture
def quota_of(tmp_path):
    """The quota on a machine with these control groups, mounts and files."""

    def quota(groups_and_mount, **files):
        groups, mount = groups_and_mount
        files |= {"proc/self/cgroup": groups, "proc/self/mountinfo": OTHER_MOUNTS + mount + "\n"}
        for name, content in files.items():
            path = tmp_path / name.replace("|", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return cpu_quota(tmp_path)

    return quota


GROUP = "sys/fs/cgroup"
V1_GROUP = "sys/fs/cgroup/cpu,cpuacct"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("200000 100000", 2),
        ("150000 100000\n", 2),
        ("50000 100000", 1),
        ("1 1000000", 1),
        ("6400000 100000", 64),
        ("max 100000", None),
        ("max", None),
        ("", None),
        ("garbage", None),
        ("-1 100000", None),
        ("100000 0", None),
        ("100000", None),
    ],
)
def test_cgroup_v2(quota_of, content, expected):
    assert quota_of(v2("/"), **{f"{GROUP}/cpu.max": content}) == expected


@pytest.mark.parametrize(
    ("quota_us", "period_us", "expected"),
    [
        ("200000", "100000", 2),
        ("250000\n", "100000\n", 3),
        ("-1", "100000", None),
        ("x", "1", None),
    ],
)
def test_cgroup_v1(quota_of, quota_us, period_us, expected):
    files = {"cpu.cfs_quota_us": quota_us, "cpu.cfs_period_us": period_us}
    assert quota_of(v1("/"), **{f"{V1_GROUP}/{n}": c for n, c in files.items()}) == expected


def test_the_smallest_quota_of_nested_groups_counts(quota_of):
    files = {
        f"{GROUP}/kubepods/cpu.max": "800000 100000",
        f"{GROUP}/kubepods/pod/cpu.max": "300000 100000",
        f"{GROUP}/kubepods/pod/container/cpu.max": "max 100000",
        f"{GROUP}/kubepods/pod/other/cpu.max": "100000 100000",
    }
    assert quota_of(v2("/kubepods/pod/container"), **files) == 3


def test_nested_groups_of_v1(quota_of):
    files = {
        f"{V1_GROUP}/docker/cpu.cfs_quota_us": "150000",
        f"{V1_GROUP}/docker/cpu.cfs_period_us": "100000",
        f"{V1_GROUP}/docker/abc/cpu.cfs_quota_us": "400000",
        f"{V1_GROUP}/docker/abc/cpu.cfs_period_us": "100000",
    }
    assert quota_of(v1("/docker/abc"), **files) == 2


def test_a_container_sees_its_own_group_where_the_hierarchy_is_mounted(quota_of):
    """Without a namespace of control groups, the path of the group is that of the host."""
    files = {
        f"{V1_GROUP}/cpu.cfs_quota_us": "200000",
        f"{V1_GROUP}/cpu.cfs_period_us": "100000",
    }
    assert quota_of(v1("/docker/abc", root="/docker/abc"), **files) == 2
    assert quota_of(v1("/docker/abc", root="/docker/other"), **files) == 2


def test_a_group_outside_the_namespace_ends_the_path(quota_of):
    assert quota_of(v2("/../other"), **{f"{GROUP}/cpu.max": "200000 100000"}) == 2


def test_both_versions_side_by_side(quota_of):
    """The controllers are in v1, and v2 is there beside it, without any."""
    groups, mount = v1("/limited")
    unified = V2_MOUNT.format(root="/", at="/sys/fs/cgroup/unified")
    files = {
        f"{V1_GROUP}/limited/cpu.cfs_quota_us": "200000",
        f"{V1_GROUP}/limited/cpu.cfs_period_us": "100000",
    }
    assert quota_of((groups + "0::/user.slice\n", f"{mount}\n{unified}"), **files) == 2


def test_a_mount_point_with_a_space(quota_of):
    files = {"mnt/control groups/cpu.max": "200000 100000"}
    assert quota_of(v2("/", at=r"/mnt/control\040groups"), **files) == 2


def test_without_control_groups_there_is_no_quota(tmp_path, quota_of):
    assert cpu_quota(tmp_path) is None
    assert quota_of(("", "")) is None
    assert quota_of(v2("/gone")) is None
    assert quota_of(("garbage\n0\n::\n", "garbage - \n - cgroup2\n")) is None


@pytest.mark.parametrize(
    ("cpus", "quota", "engines", "expected"),
    [
        (1, None, 1, 1),
        (6, None, 1, 6),
        (64, None, 1, 8),
        (64, 2, 1, 2),
        (64, 3, 2, 1),
        (2, 16, 1, 2),
        (64, None, 4, 8),
        (16, None, 4, 4),
        (2, None, 4, 1),
    ],
)
def test_default_threads(monkeypatch, cpus, quota, engines, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cpus)))
    monkeypatch.setattr(_threads, "cpu_quota", lambda: quota)
    assert default_threads(engines) == expected


@pytest.mark.parametrize(("threads", "expected"), [(None, 3), (5, 5)])
def test_the_engines_of_a_process_share_its_cpus(monkeypatch, tmp_path, threads, expected):
    opened = []

    def create(name, **options):
        opened.append(options["threads"])
        return ToneEngine()

    monkeypatch.setattr(_open_synthesizer, "create_engine", create)
    monkeypatch.setattr(_threads, "cpu_quota", lambda: 6)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    settings = Settings(engine="tone", data_dir=tmp_path, workers=2, threads=threads)
    _open_synthesizer.open_synthesizer(settings).close()
    assert opened == [expected, expected]


@pytest.mark.model
@pytest.mark.torch
@pytest.mark.slow
def test_torch_has_the_default_number_of_threads(monkeypatch, tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("kokoro")
    monkeypatch.setattr(_threads, "cpu_quota", lambda: 1)
    before = torch.get_num_threads()
    try:
        create_engine("torch", data_dir=tmp_path).close()
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)

"""Nobody else can read the data directory, the database and the pepper, whatever the umask."""

import logging
import os
import stat
import subprocess
import sys

import pytest

from phemius_core.accounts import load_pepper
from phemius_core.errors import SetupError
from phemius_core.private_files import make_private_directory, make_private_file
from phemius_core.services import open_services
from phemius_core.settings import Settings
from tests.services import postgres_url

__all__ = ["postgres_url"]

PEPPER = "p" * 32


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(autouse=True)
def _umask():
    before = os.umask(0)
    yield
    os.umask(before)


def open_paths(folder):
    """What others can reach, of a folder and everything in it."""
    return {
        f"{path.relative_to(folder.parent)} {path.stat().st_mode:o}"
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }


async def use(settings):
    """Write to the database while it is open, so that the files beside it are there."""
    async with open_services(settings) as services:
        await services.accounts.create_first_key("default", plan="free")
        return open_paths(settings.data_dir), {path.name for path in settings.data_dir.iterdir()}


@pytest.mark.anyio
@pytest.mark.parametrize("pepper", [None, PEPPER])
async def test_new_files_are_private_whichever_way_the_pepper_is_given(tmp_path, pepper):
    settings = Settings(data_dir=tmp_path / "new" / "data", pepper=pepper)
    found, names = await use(settings)
    assert found == set()
    assert {"phemius.db", "phemius.db-wal", "phemius.db-shm"} <= names
    assert open_paths(tmp_path / "new") == set(), "parents that were missing"


@pytest.mark.anyio
@pytest.mark.parametrize("pepper", [None, PEPPER])
async def test_files_that_others_could_read_are_closed_to_them(tmp_path, pepper, caplog):
    settings = Settings(data_dir=tmp_path / "data", pepper=pepper)
    async with open_services(settings):
        pass
    settings.data_dir.chmod(0o755)
    for name in ("phemius.db", "phemius.db-wal", "phemius.db-shm", "pepper"):
        if name.startswith("phemius") or pepper is None:
            (settings.data_dir / name).touch()
            (settings.data_dir / name).chmod(0o664)
    with caplog.at_level(logging.WARNING):
        found, _ = await use(settings)
    assert found == set()
    assert f"{settings.data_dir / 'phemius.db'} could be read by others" in caplog.text


@pytest.mark.anyio
@pytest.mark.postgres
async def test_the_data_directory_is_private_beside_postgresql(tmp_path, postgres_url):
    settings = Settings(data_dir=tmp_path / "data", pepper=PEPPER, database_url=postgres_url)
    found, _ = await use(settings)
    assert found == set()


@pytest.mark.anyio
async def test_a_database_outside_the_data_directory_is_private_and_its_directory_stays(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    settings = Settings(
        data_dir=tmp_path / "data", pepper=PEPPER, database_url=f"sqlite:///{shared / 'my.db'}"
    )
    await use(settings)
    assert open_paths(shared) == {"shared 40755"}


def test_a_command_with_umask_0_leaves_nothing_that_others_can_read(tmp_path):
    folder = tmp_path / "data"
    subprocess.run(
        [sys.executable, "-m", "phemius_core.cli", "keys", "create"],
        env={**os.environ, "PHEMIUS_DATA_DIR": str(folder), "PHEMIUS_PEPPER": PEPPER},
        umask=0,
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert (folder / "phemius.db").exists()
    assert open_paths(folder) == set()


def test_a_directory_with_other_files_is_left_as_it_is(tmp_path, caplog):
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "diary").touch()
    make_private_directory(home, known=["phemius.db"])
    assert "chmod 700" in caplog.text
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    (home / "phemius.db").touch()
    make_private_directory(home, known=["phemius.db"])
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_directory_that_users_share_is_left_as_it_is(tmp_path, caplog):
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    make_private_directory(shared, known=["phemius.db"])
    assert "of its own" in caplog.text
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_a_file_of_another_user_is_refused_if_others_can_read_it(tmp_path, monkeypatch, caplog):
    load_pepper(tmp_path / "data")
    (tmp_path / "data" / "pepper").chmod(0o644)
    (tmp_path / "data").chmod(0o750)
    monkeypatch.setattr("os.geteuid", lambda: 4242)
    make_private_directory(tmp_path / "data", known=["pepper"])
    assert "can be read by others" in caplog.text
    with pytest.raises(SetupError, match="another user"):
        load_pepper(tmp_path / "data")
    (tmp_path / "data" / "pepper").chmod(0o600)
    load_pepper(tmp_path / "data")


def test_a_file_that_cannot_be_made_is_a_setup_error(tmp_path):
    with pytest.raises(SetupError, match="No such file"):
        make_private_file(tmp_path / "missing" / "file")
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="private directory"):
        make_private_directory(tmp_path / "file" / "folder")

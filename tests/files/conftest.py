import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from phemius_core.files import open_file_storage
from services import s3_credentials, s3_server, s3_url

__all__ = ["s3_credentials", "s3_server", "s3_url"]


@pytest.fixture(params=["file", "s3"])
def storage(request, tmp_path):
    """An empty storage of each kind."""
    if request.param == "file":
        return open_file_storage((tmp_path / "files").as_uri())
    return open_file_storage(request.getfixturevalue("s3_url"))


@pytest.fixture
def anyio_backend():
    """One event loop: the storages differ in what their worker threads do."""
    return "asyncio"

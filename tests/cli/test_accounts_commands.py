"""`phemius accounts export` and `erase`."""

import json
import zipfile

import anyio
from tests.cli.test_cli import phemius

from phemius_core.services import open_services
from phemius_core.settings import Settings


async def create(data_dir):
    async with open_services(Settings(data_dir=data_dir)) as services:
        account = await services.accounts.create_account("ann", plan="growth")
        await services.accounts.keys.create(account.id)
        return account.id


def test_an_account_is_exported_and_erased(tmp_path):
    account_id = anyio.run(create, tmp_path)
    done = phemius("accounts", "export", "ann", "-o", "ann.zip", data_dir=tmp_path)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "ann.zip") as archive:
        assert json.loads(archive.read("account.json"))["id"] == account_id
    refused = phemius("accounts", "erase", "ann", data_dir=tmp_path)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr.decode()
    done = phemius("accounts", "erase", "ann", "--yes", data_dir=tmp_path)
    assert done.returncode == 0, done.stderr
    assert account_id in done.stderr.decode()
    (row,) = json.loads(phemius("accounts", "list", "--json", data_dir=tmp_path).stdout)
    assert row["name"] == f"erased-{account_id}"

"""The composition root: what the settings describe, opened together."""

import stat

import pytest

from phemius_core.errors import NotFound
from phemius_core.services import open_services
from phemius_core.settings import Settings
from tests.services import redis_server, redis_url

__all__ = ["redis_server", "redis_url"]

pytestmark = pytest.mark.anyio


async def test_the_default_is_sqlite_and_a_pepper_in_the_data_directory(tmp_path):
    folder = tmp_path / "data"
    async with open_services(Settings(data_dir=folder)) as services:
        secret = await services.accounts.create_first_key("default", plan="growth")
        principal = await services.accounts.authenticate(secret)
        admission = await services.billing.admit(
            principal, endpoint="/v1/speech", chars=5, request_id="r"
        )
        await admission.settle(chars=5)
    assert {path.name for path in folder.iterdir()} == {"journal", "pepper", "phemius.db"}
    assert list((folder / "journal").iterdir()) == []
    assert stat.S_IMODE((folder / "pepper").stat().st_mode) == 0o600
    async with open_services(Settings(data_dir=folder)) as services:
        principal = await services.accounts.authenticate(secret)
        assert (await services.billing.usage(principal.account_id)).chars == 5


async def test_an_error_inside_the_context_is_raised_as_it_is(tmp_path):
    with pytest.raises(NotFound):
        async with open_services(Settings(data_dir=tmp_path, pepper="p" * 32)) as services:
            await services.accounts.find_account("nobody")


@pytest.mark.redis
async def test_redis_counts_requests_if_its_url_is_set(tmp_path, redis_url):
    settings = Settings(database_url="sqlite://", redis_url=redis_url, data_dir=tmp_path)
    async with open_services(settings) as services:
        secret = await services.accounts.create_first_key("default", plan="free")
        principal = await services.accounts.authenticate(secret)
        assert (await services.billing.count_request(principal)).remaining == 4

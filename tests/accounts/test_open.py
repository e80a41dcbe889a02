"""Accounts and billing, opened together."""

import stat

import pytest

from phemius_core.accounts import accounts_and_policy
from phemius_core.errors import NotFound

pytestmark = pytest.mark.anyio


async def test_nothing_given_is_sqlite_and_a_pepper_in_the_data_directory(tmp_path):
    folder = tmp_path / "data"
    async with accounts_and_policy(data_dir=folder) as (accounts, billing):
        secret = await accounts.create_first_key("default", plan="growth")
        principal = await accounts.authenticate(secret)
        admission = await billing.admit(principal, endpoint="/v1/speech", chars=5, request_id="r")
        await admission.settle(chars=5)
    assert {path.name for path in folder.iterdir()} == {"pepper", "phemius.db"}
    assert stat.S_IMODE((folder / "pepper").stat().st_mode) == 0o600
    async with accounts_and_policy(data_dir=folder) as (accounts, billing):
        principal = await accounts.authenticate(secret)
        assert (await billing.usage(principal.account_id)).chars == 5


async def test_error_of_the_body_comes_out_as_it_is(tmp_path):
    with pytest.raises(NotFound):
        async with accounts_and_policy(data_dir=tmp_path, pepper="p" * 32) as (accounts, _):
            await accounts.find_account("nobody")


@pytest.mark.redis
async def test_redis_counts_where_it_is_given(tmp_path, redis_url):
    async with accounts_and_policy("sqlite://", redis_url=redis_url, data_dir=tmp_path) as (
        accounts,
        billing,
    ):
        secret = await accounts.create_first_key("default", plan="free")
        principal = await accounts.authenticate(secret)
        assert (await billing.count_request(principal)).remaining == 4

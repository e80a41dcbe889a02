"""The plans of the contract."""

import dataclasses

import pytest

from phemius_core.billing import PLANS


@pytest.mark.parametrize(
    ("name", "requests", "cap", "included", "overage_usd", "fee_usd", "voices"),
    [
        ("free", 5, 10_000, 10_000, 0, 0, 2),
        ("developer", 20, None, 500_000, 8, 10, 10),
        ("growth", 100, None, 2_000_000, 6, 25, None),
    ],
)
def test_plans_are_those_of_the_contract(
    name, requests, cap, included, overage_usd, fee_usd, voices
):
    plan = PLANS[name]
    assert plan.name == name
    assert plan.requests_per_minute == requests
    assert plan.monthly_chars == cap
    assert plan.included_chars == included
    assert plan.overage_micros_per_million == overage_usd * 1_000_000
    assert plan.fee_micros == fee_usd * 1_000_000
    assert plan.max_voices == voices


def test_plans_are_immutable():
    assert list(PLANS) == ["free", "developer", "growth"]
    with pytest.raises(TypeError):
        PLANS["gold"] = PLANS["free"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        PLANS["free"].requests_per_minute = 9

"""Windows of fixed length, and the bytes that are held at once."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.errors import ConcurrencyExceeded, Overloaded
from phemius_core.limits import ByteBudget, FixedWindow


def test_a_window_refuses_what_exceeds_its_limit_until_it_ends(clock):
    window = FixedWindow(3, clock=clock)
    assert [window.hit("a") for _ in range(3)] == [0, 0, 0]
    clock.advance(20.5)
    assert window.hit("a") == 40
    assert window.hit("b") == 0
    clock.advance(39.4)
    assert window.hit("a") == 1
    clock.advance(0.2)
    assert window.hit("a") == 0


def test_an_event_that_is_undone_does_not_count(clock):
    window = FixedWindow(1, clock=clock)
    assert window.hit("a") == 0
    window.undo("a")
    assert window.hit("a") == 0
    assert window.hit("a") == 60
    window.undo("never seen")


def test_the_keys_of_a_window_are_bounded_and_the_one_used_last_stays(clock):
    window = FixedWindow(1, max_keys=100, clock=clock)
    assert window.hit("flooding") == 0
    for key in range(10_000):
        window.hit(key)
        assert window.hit("flooding") > 0
    assert len(window) == 100


def test_a_budget_bounds_all_bytes_and_each_share():
    budget = ByteBudget(100, per_owner=60, what="request bodies")
    first, second = budget.hold("a"), budget.hold("b")
    first.grow(50)
    first.grow(20)  # it holds more than that already
    assert (first.count, budget.held) == (50, 50)
    with pytest.raises(ConcurrencyExceeded) as refused:
        budget.hold("a").grow(11)
    assert refused.value.headers["Retry-After"] == "1"
    second.grow(50)
    with pytest.raises(Overloaded) as full:
        budget.hold("c").grow(1)
    assert full.value.headers["Retry-After"] == "1"
    first.close()
    first.close()
    assert budget.held == 50
    second.close()
    assert budget.held == 0


def test_what_exceeds_an_empty_budget_is_let_in_alone():
    budget = ByteBudget(10, per_owner=5, what="request bodies")
    large = budget.hold("a")
    large.grow(1000)
    with pytest.raises(Overloaded):
        budget.hold("b").grow(1)
    large.close()
    budget.hold("b").grow(1)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 40)), max_size=30))
def test_a_budget_is_as_before_when_everything_is_closed(orders):
    budget = ByteBudget(100, per_owner=60, what="request bodies")
    held = []
    for owner, count in orders:
        each = budget.hold(owner)
        held.append(each)
        try:
            each.grow(count)
        except (ConcurrencyExceeded, Overloaded):
            assert each.count == 0
        assert budget.held == sum(each.count for each in held) <= 100
    for each in held:
        each.close()
    assert budget.held == 0


def test_threads_share_a_budget():
    budget = ByteBudget(10_000, per_owner=10_000, what="request bodies")

    def work():
        for _ in range(500):
            with budget.hold("a") as held:
                held.grow(7)
                held.grow(90)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.held == 0

"""The format of API keys, and the pepper."""

import multiprocessing
import re
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.accounts import generate_key, load_pepper, parse_key
from phemius_core.errors import SetupError


@pytest.mark.parametrize("live", [True, False])
def test_a_key_has_its_format(live):
    key = generate_key(live=live)
    kind = "live" if live else "test"
    assert re.fullmatch(rf"sk_{kind}_ph_[0-9A-Za-z]{{38}}", key)
    parsed = parse_key(key)
    assert parsed is not None
    assert parsed.live is live
    assert key.startswith(parsed.prefix)
    assert key.endswith(parsed.last_four)
    assert len(parsed.prefix) + len(parsed.last_four) < 20


def test_keys_are_unique():
    assert len({generate_key() for _ in range(1000)}) == 1000


@given(st.integers(0, 48), st.characters(max_codepoint=0x2FF))
def test_one_wrong_character_is_detected(position, character):
    key = generate_key()
    typo = key[:position] + character + key[position + 1 :]
    assert (parse_key(typo) is None) == (typo != key)


@given(st.integers(11, 47))
def test_two_swapped_characters_are_detected(position):
    key = generate_key()
    swapped = key[:position] + key[position + 1] + key[position] + key[position + 2 :]
    assert (parse_key(swapped) is None) == (swapped != key)


@given(st.text(max_size=80))
def test_other_text_is_not_a_key(text):
    assert parse_key(text) is None


@pytest.mark.parametrize("template", ["{}\n", " {}", "{}\0", "Bearer {}"])
def test_a_key_with_more_text_around_it_is_not_a_key(template):
    assert parse_key(template.format(generate_key())) is None


def test_the_pepper_is_created_once_readable_only_by_its_owner(tmp_path):
    folder = tmp_path / "new"
    pepper = load_pepper(folder)
    assert len(pepper) == 32
    assert load_pepper(folder) == pepper
    assert stat.S_IMODE((folder / "pepper").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["pepper"]


def _put_pepper(folder, barrier, peppers):
    barrier.wait()
    peppers.put(load_pepper(folder))


@pytest.mark.slow
def test_processes_that_start_at_the_same_time_agree_on_the_pepper(tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier, peppers = context.Barrier(6), context.Queue()
    processes = [
        context.Process(target=_put_pepper, args=(tmp_path, barrier, peppers)) for _ in range(6)
    ]
    for process in processes:
        process.start()
    found = {peppers.get(timeout=60) for _ in processes}
    for process in processes:
        process.join(60)
    assert len(found) == 1


def test_a_pepper_readable_by_others_is_closed_to_them(tmp_path):
    pepper = load_pepper(tmp_path)
    (tmp_path / "pepper").chmod(0o644)
    assert load_pepper(tmp_path) == pepper
    assert stat.S_IMODE((tmp_path / "pepper").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "ab" * 8])
def test_a_damaged_pepper_is_refused_and_not_replaced(tmp_path, content):
    path = tmp_path / "pepper"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SetupError, match="pepper"):
        load_pepper(tmp_path)
    assert path.read_text() == content

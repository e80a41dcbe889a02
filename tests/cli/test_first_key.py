"""The first key: printed on a terminal, not into a log, and once by servers that start at once."""

import os
import pty
import re
import subprocess
import sys

import anyio
import pytest
from tests.cli.test_cli import phemius
from tests.services import postgres_url

from phemius_core.services import open_services
from phemius_core.settings import Settings

__all__ = ["postgres_url"]

KEY = re.compile(r"sk_test_ph_\w{38}")


@pytest.fixture
def data_dir(tmp_path):
    (tmp_path / "idle.py").write_text("def start(settings):\n    print('started')\n")
    return tmp_path


def command(*arguments):
    return [
        sys.executable,
        "-m",
        "phemius_core.cli",
        "serve",
        "--adapter",
        "idle:start",
        *arguments,
    ]


def environment(data_dir, **env):
    return {**os.environ, "PHEMIUS_DATA_DIR": str(data_dir), **env}


def serve(data_dir, *arguments):
    done = phemius("serve", "--adapter", "idle:start", *arguments, data_dir=data_dir)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(), done.stderr.decode()


def serve_on_a_terminal(data_dir):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command(), cwd=data_dir, env=environment(data_dir), stdout=follower, stderr=follower
    )
    os.close(follower)
    output = b""
    try:
        while block := os.read(leader, 1 << 16):
            output += block
    except OSError:  # a terminal without a process
        pass
    os.close(leader)
    assert process.wait(60) == 0
    return output.decode()


async def plans(data_dir):
    async with open_services(Settings(data_dir=data_dir)) as services:
        return [account.plan.name for account in await services.accounts.list_accounts()]


async def create_account(data_dir):
    async with open_services(Settings(data_dir=data_dir)) as services:
        await services.accounts.create_account("ann")


def test_a_log_gets_no_key_but_the_command_that_makes_one(data_dir):
    output, log = serve(data_dir)
    assert "started" in output
    assert not KEY.search(output + log)
    assert log.count("phemius keys create --plan growth") == 1
    assert anyio.run(plans, data_dir) == []
    anyio.run(create_account, data_dir)
    assert "phemius keys create" not in "".join(serve(data_dir))


def test_a_terminal_gets_the_key_once_with_a_command_to_try_it(data_dir):
    output = serve_on_a_terminal(data_dir)
    assert len(set(KEY.findall(output))) == 1
    assert "curl http://127.0.0.1:8000/v1/speech" in output
    assert anyio.run(plans, data_dir) == ["growth"]
    assert not KEY.search(serve_on_a_terminal(data_dir))


def test_the_key_is_printed_into_a_log_if_that_is_asked_for(data_dir):
    assert KEY.search(serve(data_dir, "--print-key")[0])


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_servers_that_start_at_once_on_an_empty_database_all_start(data_dir, database, request):
    env = environment(data_dir, PHEMIUS_PEPPER="p" * 32)
    if database == "postgres":
        env["PHEMIUS_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    starts = [
        subprocess.Popen(
            command("--print-key"),
            cwd=data_dir,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    outputs = [start.communicate(timeout=120) for start in starts]
    assert [start.returncode for start in starts] == [0] * 3, outputs
    assert len({key for output, _ in outputs for key in KEY.findall(output)}) == 1

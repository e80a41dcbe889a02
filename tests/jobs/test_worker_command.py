"""`phemius worker` on a database that is not there yet, and that is restarted."""

import os
import subprocess
import sys
import time

import psycopg
import pytest
import sqlalchemy as sa

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def test_a_worker_waits_for_its_database_and_survives_losing_it(postgres_url, tmp_path):
    url = sa.make_url(postgres_url).set(drivername="postgresql")
    maintenance = url.set(database="postgres").render_as_string(False)
    name, hidden = url.database, f"{url.database}_hidden"

    def run(*statements):
        with psycopg.connect(maintenance, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    log = tmp_path / "log"

    def wait_for(text, *, after=0):
        deadline = time.monotonic() + 60
        while text not in log.read_text()[after:]:
            assert worker.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)

    disconnect = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    run(f'ALTER DATABASE "{name}" RENAME TO "{hidden}"')
    environment = {
        **os.environ,
        "PHEMIUS_DATABASE_URL": postgres_url,
        "PHEMIUS_DATA_DIR": str(tmp_path),
        "PHEMIUS_ENGINE": "tone",
    }
    with log.open("w") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "phemius_core.cli", "worker"],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        wait_for("opening the database failed and is tried again")
        assert "does not exist" in log.read_text()
        run(f'ALTER DATABASE "{hidden}" RENAME TO "{name}"')
        wait_for("ready to work")
        ready = len(log.read_text())
        run(
            f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false',
            disconnect,
        )
        wait_for("the work on job items failed and is tried again", after=ready)
        run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        time.sleep(1)
        assert worker.poll() is None
    finally:
        worker.terminate()
        code = worker.wait(30)
    assert code == 0, log.read_text()

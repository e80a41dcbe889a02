"""Latency of the billing path, in an empty database and in one of a million keys.

    python benchmarks/billing.py                        SQLite in a temporary directory
    python benchmarks/billing.py --keys 1000000 --ledger 10000000
    python benchmarks/billing.py --database-url postgresql+psycopg://… (an empty database)

The path of a request is: authenticate, count the request, reserve, settle; every commit reaches
the disk. Prints JSON: percentiles of each step in milliseconds, the time of a usage report and of
a sweep, and the database's query plans.
"""

import json
import sqlite3
import tempfile
import time
from pathlib import Path

import anyio
import sqlalchemy as sa
from _common import arguments, parse, percentile

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import Billing, Plan
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Month, Store, upgrade_database

PEPPER = b"benchmark" * 4
KEYS_PER_ACCOUNT = 10
WARM_UP_ROUNDS = 50
UNLIMITED = Plan(name="growth", requests_per_minute=10**9, monthly_chars=10**12, included_chars=0)


def percentiles(times_s: list[float]) -> dict[str, float]:
    times_ms = [1000 * time_s for time_s in times_s]
    return {f"p{percent}_ms": percentile(times_ms, percent, digits=3) for percent in (50, 95, 99)}


async def measure(url: str, rounds: int) -> dict[str, object]:
    steps: dict[str, list[float]] = {"authenticate": [], "admit": [], "settle": [], "path": []}
    async with Store(url) as store:
        accounts = Accounts(store, PEPPER, plans={"growth": UNLIMITED})
        billing = Billing(store, MemoryRateLimiter(), plans={"growth": UNLIMITED})
        account = await accounts.create_account(f"bench {time.time_ns()}", plan="growth")
        _, secret = await accounts.keys.create(account.id)
        for number in range(rounds + WARM_UP_ROUNDS):
            started = time.perf_counter()
            principal = await accounts.authenticate(secret)
            authenticated = time.perf_counter()
            admission = await billing.admit(
                principal, endpoint="/v1/speech", chars=120, request_id=f"req-{number}"
            )
            admitted = time.perf_counter()
            await admission.settle(chars=120, audio_ms=8_000)
            settled = time.perf_counter()
            if number >= WARM_UP_ROUNDS:
                steps["authenticate"].append(authenticated - started)
                steps["admit"].append(admitted - authenticated)
                steps["settle"].append(settled - admitted)
                steps["path"].append(settled - started)
        started = time.perf_counter()
        usage = await billing.usage(account.id)
        report: dict[str, object] = {name: percentiles(times) for name, times in steps.items()}
        report["usage"] = {
            "requests": usage.requests,
            "ms": round((time.perf_counter() - started) * 1000, 3),
        }
        started = time.perf_counter()
        await billing.sweep()
        report["sweep_ms"] = round((time.perf_counter() - started) * 1000, 3)
        if (largest := await store.read(largest_account)) is not None:
            started = time.perf_counter()
            usage = await billing.usage(largest, Month(2026, 10))
            report["usage_of_largest_account"] = {
                "requests": usage.requests,
                "ms": round((time.perf_counter() - started) * 1000, 3),
            }
        report["query_plans"] = await store.read(query_plans)
    return report


def largest_account(tx: sa.Connection) -> str | None:
    """Id of the account that `fill` gave every hundredth row of the ledger."""
    query = sa.select(db.accounts.c.id).where(db.accounts.c.name == "account 0")
    return tx.execute(query).scalar()


def query_plans(tx: sa.Connection) -> dict[str, list[str]]:
    """The database's plan of each statement of the path."""
    queries = {
        "key by digest": "SELECT * FROM api_keys WHERE digest = X",
        "key by id": "SELECT * FROM api_keys JOIN accounts ON accounts.id = api_keys.account_id"
        " WHERE api_keys.id = 'k'",
        "reserve": "UPDATE balances SET reserved = reserved + 1 WHERE account_id = 'a'"
        " AND month = 202611 AND used + reserved + 1 <= 10000",
        "settle": "UPDATE reservations SET state = 'committed' WHERE id = 'r' AND state = 'held'",
        "expired, one account": "SELECT * FROM reservations WHERE reservations.state = 'held'"
        " AND expires_at <= 1 AND account_id = 'a' LIMIT 500",
        "expired, all": "SELECT * FROM reservations WHERE reservations.state = 'held'"
        " AND expires_at <= 1 LIMIT 500",
        "usage": "SELECT at / 86400000000, sum(chars) FROM ledger WHERE account_id = 'a'"
        " AND month = 202611 GROUP BY at / 86400000000",
    }
    sqlite = tx.dialect.name == "sqlite"
    digest = "x'00'" if sqlite else r"'\x00'::bytea"
    found = {}
    for name, query in queries.items():
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN (COSTS OFF) "
        rows = tx.exec_driver_sql(explain + query.replace("X", digest)).all()
        found[name] = [str(row[-1]).strip() for row in rows]
    return found


def fill(url: str, keys: int, ledger: int) -> None:
    """Insert accounts, keys and a ledger over ten months; every hundredth row is account 0's."""
    upgrade_database(url)
    accounts = max(1, keys // KEYS_PER_ACCOUNT)
    engine = sa.make_url(url)
    if engine.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(engine.database), isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -500000")
        run = connection.execute
        series = (
            "WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i + 1 < {n}) "
        )
        source, random8, digest = "s", "hex(randomblob(8))", "randomblob(32)"
        text = "printf('%036d', {0})"
        ordered = "printf('%016x', {0})"
        finish = connection.close
    else:
        pg = sa.create_engine(url).connect().execution_options(isolation_level="AUTOCOMMIT")

        def run(statement: str) -> object:
            return pg.exec_driver_sql(statement.replace("%", "%%"))

        series = ""
        source = "(SELECT generate_series(0, {n} - 1) AS i) s"
        random8, digest = "substr(md5(random()::text), 1, 16)", "sha256(random()::text::bytea)"
        text = "lpad(({0})::text, 36, '0')"
        ordered = "lpad(to_hex(({0})::bigint), 16, '0')"
        finish = pg.close
    on_indexes = "ix_ledger_account_id_month", "ledger (account_id, month)"
    run("DROP INDEX " + on_indexes[0])

    def insert(n: int, into: str, select: str) -> None:
        tail = f"SELECT {select} FROM {source}".replace("{n}", str(n))
        run(f"INSERT INTO {into} " + series.replace("{n}", str(n)) + tail)

    account_of_key = text.format(f"i % {accounts}")
    insert(
        accounts,
        "accounts (id, name, plan, created_at)",
        f"{text.format('i')}, 'account ' || i, 'growth', 0",
    )
    insert(
        keys,
        "api_keys (id, account_id, digest, prefix, last_four, live, created_at)",
        f"{text.format('i')}, {account_of_key}, {digest}, 'sk_test_ph_abcd', 'wxyz', "
        + ("0" if source == "s" else "false")
        + ", 0",
    )
    month = f"(i * 10 / {ledger})" if source == "s" else f"(i::bigint * 10 / {ledger})::int"
    owner = text.format(f"CASE WHEN i % 100 = 0 THEN 0 ELSE i * 7 % {accounts} END")
    start = Month(2026, 1).start_us
    step = (Month(2026, 11).start_us - start) // ledger
    at = f"{start} + i * {step}" if source == "s" else f"{start} + i::bigint * {step}"
    insert(
        ledger,
        "ledger (reservation_id, account_id, key_id, request_id, endpoint, month, at, settled_at,"
        " chars, cached, audio_ms)",
        f"{ordered.format(at)} || {random8}, {owner}, {owner}, 'req-' || i, '/v1/speech', "
        f"202601 + {month}, {at}, {at}, 120, " + ("0" if source == "s" else "false") + ", 8000",
    )
    run(f"CREATE INDEX {on_indexes[0]} ON {on_indexes[1]}")
    run("ANALYZE")
    finish()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--database-url")
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--keys", type=int, default=0)
    parser.add_argument("--ledger", type=int, default=0)
    options = parse(parser)
    if options.smoke:
        options.rounds, options.keys, options.ledger = 5, 100, 1_000
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as folder:
        url = options.database_url or f"sqlite:///{Path(folder) / 'phemius.db'}"
        upgrade_database(url)
        report: dict[str, object] = {"database": sa.make_url(url).get_backend_name()}
        if options.keys:
            started = time.perf_counter()
            fill(url, options.keys, max(options.ledger, 10))
            report["filled"] = {"keys": options.keys, "ledger": options.ledger}
            report["fill_s"] = round(time.perf_counter() - started, 1)
        report |= anyio.run(measure, url, options.rounds)
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

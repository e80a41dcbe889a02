"""Accounts, speech, failures, crashes and months against a simple model.

The model knows what was charged and what is held; after every step ledger, totals and
caps of the database must agree with it, on memory, SQLite and PostgreSQL.
"""

import itertools
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
import pytest
import sqlalchemy as sa
from billed_account import PEPPER
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import PLANS, Billing, Idempotency
from phemius_core.billing._usage import read_usage
from phemius_core.errors import (
    AuthenticationFailed,
    Conflict,
    InvalidRequest,
    QuotaExceeded,
    RateLimited,
)
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Month, Store, upgrade_database
from services import FakeClock, new_postgres_database

HOLD_S = 900
DAY_S = 86_400


@dataclass
class ModelKey:
    id: str
    secret: str
    account: "ModelAccount"
    revoked: bool = False
    expires_at: float = float("inf")
    hits: list[float] = field(default_factory=list)


@dataclass
class ModelAccount:
    id: str
    plan: str
    uncapped_once: bool
    used: dict[Month, int] = field(default_factory=dict)
    changes: list[tuple[float, str]] = field(default_factory=list)
    requests: int = 0


@dataclass(eq=False)
class ModelClaim:
    body: bytes
    created_at: float
    held: "ModelHold | None"
    charged: int = 0


@dataclass(eq=False)
class ModelHold:
    id: str
    account: ModelAccount
    month: Month
    chars: int
    text: int
    expires_at: float
    claim: ModelClaim | None
    prior: int
    ended: bool = False


class Ledger(RuleBasedStateMachine):
    def new_url(self) -> str:
        raise NotImplementedError

    keys = Bundle("keys")
    holds = Bundle("holds")

    @initialize(target=keys)
    def open(self):
        self.clock = FakeClock()
        self.store = Store(self.new_url())
        self.store.open()
        self.start()
        self.names = itertools.count()
        self.model: list[ModelAccount] = []
        self.held: list[ModelHold] = []
        self.claims: dict[tuple[str, str], ModelClaim] = {}
        return self.create_account("free")

    def start(self):
        """What a process has in memory."""
        self.accounts = Accounts(self.store, PEPPER, self.clock)
        self.limiter = MemoryRateLimiter(self.clock)
        self.billing = Billing(self.store, self.limiter, self.clock, hold_s=HOLD_S)

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()

    @property
    def month(self):
        return Month.of(db.now_us(self.clock))

    def create_account(self, plan):
        created = anyio.run(
            partial(self.accounts.create_account, f"account {next(self.names)}", plan=plan)
        )
        account = ModelAccount(created.id, plan, uncapped_once=plan != "free")
        account.changes.append((self.clock.now, plan))
        self.model.append(account)
        return self.create_key(account, live=False)

    def create_key(self, account, live):
        info, secret = anyio.run(partial(self.accounts.create_key, account.id, live=live))
        return ModelKey(info.id, secret, account)

    @rule(target=keys, plan=st.sampled_from(list(PLANS)))
    def new_account(self, plan):
        return self.create_account(plan)

    @rule(target=keys, key=keys, live=st.booleans())
    def new_key(self, key, live):
        return self.create_key(key.account, live=live)

    @rule(key=consumes(keys))
    def revoke(self, key):
        anyio.run(self.accounts.revoke_key, key.id)
        key.revoked = True
        with pytest.raises(AuthenticationFailed):
            anyio.run(self.accounts.authenticate, key.secret)

    @rule(target=keys, key=keys, overlap_s=st.integers(0, 2000))
    def rotate(self, key, overlap_s):
        rotate = partial(self.accounts.rotate_key, key.id, overlap_s=overlap_s)
        if not self.valid(key) or key.expires_at != float("inf"):
            with pytest.raises(Conflict):
                anyio.run(rotate)
            return multiple()
        info, secret = anyio.run(rotate)
        key.expires_at = self.clock.now + overlap_s
        return ModelKey(info.id, secret, key.account)

    @rule(key=keys, plan=st.sampled_from(list(PLANS)))
    def set_plan(self, key, plan):
        account = key.account
        anyio.run(self.accounts.set_plan, account.id, plan)
        account.changes.append((self.clock.now, plan))
        account.plan = plan
        account.uncapped_once |= plan != "free"

    @rule(
        target=holds,
        key=keys,
        chars=st.one_of(
            st.sampled_from([10_000, 9_999, 6_000, 5_000, 4_000, 1]), st.integers(0, 10_000)
        ),
        claim=st.one_of(st.none(), st.tuples(st.sampled_from("ab"), st.sampled_from([b"x", b"y"]))),
        counted=st.booleans(),
    )
    def speak(self, key, chars, claim, counted):
        account = key.account

        async def admit():
            principal = await self.accounts.authenticate(key.secret)
            return await self.billing.admit(
                principal,
                endpoint="/v1/speech",
                chars=chars,
                request_id="r",
                idempotency=Idempotency(*claim) if claim else None,
                count_request=counted,
            )

        refusal, prior = self.expected(key, chars, claim, counted)
        if refusal is not None:
            with pytest.raises(refusal) as caught:
                anyio.run(admit)
            assert caught.type is refusal
            return multiple()
        admission = anyio.run(admit)
        assert admission.prior_chars == prior
        assert admission.chars == max(0, chars - prior)
        hold = ModelHold(
            admission.id,
            account,
            self.month,
            admission.chars,
            chars,
            self.clock.now + HOLD_S,
            None,
            prior,
        )
        if claim:
            place = (account.id, claim[0])
            known = self.claims.get(place)
            if known is None or known.created_at <= self.clock.now - DAY_S:
                known = self.claims[place] = ModelClaim(claim[1], self.clock.now, hold)
            known.held = hold
            hold.claim = known
        self.held.append(hold)
        return hold

    def expected(self, key, chars, claim, counted):
        """The refusal that must come, if any, and what was paid under the claim before."""
        account, now = key.account, self.clock.now
        if not self.valid(key):
            return AuthenticationFailed, 0
        if counted and not self.hit(key):
            return RateLimited, 0
        prior = 0
        known = self.claims.get((account.id, claim[0])) if claim else None
        if claim and known is not None and known.created_at > now - DAY_S:
            if known.body != claim[1]:
                return InvalidRequest, 0
            if known.held is not None and not known.held.ended and known.held.expires_at > now:
                return Conflict, 0
            prior = known.charged
        cap = PLANS[account.plan].monthly_chars
        held = sum(
            hold.chars
            for hold in self.held
            if hold.account is account and hold.month == self.month and hold.expires_at > now
        )
        needed = max(0, chars - prior)
        if cap is not None and account.used.get(self.month, 0) + held + needed > cap:
            return QuotaExceeded, 0
        return None, prior

    def hit(self, key):
        """Whether one more request fits into the last 60 seconds of a key."""
        key.hits = [hit for hit in key.hits if hit > self.clock.now - 60]
        fits = len(key.hits) < PLANS[key.account.plan].requests_per_minute
        if fits:
            key.hits.append(self.clock.now)
        return fits

    @rule(key=keys, times=st.integers(1, 6))
    def create_jobs(self, key, times):
        if not self.valid(key):
            return
        principal = anyio.run(self.accounts.authenticate, key.secret)
        for _ in range(times):
            if self.hit(key):
                anyio.run(self.billing.count_request, principal)
            else:
                with pytest.raises(RateLimited):
                    anyio.run(self.billing.count_request, principal)

    @rule(hold=consumes(holds), part=st.floats(0, 1))
    def settle(self, hold, part):
        delivered = round(hold.text * part)
        billed = anyio.run(partial(self.billing.settle, hold.id, chars=delivered))
        current = hold.claim is not None and hold.claim in self.claims.values()
        owed = max(0, delivered - (hold.claim.charged if current else hold.prior))
        if hold.expires_at > self.clock.now:
            assert billed == owed
        else:
            # It had lapsed: a capped account pays what was left, which the invariant bounds.
            assert 0 <= billed <= owed
            # After two days a reservation that lapsed is forgotten, and cannot be charged.
            forgotten = hold.expires_at < self.clock.now - 2 * DAY_S and billed == 0
            assert billed == owed or hold.account.plan == "free" or forgotten
        assert anyio.run(partial(self.billing.settle, hold.id, chars=delivered)) == billed
        anyio.run(self.billing.release, hold.id)
        hold.account.used[hold.month] = hold.account.used.get(hold.month, 0) + billed
        hold.account.requests += 1
        if hold.claim:
            hold.claim.charged += billed
        self.end(hold)

    @rule(hold=consumes(holds))
    def fail_or_cancel(self, hold):
        # One that was swept stays as it is; sweeping first makes the model's case plain.
        anyio.run(self.billing.sweep)
        anyio.run(self.billing.release, hold.id)
        lapsed = hold.expires_at <= self.clock.now
        self.end(hold)
        if hold.claim and not lapsed and hold.claim.held is hold and not hold.claim.charged:
            for place, claim in list(self.claims.items()):
                if claim is hold.claim:
                    del self.claims[place]
        elif lapsed:
            assert anyio.run(partial(self.billing.settle, hold.id, chars=0)) == 0
            hold.account.requests += 1

    def end(self, hold):
        hold.ended = True
        self.held.remove(hold)

    @rule()
    def crash(self):
        """The process is gone, and with it every admission; a new one starts."""
        if self.store._memory:
            self.start()
        else:
            self.store.close()
            self.store.open()
            self.start()
        self.clock.advance(60)  # the limiter's memory is gone as well

    @rule(seconds=st.sampled_from([0, 1, 30, 60, 899, 900, 901, DAY_S - 1, DAY_S]))
    def wait(self, seconds):
        self.clock.advance(seconds)

    @rule(seconds=st.integers(-5, 5))
    def jump_to_the_end_of_the_month(self, seconds):
        self.clock.now = max(self.clock.now, self.month.end_us / 1e6 + seconds)

    @rule()
    def sweep(self):
        anyio.run(self.billing.sweep)
        now = db.now_us(self.clock)
        rows = self.store.read_sync(
            lambda tx: tx.execute(
                sa.select(db.reservations.c.id).where(
                    db.reservations.c.state == "held", db.reservations.c.expires_at <= now
                )
            ).all()
        )
        assert rows == []

    def valid(self, key):
        return not key.revoked and key.expires_at > self.clock.now

    def in_force(self, account):
        """The plans of some instant of this month."""
        starts = self.month.start_us / 1e6
        ends = [time for time, _ in account.changes[1:]] + [float("inf")]
        return {
            plan
            for (start, plan), end in zip(account.changes, ends, strict=True)
            if end > starts or start >= starts
        }

    @invariant()
    def ledger_totals_and_caps_agree(self):
        if not hasattr(self, "store"):
            return
        read = self.store.read_sync
        used = read(lambda tx: tx.execute(sa.select(db.balances)).all())
        totals = {(row.account_id, row.month): row for row in used}
        ledger = dict(
            read(
                lambda tx: [
                    ((account, month), int(chars))
                    for account, month, chars in tx.execute(
                        sa.select(
                            db.ledger.c.account_id,
                            db.ledger.c.month,
                            sa.func.sum(db.ledger.c.chars),
                        ).group_by(db.ledger.c.account_id, db.ledger.c.month)
                    )
                ]
            )
        )
        held = dict(
            read(
                lambda tx: [
                    ((account, month), int(chars))
                    for account, month, chars in tx.execute(
                        sa.select(
                            db.reservations.c.account_id,
                            db.reservations.c.month,
                            sa.func.sum(db.reservations.c.chars),
                        )
                        .where(db.reservations.c.state == "held")
                        .group_by(db.reservations.c.account_id, db.reservations.c.month)
                    )
                ]
            )
        )
        for place, row in totals.items():
            assert row.used == ledger.get(place, 0)
            assert row.reserved == held.get(place, 0)
        assert set(ledger) <= set(totals)
        for account in self.model:
            for month, chars in account.used.items():
                assert ledger.get((account.id, month.number), 0) == chars
                if not account.uncapped_once:
                    row = totals[account.id, month.number]
                    assert row.used + row.reserved <= PLANS["free"].monthly_chars
            self.check_bill(account)

    def check_bill(self, account):
        usage = self.store.read_sync(lambda tx: read_usage(tx, account.id, self.month, PLANS))
        chars = account.used.get(self.month, 0)
        assert usage.chars == chars
        assert sum(day.chars for day in usage.by_day) == chars
        assert sum(key.chars for key in usage.by_key) == chars
        dearest = PLANS[max(self.in_force(account), key=lambda name: PLANS[name].fee_micros)]
        overage = max(0, chars - dearest.included_chars)
        per_char = dearest.overage_micros_per_million // 1_000_000
        assert usage.invoice.plan == dearest.name
        assert usage.invoice.total_micros == dearest.fee_micros + overage * per_char


class InMemory(Ledger):
    def new_url(self):
        return "sqlite://"


class OnSQLite(Ledger):
    def new_url(self):
        self.folder = Path(tempfile.mkdtemp(prefix="phemius-ledger-"))
        return f"sqlite:///{self.folder / 'phemius.db'}"

    def teardown(self):
        super().teardown()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


class OnPostgres(Ledger):
    url = None

    def new_url(self):
        if OnPostgres.url is None:
            OnPostgres.url = new_postgres_database()
            upgrade_database(OnPostgres.url)
        # TRUNCATE of the ledger is refused, as it should be; here it is a fresh database.
        engine = sa.create_engine(OnPostgres.url)
        with engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            names = ", ".join(db.metadata.tables)
            connection.exec_driver_sql(f"TRUNCATE {names}")
        engine.dispose()
        return OnPostgres.url


def run(machine, *, examples, steps):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_ledger_in_memory():
    run(InMemory, examples=80, steps=40)


@pytest.mark.slow
def test_ledger_on_sqlite():
    run(OnSQLite, examples=25, steps=40)


@pytest.mark.slow
@pytest.mark.postgres
def test_ledger_on_postgres():
    pytest.importorskip("psycopg")
    run(OnPostgres, examples=20, steps=40)

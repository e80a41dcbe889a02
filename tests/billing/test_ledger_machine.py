"""A state machine: billing must agree with a simple model through failures and crashes.

The model records what was charged and what is reserved. After every step the ledger, the
balances and the caps in the database must agree with it, in memory, on SQLite and on PostgreSQL.
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

RESERVATION_TTL_S = 900
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
    reservation: "ModelReservation | None"
    charged: int = 0


@dataclass(eq=False)
class ModelReservation:
    id: str
    account: ModelAccount
    month: Month
    chars: int
    text: int
    expires_at: float
    claim: ModelClaim | None
    prior: int
    ended: bool = False


class BillingMachine(RuleBasedStateMachine):
    def new_url(self) -> str:
        raise NotImplementedError

    keys = Bundle("keys")
    reservations = Bundle("reservations")

    @initialize(target=keys)
    def open(self):
        self.clock = FakeClock()
        self.store = Store(self.new_url())
        self.store.open()
        self.start_process()
        self.names = itertools.count()
        self.model: list[ModelAccount] = []
        self.held: list[ModelReservation] = []
        self.claims: dict[tuple[str, str], ModelClaim] = {}
        return self.create_account("free")

    def start_process(self):
        """Create what a server process has in memory."""
        self.accounts = Accounts(self.store, PEPPER, self.clock)
        self.limiter = MemoryRateLimiter(self.clock)
        self.billing = Billing(
            self.store, self.limiter, self.clock, reservation_ttl_s=RESERVATION_TTL_S
        )

    async def settle_by_id(self, reservation_id, *, chars):
        ledger = self.billing.ledger
        return await self.store.write(lambda tx: ledger.settle(tx, reservation_id, chars=chars))

    async def release_by_id(self, reservation_id):
        await self.store.write(lambda tx: self.billing.ledger.release(tx, reservation_id))

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
        info, secret = anyio.run(partial(self.accounts.keys.create, account.id, live=live))
        return ModelKey(info.id, secret, account)

    @rule(target=keys, plan=st.sampled_from(list(PLANS)))
    def new_account(self, plan):
        return self.create_account(plan)

    @rule(target=keys, key=keys, live=st.booleans())
    def new_key(self, key, live):
        return self.create_key(key.account, live=live)

    @rule(key=consumes(keys))
    def revoke(self, key):
        anyio.run(self.accounts.keys.revoke, key.id)
        key.revoked = True
        with pytest.raises(AuthenticationFailed):
            anyio.run(self.accounts.authenticate, key.secret)

    @rule(target=keys, key=keys, overlap_s=st.integers(0, 2000))
    def rotate(self, key, overlap_s):
        rotate = partial(self.accounts.keys.rotate, key.id, overlap_s=overlap_s)
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
        target=reservations,
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
        reservation = ModelReservation(
            admission.id,
            account,
            self.month,
            admission.chars,
            chars,
            self.clock.now + RESERVATION_TTL_S,
            None,
            prior,
        )
        if claim:
            place = (account.id, claim[0])
            known = self.claims.get(place)
            if known is None or known.created_at <= self.clock.now - DAY_S:
                known = self.claims[place] = ModelClaim(claim[1], self.clock.now, reservation)
            known.reservation = reservation
            reservation.claim = known
        self.held.append(reservation)
        return reservation

    def expected(self, key, chars, claim, counted):
        """The expected refusal, or None, and the characters charged before under the claim."""
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
            if (
                known.reservation is not None
                and not known.reservation.ended
                and known.reservation.expires_at > now
            ):
                return Conflict, 0
            prior = known.charged
        cap = PLANS[account.plan].monthly_chars
        held = sum(
            reservation.chars
            for reservation in self.held
            if reservation.account is account
            and reservation.month == self.month
            and reservation.expires_at > now
        )
        needed = max(0, chars - prior)
        if cap is not None and account.used.get(self.month, 0) + held + needed > cap:
            return QuotaExceeded, 0
        return None, prior

    def hit(self, key):
        """Whether one more request of the key is admitted; counts it if so."""
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

    @rule(reservation=consumes(reservations), part=st.floats(0, 1))
    def settle(self, reservation, part):
        delivered = round(reservation.text * part)
        billed = anyio.run(partial(self.settle_by_id, reservation.id, chars=delivered))
        current = reservation.claim is not None and reservation.claim in self.claims.values()
        owed = max(0, delivered - (reservation.claim.charged if current else reservation.prior))
        if reservation.expires_at > self.clock.now:
            assert billed == owed
        else:
            # It expired: a capped account is charged at most what is left of its cap.
            assert 0 <= billed <= owed
            # After two days an expired reservation is pruned and cannot be charged.
            pruned = reservation.expires_at < self.clock.now - 2 * DAY_S and billed == 0
            assert billed == owed or reservation.account.plan == "free" or pruned
        assert anyio.run(partial(self.settle_by_id, reservation.id, chars=delivered)) == billed
        anyio.run(self.release_by_id, reservation.id)
        reservation.account.used[reservation.month] = (
            reservation.account.used.get(reservation.month, 0) + billed
        )
        reservation.account.requests += 1
        if reservation.claim:
            reservation.claim.charged += billed
        self.end(reservation)

    @rule(reservation=consumes(reservations))
    def fail_or_cancel(self, reservation):
        # An expired reservation stays as it is; sweeping first keeps the model simple.
        anyio.run(self.billing.sweep)
        anyio.run(self.release_by_id, reservation.id)
        expired = reservation.expires_at <= self.clock.now
        self.end(reservation)
        if (
            reservation.claim
            and not expired
            and reservation.claim.reservation is reservation
            and not reservation.claim.charged
        ):
            for place, claim in list(self.claims.items()):
                if claim is reservation.claim:
                    del self.claims[place]
        elif expired:
            assert anyio.run(partial(self.settle_by_id, reservation.id, chars=0)) == 0
            reservation.account.requests += 1

    def end(self, reservation):
        reservation.ended = True
        self.held.remove(reservation)

    @rule()
    def crash(self):
        """Replace the server process: every admission in memory is lost."""
        if self.store._in_memory:
            self.start_process()
        else:
            self.store.close()
            self.store.open()
            self.start_process()
        self.clock.advance(60)  # the limiter's counts are lost as well

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
        """Names of the plans that were in force in the current month."""
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
            self.check_invoice(account)

    def check_invoice(self, account):
        usage = self.store.read_sync(lambda tx: read_usage(tx, account.id, self.month, PLANS))
        chars = account.used.get(self.month, 0)
        assert usage.chars == chars
        assert sum(day.chars for day in usage.by_day) == chars
        assert sum(key.chars for key in usage.by_key) == chars
        most_expensive = PLANS[max(self.in_force(account), key=lambda name: PLANS[name].fee_micros)]
        overage = max(0, chars - most_expensive.included_chars)
        per_char = most_expensive.overage_micros_per_million // 1_000_000
        assert usage.invoice.plan == most_expensive.name
        assert usage.invoice.total_micros == most_expensive.fee_micros + overage * per_char


class InMemory(BillingMachine):
    def new_url(self):
        return "sqlite://"


class OnSQLite(BillingMachine):
    def new_url(self):
        self.folder = Path(tempfile.mkdtemp(prefix="phemius-ledger-"))
        return f"sqlite:///{self.folder / 'phemius.db'}"

    def teardown(self):
        super().teardown()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


class OnPostgres(BillingMachine):
    url = None

    def new_url(self):
        if OnPostgres.url is None:
            OnPostgres.url = new_postgres_database()
            upgrade_database(OnPostgres.url)
        # A trigger refuses TRUNCATE of the ledger: without triggers it is as a new database.
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
def test_billing_agrees_with_the_model_in_memory():
    run(InMemory, examples=80, steps=40)


@pytest.mark.slow
def test_billing_agrees_with_the_model_on_sqlite():
    run(OnSQLite, examples=25, steps=40)


@pytest.mark.slow
@pytest.mark.postgres
def test_billing_agrees_with_the_model_on_postgres():
    pytest.importorskip("psycopg")
    run(OnPostgres, examples=20, steps=40)

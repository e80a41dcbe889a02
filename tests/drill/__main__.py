"""Failure drills on loopback: what clients see, what is charged, and how long it takes.

python -m tests.drill faults      two servers, a worker, PostgreSQL and Redis, and what fails
python -m tests.drill rude        half-sent requests, idle sockets, dropped streams, slow readers
python -m tests.drill soak        twenty minutes at 80 % load with cancels and reconnects

It starts everything itself, on free ports, and needs PostgreSQL's and Redis' server programs.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import httpx2

from tests.drill.faults import FAULTS, bulk_job, run_faults
from tests.drill.faults import Finding as FaultFinding
from tests.drill.processes import Deployment
from tests.drill.rude import Finding as RudeFinding
from tests.drill.rude import run_rude
from tests.drill.soak import run_soak

_SERVERS = ("fastapi", "flask")
_MAX_RECOVERY_S = 60
"""A server that was killed has to load its model again, beside everything else."""
_JOB_TIMEOUT_S = 120


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("drill", choices=("faults", "rude", "soak"))
    parser.add_argument("--engine", default="cpu", help="PHEMIUS_ENGINE of all processes.")
    parser.add_argument("--fault", action="append", help="Only this fault; may be repeated.")
    parser.add_argument("--minutes", type=float, default=20, help="Length of the soak.")
    parser.add_argument("--seconds", type=float, default=30, help="How long rude clients stay.")
    parser.add_argument("--smoke", action="store_true", help="Shortened, on the engine of tests.")
    options = parser.parse_args()
    engine = "tone" if options.smoke else options.engine
    with _deployment(engine) as deployment:
        match options.drill:
            case "faults":
                return _faults(deployment, only=options.fault, smoke=options.smoke)
            case "rude":
                return _rude(deployment, seconds=options.seconds, smoke=options.smoke)
            case _:
                return _soak(deployment, minutes=0.2 if options.smoke else options.minutes)


@contextmanager
def _deployment(engine: str) -> Iterator[Deployment]:
    folder = Path(tempfile.mkdtemp(prefix="phemius-drill-"))
    # One thread an engine, since the servers share the machine; and caches that are soon full,
    # so that memory that grows is memory that leaks.
    deployment = Deployment(
        folder,
        engine=engine,
        PHEMIUS_THREADS="1",
        PHEMIUS_CACHE_BYTES=str(8 << 20),
        PHEMIUS_SEGMENT_CACHE_BYTES=str(4 << 20),
    )
    try:
        for server in _SERVERS:
            deployment.start_server(server)
        yield deployment
    finally:
        deployment.close()
        shutil.rmtree(folder, ignore_errors=True)


def _faults(deployment: Deployment, *, only: list[str] | None, smoke: bool) -> int:
    faults = [fault for fault in FAULTS if only is None or fault.name in only]
    deployment.start_worker()
    keys = deployment.create_keys("drill", "growth", 4 if smoke else 12)
    (job_key,) = deployment.create_keys("jobs", "growth")
    items = 20 if smoke else 200
    job = bulk_job(deployment, job_key, items)

    def report(finding: FaultFinding) -> None:
        print(
            f"{finding.fault}\n    seen: {finding.seen}\n    books: {finding.books}\n"
            f"    recovery: {finding.recovery_s}, longest gap: {finding.gap_s}",
            flush=True,
        )

    findings = run_faults(deployment, keys, faults=faults, scale=0.2 if smoke else 1, report=report)
    with httpx2.Client(
        base_url=deployment.url("fastapi"), headers={"Authorization": f"Bearer {job_key}"}
    ) as http:
        deadline = time.monotonic() + _JOB_TIMEOUT_S
        while (state := http.get(f"/v1/jobs/{job}").json())["status"] in {"queued", "running"}:
            if time.monotonic() > deadline:
                break
            time.sleep(1)
        usage = http.get("/v1/usage").json()
    reserved = deployment.reserved_chars()
    print(f"bulk job: {state['status']}, {state['progress']:.0%}, charged {usage['chars']}")
    print(f"reserved: {reserved}")
    print(f"exits: { {name: p.exits for name, p in deployment.processes.items()} }")
    failed = reserved or state["status"] != "succeeded"
    for finding in findings:
        failed = failed or finding.books.wrong or finding.books.free
        failed = failed or max(finding.recovery_s.values()) > _MAX_RECOVERY_S
    return int(bool(failed))


def _rude(deployment: Deployment, *, seconds: float, smoke: bool) -> int:
    rude_keys = deployment.create_keys("rude", "growth", 4)
    keys = deployment.create_keys("normal", "growth", 4)
    failed = False
    for server in _SERVERS:

        def report(finding: RudeFinding) -> None:
            print(json.dumps(asdict(finding)), flush=True)

        findings = run_rude(
            deployment,
            server,
            rude_keys=rude_keys,
            keys=keys,
            lasts_s=3 if smoke else seconds,
            scale=0.1 if smoke else 1,
            report=report,
        )
        failed |= any(finding.failed for finding in findings)
    return int(failed)


def _soak(deployment: Deployment, *, minutes: float) -> int:
    keys = deployment.create_keys("soak", "growth", 8)
    soak = run_soak(deployment, keys, minutes=minutes, load=0.8)
    for name, samples in soak.memory_mib.items():
        print(f"{name} MiB: {[mib for _, mib in samples]}")
    print(f"slope, MiB a minute, with its standard error: {soak.slopes()}")
    print(f"capacity {soak.capacity_s} s of audio a second, load {soak.load}")
    print(f"seen: {soak.seen}")
    print(f"first audio: p50 {soak.first_audio_p50_s} s, p95 {soak.first_audio_p95_s} s")
    print(f"books: {soak.books}")
    print(f"reserved: {soak.reserved_after}")
    return int(bool(soak.books.wrong or soak.reserved_after))


if __name__ == "__main__":
    raise SystemExit(main())

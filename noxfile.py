"""Every check of the project, each in an environment of its own.

`nox` runs all that gates a change; `nox -s tests` the matrix of adapters and engines.
"""

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "layers", "tests"]
nox.options.error_on_missing_interpreters = False

CONSTRAINTS = ("-c", "constraints.txt")
TORCH = "torch==2.13.0"


def install(session: nox.Session, *extras: str) -> None:
    """Installs the project with extras, as pinned."""
    session.install("-e", f".[{','.join(extras)}]", *CONSTRAINTS)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and formatting."""
    session.install("ruff", *CONSTRAINTS)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types; and every public symbol of the client has one that needs no guessing."""
    install(session, "dev")
    session.run("mypy")
    session.run("basedpyright", "--verifytypes", "phemius_client", "--ignoreexternal")


@nox.session
def layers(session: nox.Session) -> None:
    """Who may import whom."""
    install(session, "dev")
    session.run("lint-imports")


@nox.session
@nox.parametrize("engine", ["cpu", "torch"])
@nox.parametrize("adapter", ["fastapi", "flask"])
def tests(session: nox.Session, adapter: str, engine: str) -> None:
    """The whole suite, for each adapter with each engine."""
    install(session, "dev")
    if engine == "torch":
        session.install(TORCH, "kokoro==0.9.4", *CONSTRAINTS)
    env = {"PHEMIUS_ADAPTER": adapter, "PHEMIUS_TEST_EXAMPLE_ADAPTER": "1"}
    session.run("pytest", *session.posargs, env=env)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, every warning an error."""
    session.install("-r", "docs/requirements.txt")
    install(session, "fastapi", "flask")
    session.run("sphinx-build", "-W", "-b", "html", "docs", "docs/_build/html")


@nox.session
def bench(session: nox.Session) -> None:
    """Measurements, side by side with whichever peers can be installed."""
    install(session, "dev")
    session.install(TORCH, "kokoro==0.9.4", "-r", "benchmarks/requirements.txt", *CONSTRAINTS)
    session.run("phemius", "bench", "--engine", "cpu", "--engine", "torch")
    for script in ("billing", "http_overhead", "intelligibility", "streaming"):
        session.run("python", f"benchmarks/{script}.py")

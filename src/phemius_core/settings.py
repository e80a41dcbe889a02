"""Settings of servers and of the command line; the library itself reads no environment."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "default_data_dir"]


def default_data_dir() -> Path:
    """`$XDG_DATA_HOME/phemius`, or `~/.local/share/phemius`."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "phemius"


class Settings(BaseSettings):
    """From arguments, `PHEMIUS_…` variables of the environment, then a `.env` file.

    `PHEMIUS_DATABASE_URL` is `database_url`, and so on. Frozen: made once, passed in.
    """

    model_config = SettingsConfigDict(
        env_prefix="PHEMIUS_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """Model files, the SQLite database and the pepper."""
    model_dir: Path | None = None
    """Where to look for model files first."""
    database_url: str | None = None
    """`postgresql+psycopg://…`; a SQLite file in the data directory where none is given."""
    redis_url: str | None = None
    """Where requests per minute are counted over several processes; in process without it."""
    redis_on_failure: Literal["fail_open", "fail_closed"] = "fail_closed"
    pepper: SecretStr | None = None
    """What API keys are hashed with; kept in the data directory where none is given."""

    engine: Annotated[str, Field(pattern=r"^(cpu|torch|tone|[\w.]+:\w+)$")] = "cpu"
    """`cpu`, `torch`, or a factory of your own as `module:function`."""
    weights: Literal["int8", "official"] = "int8"
    """`official`: the published float32 weights, from the hub if they are not here yet."""
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    """Cores per worker; all of this process by default."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Engines in this process, each with its own copy of the model."""
    max_queued_segments: Annotated[int, Field(ge=1, le=100_000)] = 256
    """Segments that may wait for an engine; past that, 503."""

    cache_bytes: Annotated[int, Field(ge=0, le=1 << 40)] = 128 << 20
    """Audio of whole requests of under a minute that is kept in this process; 0 for none."""
    segment_cache_bytes: Annotated[int, Field(ge=0, le=1 << 40)] = 32 << 20
    """Audio of single segments that is kept, for sentences that come again; 0 for none."""
    max_sockets: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    """WebSockets that may be open at once; past that, the handshake is refused."""

    jobs: Literal["embedded", "workers"] = "embedded"
    """Who works on jobs: the server itself, or `phemius worker` processes."""
    job_lease_s: Annotated[float, Field(ge=1, le=3600)] = 30
    """An item whose worker has not been heard of for so long is given to another."""
    job_retention_days: Annotated[float, Field(gt=0, le=3650)] = 7
    """Ended jobs are deleted then, with their audio."""
    max_open_jobs: Annotated[int, Field(ge=1, le=10_000)] = 20
    """Of one account; past that, 429."""
    max_job_chars: Annotated[int, Field(ge=1, le=5_000_000)] = 500_000
    """Of all texts of one job."""
    max_job_body_bytes: Annotated[int, Field(ge=1024, le=64 << 20)] = 8 << 20
    max_sample_bytes: Annotated[int, Field(ge=1024, le=256 << 20)] = 20 << 20
    """Of a recording that a voice is cloned from."""
    keep_references: bool = False
    """Whether recordings stay with the voices that were cloned from them; else they are deleted."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 << 20)] = 256 << 10
    body_timeout_s: Annotated[float, Field(gt=0, le=600)] = 30
    """A request body must have arrived whole by then."""
    stop_timeout_s: Annotated[float, Field(ge=0, le=600)] = 15
    """Told to stop, a server lets what is being spoken go on for so long."""
    openai_profile: Literal["phemius", "openai"] = "phemius"
    """How the OpenAI endpoint behaves: as the contract says, or as OpenAI's own does."""

"""Settings of servers and the command line; the rest of the library reads no environment."""

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = ["Settings", "default_data_dir"]


def default_data_dir() -> Path:
    """Return `$XDG_DATA_HOME/phemius`, or `~/.local/share/phemius`."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "phemius"


class Settings(BaseSettings):
    """Settings from arguments, `PHEMIUS_…` environment variables, then a `.env` file.

    The variable of `database_url` is `PHEMIUS_DATABASE_URL`, and so on. Settings are frozen:
    create them once and pass them on.
    """

    model_config = SettingsConfigDict(
        env_prefix="PHEMIUS_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """Directory of model files, the SQLite database and the pepper."""
    model_dir: Path | None = None
    """Directory that is searched for model files first."""
    database_url: str | None = Field(default=None, repr=False)
    """Database, such as `postgresql+psycopg://…`; a SQLite file in the data directory if None."""
    redis_url: str | None = Field(default=None, repr=False)
    """Redis that counts requests per minute and caches audio for several processes, such as
    `redis://host:6379/0`; each process does so for itself if None."""
    cache_redis_url: str | None = Field(default=None, repr=False)
    """Redis that caches audio for several processes; that of `redis_url` if None."""
    share_cached_audio: bool = True
    """Whether audio is also cached in Redis, where there is one."""
    redis_on_failure: Literal["fail_open", "fail_closed"] = "fail_closed"
    """What to do while Redis does not answer or refuses to count: `fail_closed` refuses requests
    with 503, `fail_open` lets each process count its own requests per minute."""
    pepper: SecretStr | None = None
    """HMAC key of API keys' digests, at least 32 bytes; a file in the data directory if None."""

    engine: Annotated[str, Field(pattern=r"^(cpu|torch|tone|[\w.]+:\w+)$")] = "cpu"
    """Engine: `cpu`, `torch`, `tone` (a hum, for tests), or a factory as `module:function`."""
    weights: Literal["int8", "official"] = "int8"
    """Weights: `int8`, or `official`, the published float32 weights, downloaded if missing."""
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    """Threads per engine; if None, the CPUs that the affinity mask and the container's quota leave
    to this process, shared among its engines, at most 8 each."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Engines in this process, each with its own copy of the model."""
    max_queued_segments: Annotated[int, Field(ge=1, le=100_000)] = 256
    """Segments that may wait for an engine; further requests are refused with 503."""

    cache_bytes: Annotated[int, Field(ge=0, le=1 << 40)] = 128 << 20
    """Size in bytes of this process' cache of requests with less than a minute of audio; 0 turns
    it off."""
    segment_cache_bytes: Annotated[int, Field(ge=0, le=1 << 40)] = 32 << 20
    """Size in bytes of this process' cache of single segments; 0 turns it off."""
    cache_scope: Literal["shared", "account"] = "shared"
    """Whose requests cached audio answers: those of every account, or of the account whose
    request it was made for alone."""
    max_sockets: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    """WebSockets that may be open at once. When all are, the one that has been idle the longest is
    closed for a new one; if none is idle, the new one is closed with 1013 (try again later)."""
    max_sockets_per_account: Annotated[int, Field(ge=1, le=100_000)] = 200
    """WebSockets of one account that may be open at once; further ones are closed with 4029."""
    max_unauthenticated_sockets: Annotated[int, Field(ge=1, le=100_000)] = 50
    """WebSockets of one network address that may be open without an API key at once; further ones
    are closed with 1013."""
    max_speeches_per_account: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Speech requests of one account that may be in flight at once; further ones are refused with
    429."""
    max_speech_s: Annotated[float, Field(ge=60, le=86_400)] = 7200
    """Seconds after which a reply is cut short, however slowly it is read."""
    max_other_requests: Annotated[int, Field(ge=1, le=1_000_000)] = 3000
    """Requests of any kind per minute and API key, counted in each process; further ones are
    refused with 429."""
    max_failed_authentications: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    """Failed authentications per minute and network address, counted in each process; further
    requests without a valid key are refused with 429 for the rest of the minute."""
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = (
        IPv4Network("127.0.0.0/8"),
        IPv6Network("::1/128"),
    )
    """Addresses or networks of proxies whose X-Forwarded-For names the client, separated by
    commas."""

    jobs: Literal["embedded", "workers"] = "embedded"
    """What works on jobs: the server itself (`embedded`), or `phemius worker` processes."""
    job_lease_s: Annotated[float, Field(ge=1, le=3600)] = 30
    """Seconds without a heartbeat after which an item is given to another worker."""
    job_retention_days: Annotated[float, Field(gt=0, le=3650)] = 7
    """Days after which an ended job is deleted, together with its audio."""
    max_open_jobs: Annotated[int, Field(ge=1, le=10_000)] = 20
    """Jobs of one account that may be open at once; further ones are refused with 429."""
    max_job_chars: Annotated[int, Field(ge=1, le=5_000_000)] = 500_000
    """Characters of all texts of one job; a job with more is refused with 413."""
    files_url: str | None = Field(default=None, repr=False)
    """Where the audio of jobs is kept: `file:///directory` or
    `s3://bucket/prefix?endpoint_url=https://host`; `files` in the data directory if None."""
    max_account_file_bytes: Annotated[int, Field(ge=1 << 20, le=1 << 50)] = 20 << 30
    """Bytes of job audio of one account that may be kept at once; further items fail."""
    max_job_body_bytes: Annotated[int, Field(ge=1024, le=64 << 20)] = 8 << 20
    """Bytes of the request body that creates a job; a larger one is refused with 413."""
    max_sample_bytes: Annotated[int, Field(ge=1024, le=256 << 20)] = 20 << 20
    """Bytes of a recording that a voice is cloned from; a larger one is refused with 413."""
    keep_references: bool = False
    """Whether recordings are kept with the voices that were cloned from them, or deleted."""

    host: str = "127.0.0.1"
    """Address that the server listens on."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port that the server listens on."""
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 << 20)] = 256 << 10
    """Bytes of any other request body; a larger one is refused with 413."""
    max_bodies_bytes: Annotated[int, Field(ge=1 << 20, le=1 << 40)] = 512 << 20
    """Bytes of all request bodies that may be held at once; further ones are refused with 503."""
    max_connections: Annotated[int, Field(ge=16, le=1_000_000)] = 4000
    """Connections that may be open at once; further ones wait to be accepted, or are closed."""
    head_timeout_s: Annotated[float, Field(gt=0, le=600)] = 10
    """Seconds within which the head of a request must arrive; a slower connection is closed."""
    send_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 60
    """Seconds after which a client that takes nothing of a reply is disconnected."""
    body_timeout_s: Annotated[float, Field(gt=0, le=600)] = 30
    """Seconds within which a request body must arrive; a slower one is refused with 408."""
    stop_timeout_s: Annotated[float, Field(ge=0, le=600)] = 15
    """Seconds that replies in flight may take to end when the server is stopped."""
    openai_profile: Literal["phemius", "openai"] = "phemius"
    """Behaviour of the OpenAI endpoint: `phemius` as in the contract, `openai` as OpenAI's own."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

"""Which storage a URL means."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from phemius_core.errors import SetupError
from phemius_core.files._local_directory import LocalDirectory
from phemius_core.files._storage import FileStorage

__all__ = ["open_file_storage"]


def open_file_storage(url: str) -> FileStorage:
    """Returns the storage at a URL. No connection is made.

    Args:
        url: `file:///directory`, or
            `s3://bucket/prefix?endpoint_url=https://host&region=eu-central-1`; prefix and query
            may be left out.

    Raises:
        SetupError: The URL means no storage.
        MissingExtra: boto3 is not installed.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return LocalDirectory(Path(unquote(parts.path)))
    # The URL may hold a password: it is not repeated.
    if parts.scheme != "s3" or not parts.hostname or parts.username is not None:
        raise SetupError(
            "the URL of the file storage cannot be used: give file:///directory or "
            "s3://bucket/prefix?endpoint_url=https://host"
        )
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = options.keys() - {"endpoint_url", "region"}
    if unknown:
        raise SetupError(
            f"the URL of the file storage has the unknown option {min(unknown)!r}: "
            "give endpoint_url and region alone"
        )
    from phemius_core.files._s3 import S3Bucket

    prefix = unquote(parts.path).strip("/")
    try:
        return S3Bucket(
            parts.netloc,
            f"{prefix}/" if prefix else "",
            endpoint_url=options.get("endpoint_url"),
            region=options.get("region"),
        )
    except ValueError as error:
        raise SetupError(f"the URL of the file storage cannot be used: {error}") from error

"""Files in a bucket of Amazon S3, or of a service with its API."""

import logging
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from phemius_core.errors import MissingExtra, NotFound
from phemius_core.files._storage import (
    FileInfo,
    FilesUnavailable,
    OpenFile,
    StorageThreads,
    check_key,
    check_prefix,
)

__all__ = ["S3Bucket"]

logger = logging.getLogger(__name__)

_CONNECT_TIMEOUT_S: Final = 5
_READ_TIMEOUT_S: Final = 30
_ATTEMPTS: Final = 3
_CONNECTIONS: Final = 16
_SPOOLED_BYTES: Final = 8 << 20
_DELETED_AT_ONCE: Final = 1000
_PAGE_FILES: Final = 1000
_MISSING: Final = frozenset({"NoSuchKey", "404", "NotFound"})


class S3Bucket:
    """A `FileStorage` in a bucket, by boto3 in worker threads.

    Credentials and region come from where boto3 looks for them: `AWS_ACCESS_KEY_ID`,
    `AWS_SECRET_ACCESS_KEY` and `AWS_DEFAULT_REGION`, its files, or the role of the machine.

    Args:
        bucket: Name of the bucket, which must exist.
        prefix: Begins the name of every object; empty, or ending with `/`.
        endpoint_url: Address of the service, if it is not Amazon's.
        region: Region; boto3's if None.

    Raises:
        MissingExtra: boto3 is not installed.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint_url: str | None = None,
        region: str | None = None,
    ) -> None:
        try:
            import boto3
            from botocore.config import Config
        except ImportError as exc:
            raise MissingExtra("boto3", "s3") from exc
        self._bucket = bucket
        self._prefix = check_prefix(prefix)
        # A session of its own: boto3's default one must not be used from several threads.
        session = boto3.session.Session()
        if endpoint_url is not None and session.region_name is None:
            region = region or "us-east-1"  # services with one region ignore it
        self._client = session.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            config=Config(
                connect_timeout=_CONNECT_TIMEOUT_S,
                read_timeout=_READ_TIMEOUT_S,
                retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                max_pool_connections=_CONNECTIONS,
                # Names of buckets as host names need DNS, which services of one's own often lack.
                s3={"addressing_style": "path"} if endpoint_url is not None else None,
                # Services other than Amazon's may not know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        self._threads = StorageThreads(self._translated)

    async def write(self, key: str, data: bytes | AsyncIterable[bytes]) -> int:
        """Writes a file; see `FileStorage`."""
        name = self._name(key)
        if isinstance(data, bytes):
            await self._threads.run(
                lambda: self._client.put_object(Bucket=self._bucket, Key=name, Body=data)
            )
            return len(data)
        size = 0
        with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as spooled:
            async for chunk in data:
                size += await self._threads.run(lambda: spooled.write(chunk))  # noqa: B023
            await self._threads.run(lambda: spooled.seek(0))
            # In several parts where it is large; the object appears when all have arrived.
            await self._threads.run(
                lambda: self._client.upload_fileobj(spooled, self._bucket, name)
            )
        return size

    async def open(self, key: str) -> OpenFile:
        """Opens a file; see `FileStorage`."""
        name = self._name(key)
        reply = await self._threads.run(
            lambda: self._client.get_object(Bucket=self._bucket, Key=name)
        )
        return OpenFile(reply["Body"], int(reply["ContentLength"]), self._threads)

    async def delete(self, keys: Collection[str]) -> None:
        """Deletes files; see `FileStorage`."""
        names = [self._name(key) for key in keys]

        def delete() -> None:
            for start in range(0, len(names), _DELETED_AT_ONCE):
                objects = [{"Key": name} for name in names[start : start + _DELETED_AT_ONCE]]
                reply = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True}
                )
                if errors := reply.get("Errors"):
                    logger.warning("files were not deleted: %s", errors[0].get("Code"))
                    raise FilesUnavailable

        await self._threads.run(delete)

    def list(self, prefix: str = "") -> AsyncGenerator[FileInfo]:
        """Yields files; see `FileStorage`."""
        return self._threads.iterate(self._objects(self._prefix + check_prefix(prefix)))

    async def remove_interrupted_writes(self, before: float) -> None:
        """Removes what interrupted writes left; see `FileStorage`."""

        def remove() -> None:
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for upload in page.get("Uploads", ()):
                    if upload["Initiated"].timestamp() < before:
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )

        await self._threads.run(remove)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._threads.run(self._client.close)

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)

    def _objects(self, prefix: str) -> Iterator[FileInfo]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(
            Bucket=self._bucket, Prefix=prefix, PaginationConfig={"PageSize": _PAGE_FILES}
        ):
            for found in page.get("Contents", ()):
                yield FileInfo(
                    found["Key"].removeprefix(self._prefix),
                    int(found["Size"]),
                    found["LastModified"].timestamp(),
                )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

        try:
            yield
        except ClientError as error:
            code = _error_code(error)
            if code in _MISSING:
                raise NotFound("there is no such file in the file storage") from None
            logger.warning("the file storage refused a request: %s", code)
            raise FilesUnavailable from error
        except (BotoCoreError, Boto3Error, HTTPClientError, OSError) as error:
            logger.warning("the file storage does not answer: %s", type(error).__name__)
            raise FilesUnavailable from error


def _error_code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))

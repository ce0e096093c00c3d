"""Shelves for files: a folder, or a bucket behind S3's protocol.  A file stands on one whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import parse_qsl, urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from ledger.errors import Misconfigured, Unavailable
from ledger.store.documents import sync_folder, whole_file

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0
"""How long a bucket may be silent while it takes or gives a file."""

ATTEMPTS = 2


class Shelf(Protocol):
    """Where files stand by name; a name is the hexadecimal digest of the bytes."""

    def has(self, name: str) -> bool:
        """Whether a file stands here under this name."""

    def keep(self, name: str, file: Path) -> None:
        """Put a file here; it may be moved away from where it is.  Raises `Unavailable` FilesUnavailable."""

    def take(self, name: str, into: IO[bytes]) -> bool:
        """Copy a file's bytes; False if none stands here.  Raises `Unavailable` FilesUnavailable."""

    def remove(self, name: str) -> None:
        """Take a file away, if one stands here.  Raises `Unavailable` FilesUnavailable."""


class Folder:
    """A shelf in a directory, 256 folders below it, as documents have it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def _place(self, name: str) -> Path:
        return self._directory / name[:2] / name[2:]

    def has(self, name: str) -> bool:
        return self._place(name).exists()

    def keep(self, name: str, file: Path) -> None:
        place = self._place(name)
        with _told():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if file.stat().st_dev == place.parent.stat().st_dev:
                file.replace(place)
                sync_folder(place.parent)
            else:
                with file.open("rb") as source, whole_file(place) as copy:
                    shutil.copyfileobj(source, copy)

    def take(self, name: str, into: IO[bytes]) -> bool:
        with _told():
            try:
                with self._place(name).open("rb") as source:
                    shutil.copyfileobj(source, into)
            except FileNotFoundError:
                return False
        return True

    def remove(self, name: str) -> None:
        with _told():
            self._place(name).unlink(missing_ok=True)


class Bucket:
    """
    A shelf in a bucket: `s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=REGION`.

    The credentials are apart from the URL, which may be logged.  A bucket shows an object when all of it has come.
    """

    def __init__(self, url: str, access_key: str, secret_key: str) -> None:
        """Raises `Misconfigured` FilesUrlInvalid, FilesCredentialsMissing."""
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        endpoint = urlsplit(asked.pop("endpoint", ""))
        region = asked.pop("region", "us-east-1")
        known = endpoint.scheme in ("http", "https") and endpoint.netloc and not endpoint.path.strip("/")
        if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc + endpoint.netloc or asked or not known:
            raise Misconfigured("FilesUrlInvalid", expected="s3://BUCKET?endpoint=https://HOST")
        if not access_key or not secret_key:
            raise Misconfigured("FilesCredentialsMissing")
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/")
        self._client = Minio(
            endpoint.netloc,
            access_key=access_key,
            secret_key=secret_key,
            secure=endpoint.scheme == "https",
            region=region,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=SILENCE_SECONDS),
                retries=urllib3.Retry(total=ATTEMPTS, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            ),
        )

    def _object(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def has(self, name: str) -> bool:
        with _told():
            try:
                self._client.stat_object(self._bucket, self._object(name))
            except S3Error as error:
                if error.code in ("NoSuchKey", "NoSuchObject"):
                    return False
                raise
        return True

    def keep(self, name: str, file: Path) -> None:
        with _told():
            self._client.fput_object(self._bucket, self._object(name), str(file))
            file.unlink()

    def take(self, name: str, into: IO[bytes]) -> bool:
        with _told():
            try:
                answer = self._client.get_object(self._bucket, self._object(name))
            except S3Error as error:
                if error.code in ("NoSuchKey", "NoSuchObject"):
                    return False
                raise
            try:
                shutil.copyfileobj(answer, into)
            finally:
                answer.close()
                answer.release_conn()
        return True

    def remove(self, name: str) -> None:
        with _told():
            self._client.remove_object(self._bucket, self._object(name))


@contextmanager
def _told() -> Iterator[None]:
    """Tell of a shelf's trouble in our words; what a bucket answers may name its host and is not repeated."""
    try:
        yield
    except S3Error as error:
        raise Unavailable("FilesUnavailable", reason=error.code) from error
    except (MinioException, HTTPError) as error:
        raise Unavailable("FilesUnavailable", reason=type(error).__name__) from error
    except OSError as error:
        raise Unavailable("FilesUnavailable", reason=error.strerror or type(error).__name__) from error

"""ObjectPath: a place in an object store (s3://, gs://, az://, ...), with as much of pathlib's interface as datasets use.

What object stores do not have is not imitated: there are no folders to make or to sync, nothing is renamed or appended to, and an object
is written whole or not at all. Every request goes through ``patiently``, so that no caller need think of a store that is away for a while.
"""

import fnmatch
import io
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeVar

from setpiece.assets.errors import UserError

PATIENCE_S = 120.0
"""So long a request is tried again before the store is given up."""
_PATIENCE_AT_START_S = 5.0
_LONGEST_PAUSE_S = 8.0
_ANSWERS = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError)
_CREDENTIALS = ("Credential", "Authentication", "ProfileNotFound", "TokenRetrieval", "UnauthorizedSSOToken")
_NETWORK_LIBRARIES = {"botocore", "aiobotocore", "aiohttp", "s3fs", "gcsfs", "google", "adlfs", "azure", "requests", "urllib3", "fsspec"}
_OPTIONS = {"s3": {"max_concurrency": 1}}
"""Of large objects, parts one after the other: else s3fs asks for the size of each object before it reads it."""

Result = TypeVar("Result")


@dataclass(frozen=True, order=True)
class ObjectPath:
    """A place in an object store.

    Attributes:
        url: scheme, bucket and key, without a slash at its end.
    """

    url: str

    def __truediv__(self, name: str) -> "ObjectPath":
        return ObjectPath(f"{self.url}/{name}")

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """The last part."""
        return self.url.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """The name's suffix, with the dot."""
        return PurePosixPath(self.name).suffix

    @property
    def parent(self) -> "ObjectPath":
        """What it lies in."""
        return ObjectPath(self.url.rpartition("/")[0])

    def with_suffix(self, suffix: str) -> "ObjectPath":
        """The same place with another suffix."""
        return self.parent / f"{self.stem}{suffix}"

    def relative_to(self, root: "ObjectPath") -> PurePosixPath:
        """The part of the key below ``root``."""
        return PurePosixPath(self.url).relative_to(root.url)

    def resolve(self) -> "ObjectPath":
        """Itself: URLs have no links."""
        return self

    def exists(self) -> bool:
        """Whether there is an object."""
        return self._ask(lambda store: bool(store.isfile(self.url)))

    is_file = exists

    def read_bytes(self) -> bytes:
        """The whole object.

        Raises:
            FileNotFoundError: there is none.
        """
        return self._ask(lambda store: bytes(store.cat_file(self.url)))

    def read_range(self, begin: int, length: int) -> bytes:
        """So many bytes of the object; fewer if it ends before.

        Raises:
            FileNotFoundError: there is none.
        """
        return self._ask(lambda store: bytes(store.cat_file(self.url, start=begin, end=begin + length)))

    def open(self, mode: str = "rb") -> IO[bytes]:
        """The object as a stream, read whole: for small ones."""
        assert mode == "rb"
        return io.BytesIO(self.read_bytes())

    def write_bytes(self, data: bytes) -> None:
        """Puts the object there, whole or not at all."""
        self._put(lambda store: store.pipe_file(self.url, data))

    def upload(self, file: Path) -> None:
        """Puts the object there from a file of any size, whole or not at all."""
        self._put(lambda store: store.put_file(str(file), self.url))

    def download(self, file: Path) -> None:
        """Copies the object, of any size, to a file.

        Raises:
            FileNotFoundError: there is none.
        """
        self._ask(lambda store: store.get_file(self.url, str(file)))

    def create(self, data: bytes) -> bool:
        """Puts the object there unless there is one: False if somebody was faster.

        Stores that know no conditional writes (``If-None-Match``) are asked before, so that the last of several that write at the same
        moment wins.
        """

        def attempt(store: Any) -> None:  # noqa: ANN401 - fsspec is not typed
            try:
                store.pipe_file(self.url, data, mode="create")
            except OSError as error:  # a failed condition has many names
                raise (FileExistsError(self.url) if store.isfile(self.url) else error) from error

        try:
            self._put(attempt)
        except FileExistsError:
            return False
        except NotImplementedError:
            if self.exists():
                return False
            self.write_bytes(data)
        return True

    def unlink(self, missing_ok: bool = False) -> None:
        """Removes the object."""
        try:
            self._ask(lambda store: store.rm_file(self.url))
        except FileNotFoundError:
            if not missing_ok:
                raise

    def iterdir(self) -> Iterator["ObjectPath"]:
        """What lies directly below, by listing (1,000 names a request), not by asking for each."""
        for entry in self._list(lambda store: store.ls(self.url, detail=True)):
            if entry["name"].rstrip("/") != self._key():
                yield self / entry["name"].rstrip("/").rpartition("/")[2]

    def rglob(self, pattern: str) -> Iterator["ObjectPath"]:
        """All objects below whose names match."""
        for found in self._below():
            if fnmatch.fnmatchcase(found.name, pattern):
                yield found

    def glob(self, pattern: str) -> Iterator["ObjectPath"]:
        """All objects below that match, part by part."""
        wanted = pattern.split("/")
        for found in self._below():
            parts = found.relative_to(self).parts
            if len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted)):
                yield found

    def check_writable(self) -> None:
        """Writes and removes a small object.

        Raises:
            UserError: the store cannot be reached, the bucket is not there, credentials are missing or do not allow it.
        """
        probe = self / ".setpiece-write-test"
        try:
            patiently(self.url, lambda: self._store().pipe_file(probe.url, b"."), _PATIENCE_AT_START_S)
        except FileNotFoundError:
            raise UserError(f"{self.url}: there is no such bucket") from None
        probe.unlink(missing_ok=True)

    def write_below(self, objects: Mapping[str, bytes]) -> None:
        """Puts several objects there at the same time; returns when all are there."""
        self._put(lambda store: store.pipe({f"{self.url}/{name}": data for name, data in objects.items()}))

    def read_below(self, names: Sequence[str]) -> dict[str, bytes]:
        """Several objects, asked for at the same time; those that are not there are left out."""
        urls = {self._store()._strip_protocol(f"{self.url}/{name}"): name for name in names}

        def fetch(store: Any) -> dict[str, bytes]:  # noqa: ANN401 - fsspec is not typed
            found = store.cat(list(urls), on_error="return") if urls else {}
            for answer in found.values():
                if isinstance(answer, Exception) and not isinstance(answer, FileNotFoundError):
                    raise answer
            return {urls[key]: bytes(data) for key, data in found.items() if not isinstance(data, Exception)}

        return self._ask(fetch)

    def _below(self) -> Iterator["ObjectPath"]:
        skip = len(self._key()) + 1
        for key in sorted(self._list(lambda store: store.find(self.url))):
            yield self / key[skip:]

    def _list(self, work: Callable[[Any], list[Any]]) -> list[Any]:
        try:
            return list(self._ask(work))
        except FileNotFoundError:
            return []

    def _put(self, work: Callable[[Any], Any]) -> None:
        try:
            self._ask(work)
        except FileNotFoundError:
            raise UserError(f"cannot write {self.url}: there is no such bucket") from None

    def _ask(self, work: Callable[[Any], Result]) -> Result:
        store = self._store()
        return patiently(self.url, lambda: work(store))

    def _store(self) -> Any:  # noqa: ANN401 - fsspec is not typed
        return _store(self.url.partition("://")[0], os.getpid())

    def _key(self) -> str:
        return str(self._store()._strip_protocol(self.url)).rstrip("/")


def patiently(url: str, work: Callable[[], Result], patience_s: float = PATIENCE_S) -> Result:
    """What ``work`` returns; a store that is away or overloaded is asked again, at pauses that double, and each time that is logged.

    Raises:
        FileNotFoundError, FileExistsError: what the store answered.
        UserError: it refuses the credentials, or was away for longer than the patience; names the URL.
    """
    start, pause_s = time.monotonic(), 0.2 * (1.0 + os.getpid() % 97 / 97.0)  # not all workers at the same moment
    while True:
        try:
            return work()
        except _ANSWERS:
            raise
        except Exception as error:
            if _is_refusal(error):
                raise UserError(f"{url}: the store refuses: {_words(error)}") from error
            if not _is_transient(error):
                raise
            waited_s = time.monotonic() - start
            if waited_s + pause_s > patience_s:
                raise UserError(f"{url}: the store does not answer: {_words(error)}; given up after {waited_s:.0f} s") from error
            logging.getLogger(__name__).warning("%s: %s; trying again in %.1f s", url, _words(error), pause_s)
        time.sleep(pause_s)
        pause_s = min(2.0 * pause_s, _LONGEST_PAUSE_S)


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, PermissionError) or any(word in type(error).__name__ for word in _CREDENTIALS)


def _is_transient(error: Exception) -> bool:
    return isinstance(error, OSError | TimeoutError) or type(error).__module__.partition(".")[0] in _NETWORK_LIBRARIES


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@lru_cache(maxsize=8)
def _store(scheme: str, process: int) -> Any:  # noqa: ANN401 - fsspec is not typed
    """The file system of fsspec for a scheme; it finds endpoint and credentials as the provider's own tools do.

    Each process has its own, a forked one too (the workers of torch's DataLoader): connections cannot be shared.

    Raises:
        UserError: a library is missing, or nobody knows the scheme.
    """
    try:
        import fsspec
    except ImportError:
        raise UserError(f"{scheme}://: object stores need fsspec: pip install 'setpiece[cloud]'") from None
    try:
        return fsspec.filesystem(scheme, use_listings_cache=False, **_OPTIONS.get(scheme, {}))
    except ImportError as error:
        raise UserError(f"{scheme}://: {error} (for s3: pip install 'setpiece[cloud]')") from None
    except ValueError:
        raise UserError(f"{scheme}:// is nothing that fsspec knows; accepted: a folder, s3://BUCKET/PREFIX, gs://, az://") from None

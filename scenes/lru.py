"""A least-recently-used cache with a limit in bytes."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SizedCache(Generic[T]):
    """What was made for a key, until newer things need the space.

    Keys are hashes of content and ``make`` is pure, so what is returned never depends on what was asked before.

    Args:
        limit_bytes: the newest value is kept even if it is larger.
        size: bytes that a value takes.
    """

    def __init__(self, limit_bytes: int, size: Callable[[T], int]) -> None:
        self.limit_bytes = limit_bytes
        self._size = size
        self._held: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """The value of a key, made if it is not held."""
        if key not in self._held:
            value = make()
            self._held[key] = (value, self._size(value))
            self._bytes += self._held[key][1]
        self._held.move_to_end(key)
        while self._bytes > self.limit_bytes and len(self._held) > 1:
            self._bytes -= self._held.popitem(last=False)[1][1]
        return self._held[key][0]

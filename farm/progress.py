"""How far a run is: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self

from tqdm import tqdm

_LINE_EVERY_S = 10.0


class Progress:
    """Counts images on stderr.

    Args:
        total: images in the dataset when all is done.
        already: images that were there before.
    """

    def __init__(self, total: int, already: int) -> None:
        self._total, self._made, self._already = total, 0, already
        self._start = self._last_line = time.monotonic()
        self._bar = tqdm(total=total, initial=already, unit="img", smoothing=0.1, dynamic_ncols=True) if sys.stderr.isatty() else None

    @property
    def made(self) -> int:
        """Images so far, those not counted that were there before."""
        return self._made

    def advance(self, images: int = 1) -> None:
        """So many more images are there."""
        self._made += images
        if self._bar is not None:
            self._bar.update(images)
        elif images == 0:
            return
        elif time.monotonic() - self._last_line >= _LINE_EVERY_S or self._already + self._made == self._total:
            self._last_line = time.monotonic()
            self.say(self._line())

    def say(self, message: str) -> None:
        """A line for people, above the bar."""
        if self._bar is not None:
            self._bar.write(message, file=sys.stderr)
        else:
            print(message, file=sys.stderr, flush=True)  # noqa: T201

    def _line(self) -> str:
        rate = self._made / (time.monotonic() - self._start)
        left = self._total - self._already - self._made
        return f"{self._already + self._made}/{self._total} images, {rate:.2f} images/s, {duration(left / rate)} left"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()


def duration(seconds: float) -> str:
    """Seconds as people say them: "1:02:03" or "2:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

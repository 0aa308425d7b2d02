"""``key=value`` arguments of the verbs that judge datasets."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from setpiece.assets.errors import UserError


class KeyValues:
    """Arguments, each asked for by name; ``done`` complains about those that nobody asked for."""

    def __init__(self, argv: Sequence[str], help_text: str, required: Sequence[str]) -> None:
        """Splits the arguments.

        Raises:
            UserError: one is not ``key=value``, or a required one is missing.
        """
        self._usage = help_text.strip().splitlines()[0]
        self._values: dict[str, str] = {}
        self._asked: set[str] = set(required)
        for word in argv:
            key, equals, value = word.partition("=")
            if not equals or not value:
                raise UserError(f"{word!r}: expected key=value\n{self._usage}")
            if key in self._values:
                raise UserError(f"{key}= is given twice\n{self._usage}")
            self._values[key] = value
        missing = [k for k in required if k not in self._values]
        if missing:
            raise UserError(f"missing {', '.join(k + '=' for k in missing)}\n{self._usage}")

    def path(self, key: str) -> Path:
        """A required path; ``~`` is the home folder."""
        return Path(self._take(key) or "").expanduser()

    def text(self, key: str) -> str:
        """A required text."""
        return self._take(key) or ""

    def optional_path(self, key: str) -> Path | None:
        """A path, or None."""
        value = self._take(key)
        return Path(value).expanduser() if value else None

    def words(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Words between commas."""
        value = self._take(key)
        return tuple(w for w in value.split(",") if w) if value else default

    def flag(self, key: str) -> bool:
        """True or false; false unless told."""
        value = self._take(key) or "false"
        if value.lower() not in ("true", "false"):
            raise UserError(f"{key}={value}: expected true or false")
        return value.lower() == "true"

    def number(self, key: str) -> float | None:
        """A finite number, or None."""
        value = self._take(key)
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not abs(number) < float("inf"):
            raise UserError(f"{key}={value}: expected a number")
        return number

    def integer(self, key: str, least: int) -> int | None:
        """A whole number no smaller than ``least``, or None."""
        value = self._take(key)
        if value is None:
            return None
        if not value.isdecimal() or int(value) < least:
            raise UserError(f"{key}={value}: expected a whole number from {least} on")
        return int(value)

    def done(self) -> None:
        """Raises UserError if an argument was given that nobody asked for; suggests the nearest."""
        for key in self._values:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, 1)
                raise UserError(f"{key}=: no such argument" + (f"; did you mean {near[0]}=?" if near else "") + f"\n{self._usage}")

    def _take(self, key: str) -> str | None:
        self._asked.add(key)
        return self._values.get(key)

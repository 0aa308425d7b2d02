"""Turns pydantic's errors into sentences about config keys: the key, what was found, what would be accepted."""

import difflib
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError


def explain(error: ValidationError, model: type[BaseModel], data: object) -> list[str]:
    """One line per mistake.

    Args:
        error: what validating ``data`` as ``model`` raised.
        model: the typed config.
        data: the plain data that was validated.
    """
    lines = [_sentence(dict(detail), model, data) for detail in error.errors(include_url=False)]
    return list(dict.fromkeys(lines))


def _sentence(detail: dict[str, Any], model: type[BaseModel], data: object) -> str:
    path = _path_in_data(detail["loc"], data)
    key = ".".join(map(str, path))
    if detail["type"] == "extra_forbidden":
        return f"unknown key {key}{_suggestion(path, model, data)}"
    if detail["type"] == "missing":
        return f"{key} is missing"
    if detail["type"] == "union_tag_invalid":
        return f"{key}.kind: found {detail['ctx']['tag']}; accepted: {detail['ctx']['expected_tags']}"
    if detail["type"] == "union_tag_not_found":
        return f"{key}.kind is missing"
    if detail["type"] == "value_error" and isinstance(detail["input"], Mapping) and key:
        # The message names the key inside; the whole section would bury it.
        return f"{key}.{detail['msg'].removeprefix('Value error, ')}"
    found = _found(detail["input"])
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    accepted = message if "accepted" in message.lower() or detail["type"] == "value_error" else f"accepted: {message}"
    return f"{key or 'config'}: found {found}; {accepted}" if key else message


def _found(value: object) -> str:
    """A value as the user might have written it."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) < 120 else text[:117] + "..."


def _path_in_data(location: Sequence[int | str], data: object) -> tuple[int | str, ...]:
    """Pydantic's location without the names of union members and validators, which no user has written."""
    path: list[int | str] = []
    here: Any = data
    member: Any = None
    for i, part in enumerate(location):
        if isinstance(here, Mapping) and here is not member and here.get("kind") == part:
            member = here  # the tag of a union, even where a key has the same name
            continue
        if _has(here, part):
            here = here[part]
        elif not (isinstance(here, Mapping) and i == len(location) - 1):
            continue
        path.append(part)
    return tuple(path)


def _has(data: object, part: int | str) -> bool:
    """Whether there is something at that key or place."""
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, (list, tuple)) and isinstance(part, int) and part < len(data)


def _suggestion(path: Sequence[int | str], model: type[BaseModel], data: object) -> str:
    """The nearest key there is: first among the neighbours, then anywhere."""
    name, parent = str(path[-1]), path[:-1]
    neighbours = [field for candidate in models_at(model, data, parent) for field in candidate.model_fields]
    prefix = "".join(f"{part}." for part in parent)
    if near := difflib.get_close_matches(name, neighbours, n=1, cutoff=0.6):
        return f"; did you mean {prefix}{near[0]}?"
    leaves = {key.rsplit(".", 1)[-1]: key for key in _dotted_keys(data) if key != f"{prefix}{name}"}
    if near := difflib.get_close_matches(name, leaves, n=1, cutoff=0.6):
        return f"; did you mean {leaves[near[0]]}?"
    where = prefix.rstrip(".") or "the config"
    return f"; {where} has the keys {', '.join(sorted(set(neighbours)))}" if neighbours else ""


def _dotted_keys(data: object, prefix: str = "") -> Iterator[str]:
    """Every key of nested mappings: "lighting", "lighting.kind", ..."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield f"{prefix}{name}"
            yield from _dotted_keys(value, f"{prefix}{name}.")


def models_at(model: type[BaseModel], data: object, path: Sequence[int | str]) -> list[type[BaseModel]]:
    """The models that may describe the data at a path; in a tagged union, the one whose tag the data carries."""
    candidates: list[type[BaseModel]] = [model]
    here: Any = data
    for part in path:
        here = here[part]
        annotations = [candidate.model_fields[str(part)].annotation for candidate in candidates if str(part) in candidate.model_fields]
        candidates = [found for annotation in annotations for found in models_in(annotation)]
        tagged = [candidate for candidate in candidates if _carries_tag(candidate, here)]
        candidates = tagged or candidates
    return candidates


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The models named in an annotation, through unions and ``Annotated``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, Annotated):
        for argument in get_args(annotation):
            yield from models_in(argument)


def _carries_tag(model: type[BaseModel], data: object) -> bool:
    """Whether the data's ``kind`` is this model's."""
    field = model.model_fields.get("kind")
    if field is None or not isinstance(data, Mapping) or get_origin(field.annotation) is not Literal:
        return False
    return data.get("kind", field.default) in get_args(field.annotation)

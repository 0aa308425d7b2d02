"""From words on the command line to a validated Config: Hydra composes, pydantic judges.

Hydra only resolves the groups. Every other override is handed on with ``++`` (set, whether the YAML has the key or not), so that one
judge, the typed model, decides which keys exist, and all mistakes can be listed together.
"""

import difflib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_module
from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import ValidationError
from yaml import YAMLError

from setpiece.assets.errors import UserError
from setpiece.cli.explain import explain
from setpiece.farm.config import Config

Tree = dict[str, Any]


def compose_config(words: Sequence[str], config_dir: Path | None = None) -> Config:
    """Compose and validate.

    Args:
        words: Hydra overrides, ``lighting=sun count=100 lighting.sun_elevation_deg=[uniform,5,70]``.
        config_dir: folder with the user's own YAML files, laid out like ``configs/``.

    Raises:
        UserError: lists every mistake found.
    """
    tree, problems = compose_tree(words, config_dir)
    try:
        config = Config.model_validate(tree)
    except ValidationError as error:
        problems += explain(error, Config, tree)
    if problems:
        raise UserError("\n  ".join(["the config cannot be used:", *problems]) if len(problems) > 1 else problems[0])
    return config


def compose_tree(words: Sequence[str], config_dir: Path | None = None) -> tuple[Tree, list[str]]:
    """The composed config as plain data, without the overrides that cannot be composed, and what is wrong with those."""
    if config_dir is not None and not config_dir.is_dir():
        raise UserError(f"--config-dir {config_dir} is not a folder")
    logging.getLogger("hydra").setLevel(logging.ERROR)
    search = [f"hydra.searchpath=[file://{config_dir.resolve()}]"] if config_dir else []
    GlobalHydra.instance().clear()
    with initialize_config_module("setpiece.configs", version_base="1.3", job_name="setpiece"):
        loader = GlobalHydra.instance().config_loader()
        try:
            accepted, problems = _sort_overrides(words, loader, search)
            tree = _compose([*search, *accepted])
        except YAMLError as error:
            raise UserError(f"a config is not valid YAML: {' '.join(str(error).split())}") from None
        except (HydraException, OmegaConfBaseException) as error:
            raise UserError(f"the config cannot be composed: {_first_line(error)}") from None
    return tree, problems + [f"{key} must be given a value: {key}=..." for key in _take_out_unset(tree)]


def _compose(overrides: list[str]) -> Tree:
    """Compose, resolve, note which experiment was chosen, and name the folder after it by default."""
    composed = compose("config", overrides=overrides, return_hydra_config=True)
    experiment = composed.hydra.runtime.choices.get("experiment")
    OmegaConf.set_struct(composed, value=False)
    composed.pop("hydra")
    tree: Tree = OmegaConf.to_container(composed, resolve=True)  # type: ignore[assignment]
    return tree | {"experiment": experiment, "out": tree.get("out") or f"out/{experiment}"}


def _take_out_unset(tree: Tree, prefix: str = "") -> Iterator[str]:
    """Remove the keys whose value is ``???``, which is YAML's way here to say that the user must give one."""
    for name, value in list(tree.items()):
        if isinstance(value, dict):
            yield from _take_out_unset(value, f"{prefix}{name}.")
        elif value == "???":
            del tree[name]
            yield f"{prefix}{name}"


def _sort_overrides(words: Sequence[str], loader: ConfigLoader, search: list[str]) -> tuple[list[str], list[str]]:
    """The overrides to compose with, and one problem for each of the others."""
    groups = loader.get_group_options("", ObjectType.GROUP, "config", search)
    accepted, problems = [], []
    for word in words:
        override = _parse(word)
        if isinstance(override, str):
            problems.append(override)
        elif override.key_or_group in groups and override.key_or_group != "hydra":
            options = loader.get_group_options(override.key_or_group, ObjectType.CONFIG, "config", search)
            problem = _group_problem(override, options)
            problems.append(problem) if problem else accepted.append(word)
        else:
            accepted.append(word if override.type is None or word.startswith(("+", "~")) else f"++{word}")
    return accepted, problems


def _parse(word: str) -> Override | str:
    """A parsed override, or what is wrong with it."""
    if word.startswith("-"):
        return f"unknown option {word!r}; options are --config-dir DIR, --cfg and --help, all else is written key=value"
    try:
        override = OverridesParser.create().parse_override(word)
    except HydraException as error:
        return f"{word!r} cannot be read as key=value: {_first_line(error)}"
    if override.is_sweep_override():
        return f"{word!r} is a sweep; accepted is one value, and a list is written [a,b]"
    return override


def _group_problem(override: Override, options: list[str]) -> str | None:
    """What is wrong with a choice such as ``lighting=sunn``, if anything."""
    group, choice = override.key_or_group, override.value()
    if isinstance(choice, str) and choice in options:
        return None
    near = difflib.get_close_matches(str(choice), options, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{group}={choice}: there is no such {group}; {hint}Accepted: {', '.join(options)}"


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]

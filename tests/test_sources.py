"""Rules about the pipeline's own code, read from its syntax trees: nothing in it may depend on when or where it runs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIPELINE = ("assets", "scenes", "render", "dataset", "farm")

ALLOWED = {("farm/journal.py", "time.time"), ("dataset/journals.py", "time.time_ns")}
"""Journals say when an image was made, and are named so that no two processes share one; nothing in an image asks."""

FORBIDDEN_IMPORTS = {"random", "uuid", "secrets", "datetime", "imp"}
FORBIDDEN_CALLS = {
    "time.time", "time.time_ns", "os.urandom", "os.getrandom", "datetime.now", "datetime.utcnow", "date.today",
    "np.random.seed", "np.random.rand", "np.random.randn", "np.random.randint", "np.random.random", "np.random.choice",
    "np.random.uniform", "np.random.normal", "np.random.shuffle", "np.random.permutation", "np.random.get_state", "np.random.RandomState",
    "hash", "id",
}  # fmt: skip
"""``hash`` of a string differs from process to process, ``id`` from object to object."""


def dotted(node: ast.AST) -> str:
    """``np.random.seed`` of the expression that says so, "" of any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def offences(tree: ast.AST) -> Iterator[str]:
    """What a syntax tree does that the pipeline may not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in FORBIDDEN_IMPORTS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_IMPORTS:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            name = dotted(node.func).replace("numpy.", "np.")
            if name in FORBIDDEN_CALLS:
                yield name
            if name.endswith("default_rng") and not node.args:
                yield "default_rng() without a seed"
            if name.endswith("SeedSequence") and not node.args:
                yield "SeedSequence without a seed"


@pytest.mark.parametrize("room", PIPELINE)
def test_no_clock_no_global_randomness(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for offence in offences(ast.parse(path.read_text()))
        if (path.relative_to(ROOT).as_posix(), offence) not in ALLOWED
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import uuid", ["uuid"]),
        ("from random import choice", ["random"]),
        ("import time\ntime.time()", ["time.time"]),
        ("import numpy\nnumpy.random.seed(1)", ["np.random.seed"]),
        ("np.random.default_rng()", ["default_rng() without a seed"]),
        ("np.random.default_rng(seed)", []),
        ("np.random.SeedSequence()", ["SeedSequence without a seed"]),
        ("key = hash(name)", ["hash"]),
        ("time.perf_counter()", []),
    ],
)
def test_the_rules_see_what_they_forbid(code: str, expected: list[str]) -> None:
    assert list(offences(ast.parse(code))) == expected


def test_no_file_is_a_heap() -> None:
    """Hand-written Python stays below 400 lines a file, 60 a function."""
    for room in (*PIPELINE, "realism", "scripts"):
        for path in (ROOT / room).rglob("*.py"):
            lines = path.read_text().splitlines()
            assert len(lines) < 400, path
            for node in ast.walk(ast.parse("\n".join(lines))):
                if isinstance(node, ast.FunctionDef):
                    assert (node.end_lineno or 0) - node.lineno <= 60, f"{path}: {node.name}"

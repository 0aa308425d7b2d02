"""Twenty rounds of the fault bench: every kind of fault strikes real runs once or twice; `make bench-faults` does two hundred."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from setpiece.farm.journal import begin_entry
from setpiece.farm.target import check_writable, unbegin


def test_whatever_strikes_the_dataset_comes_out_byte_for_byte_the_same() -> None:
    words = [f"rounds={os.environ.get('ROUNDS', '20')}", f"seed={os.environ.get('SEED', '0')}"]
    done = subprocess.run([sys.executable, "-m", "setpiece.cli.bench.faults", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    struck = dict(re.findall(r"^(\w[\w ]+?) +\d+ +(\d+) +0 +[\d.]+$", done.stdout, re.MULTILINE))
    assert len(struck) >= 14, done.stdout
    assert sum(times != "0" for times in struck.values()) >= len(struck) - 3, done.stdout  # a few strike after the run has ended


@pytest.mark.parametrize(("runs", "image", "stays"), [(1, False, False), (2, False, True), (1, True, True)])
def test_a_run_that_could_not_begin_leaves_what_others_need(tmp_path: Path, runs: int, image: bool, stays: bool) -> None:
    root = tmp_path / "d"
    (root / "logs").mkdir(parents=True)
    (root / "manifest.json").write_text("{}")
    for run in range(runs):
        (root / "logs" / f"host{run}-run.jsonl").write_text(json.dumps(begin_entry(f"host{run}-run", range(6), 1)) + "\n")
    if image:
        (root / "images" / "00000").mkdir(parents=True)
    unbegin(root)
    assert root.exists() == stays
    assert (root / "manifest.json").exists() == stays


def test_many_runs_may_ask_at_once_whether_a_folder_can_be_written(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: check_writable(tmp_path / "d"), range(800)))
    assert list(tmp_path.iterdir()) == []

"""Runs that pack their images into shards."""

import subprocess
from pathlib import Path

import pytest

from setpiece.dataset.shards import read_file
from setpiece.dataset.store import Store
from tests.farm.runs import COMMAND, assert_same, files, generate


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two workers, two shards of two images."""
    root = tmp_path_factory.mktemp("sharded") / "d"
    generate(root, "count=4", "farm.workers=2", "output.shards=2")
    return root


def test_shards_hold_the_files_of_a_plain_run(sharded: Path, reference: Path) -> None:
    assert sorted(path.name for path in (sharded / "shards").iterdir()) == ["00000000.tar", "00000001.tar"]
    assert not (sharded / "images").exists()
    for index in range(4):
        plain, packed = Store(reference).read(index), Store(sharded).read(index)
        assert {kind: read_file(sharded, entry) for kind, entry in packed.files.items()} == {
            kind: read_file(reference, entry) for kind, entry in plain.files.items()
        }
        assert packed.spec == plain.spec
    verified = subprocess.run([*COMMAND, "verify", str(sharded)], capture_output=True, text=True, timeout=120, check=False)
    assert "no problems" in verified.stdout


def test_shards_that_are_missing_are_made_and_no_others(sharded: Path, tmp_path: Path) -> None:
    """One worker makes the first shard; the next run makes the second, and the dataset is that of two workers."""
    root = tmp_path / "d"
    generate(root, "count=2", "output.shards=2")
    first = (root / "shards/00000000.tar").stat().st_mtime_ns
    done = generate(root, "count=4", "output.shards=2")
    assert "2 images made" in done.stdout
    assert "2 were there" in done.stdout
    assert (root / "shards/00000000.tar").stat().st_mtime_ns == first
    assert_same(files(root), files(sharded))


def test_a_shard_is_not_begun_in_its_middle(tmp_path: Path) -> None:
    refused = generate(tmp_path / "d", "count=8", "indices=3-5", "output.shards=4", code=2)
    assert "output.shards: found 4, and 3-5 to be made; accepted: indices that begin with a multiple of 4" in refused.stderr
    assert not (tmp_path / "d").exists()

"""Runs that pack their images into shards."""

from pathlib import Path

from setpiece.dataset.shards import read_file
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify
from tests.farm.runs import generate


def test_shards_hold_the_files_of_a_plain_run(reference: Path, tmp_path: Path) -> None:
    """One worker makes the first shard, a later run the second and only that; each file is that of a run without shards."""
    root = tmp_path / "d"
    generate(root, "count=2", "output.shards=2")
    first = (root / "shards/00000000.tar").stat().st_mtime_ns
    done = generate(root, "count=4", "output.shards=2", "farm.workers=2")
    assert "2 images made" in done.stdout
    assert "2 were there" in done.stdout
    assert (root / "shards/00000000.tar").stat().st_mtime_ns == first
    assert sorted(path.name for path in (root / "shards").iterdir()) == ["00000000.tar", "00000001.tar"]
    assert not (root / "images").exists()
    for index in range(4):
        plain, packed = Store(reference).read(index), Store(root).read(index)
        assert {kind: read_file(root, entry) for kind, entry in packed.files.items()} == {
            kind: read_file(reference, entry) for kind, entry in plain.files.items()
        }
        assert packed.spec == plain.spec
    assert verify(root) == []


def test_a_shard_is_not_begun_in_its_middle(tmp_path: Path) -> None:
    refused = generate(tmp_path / "d", "count=8", "indices=3-5", "output.shards=4", code=2)
    assert "output.shards: found 4, and 3-5 to be made; accepted: indices that begin with a multiple of 4" in refused.stderr
    assert not (tmp_path / "d").exists()

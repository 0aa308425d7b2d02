"""Records come in the order of their indices, from the first to the largest that a config accepts."""

from pathlib import Path

from setpiece.dataset.record import record_path, record_paths


def test_records_stay_in_order_where_names_grow_longer(tmp_path: Path) -> None:
    indices = [7, 999, 1000, 99_999_999, 100_000_000, 100_001_000, 999_999_999]
    for index in reversed(indices):
        path = record_path(tmp_path, index)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [int(path.stem) for path in record_paths(tmp_path)] == indices

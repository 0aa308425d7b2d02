"""Index ranges as render farms write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.farm.indices import format_indices, parse_indices

INDEX = st.integers(0, 10**9)


@given(INDEX, st.integers(0, 10**6))
def test_both_ends_are_included(first: int, further: int) -> None:
    last = first + further
    indices = parse_indices(f"{first}-{last}")
    assert (indices[0], indices[-1], len(indices)) == (first, last, further + 1)


@given(st.sets(st.integers(0, 300), min_size=1))
def test_formatted_indices_parse_back(indices: set[int]) -> None:
    parts = format_indices(sorted(indices)).split(", ")
    assert [index for part in parts for index in parse_indices(part)] == sorted(indices)


@pytest.mark.parametrize("text", ["", "-", "3-", "-3", "a-b", "1-2-3", "1,2", "1.5", "5-3", "١-٢", "9" * 13])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="accepted"):
        parse_indices(text)

"""Index ranges as render farms write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.farm.indices import format_indices, parse_indices, parse_share, share_of

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


@given(INDEX, st.integers(0, 500), st.integers(1, 600))
def test_shares_are_disjoint_complete_and_even(first: int, count: int, parts: int) -> None:
    """Whatever the number of images and shares, more shares than images too."""
    whole = range(first, first + count)
    shares = [share_of(whole, *parse_share(f"{part}/{parts}")) for part in range(parts)]
    assert [index for share in shares for index in share] == list(whole)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize("text", ["", "1", "4/4", "0/0", "-1/4", "1/4/2", "1.0/4", "a/b", "1 of 4"])
def test_other_shares_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="accepted"):
        parse_share(text)

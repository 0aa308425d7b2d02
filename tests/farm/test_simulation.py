"""Simulated batches against what can be known without simulating: conservation, closed forms, and what must get worse with more trouble."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setpiece.assets.errors import UserError
from setpiece.cli.bench.simulate import batch_of, main
from setpiece.farm.simulation import (
    Batch,
    Faults,
    ImageTimes,
    PerImage,
    Result,
    StoreLimits,
    fitted,
    footprint,
    price_per_thousand,
    simulate,
)

TROUBLE = Faults(crashes_per_hour=20.0, preemptions_per_hour=20.0, replace_s=60.0, slow_share=0.2, slow_alpha=2.0)


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    images, per_commit = draw(st.integers(1, 300)), draw(st.integers(1, 4))
    rates = st.sampled_from((0.0, 1.0, 10.0))
    return Batch(
        images=images,
        images_per_commit=per_commit,
        workers=draw(st.integers(1, 40)),
        tasks=draw(st.integers(1, -(-images // per_commit))),
        steal=draw(st.booleans()),
        startup_s=draw(st.sampled_from((0.0, 4.0))),
        image_times=ImageTimes(median_s=5.0, sigma=draw(st.sampled_from((0.0, 0.4)))),
        faults=Faults(crashes_per_hour=draw(rates), preemptions_per_hour=draw(rates), slow_share=draw(st.sampled_from((0.0, 0.3)))),
        store=StoreLimits(writes_per_s=draw(st.sampled_from((None, 20.0))), bytes_per_s=draw(st.sampled_from((None, 5e6)))),
    )


@settings(max_examples=150, deadline=None)
@given(batch=batches(), seed=st.integers(0, 2**32))
def test_every_image_is_made_and_nothing_goes_faster_than_it_can(batch: Batch, seed: int) -> None:
    result = simulate(batch, seed)
    assert len(result.made) == batch.commits
    assert result.made.min() >= 1
    if not batch.steal:
        assert result.doubles == 0
        assert result.doubled_s == 0.0
    assert result.writes == result.made.sum() * batch.writes_per_commit
    assert min(result.useful_s, result.doubled_s, result.lost_s, result.startup_s, result.listing_s, result.waiting_s) >= 0.0
    fastest = np.sort(result.done_at_s)
    limit_s = batch.service_s * np.arange(1, len(fastest) + 1)
    assert (fastest >= limit_s - 1e-6).all()  # the store never takes more than it can
    if not batch.faults.slow_share:
        assert result.lateness >= 1.0
        writing_s = batch.commits * batch.writes_per_commit * batch.store.latency_s
        least_s = batch.workers * result.ideal_s + writing_s
        assert result.useful_s >= least_s - 1e-6
        if not batch.steal:  # what each image took, and the queue at the store; a fault there takes its waiting with it
            assert result.useful_s <= least_s + result.waiting_s + 1e-6
    if not batch.faults.per_second:
        assert result.lost_s == 0.0
        assert result.faults == 0


@settings(max_examples=20, deadline=None)
@given(batch=batches(), seed=st.integers(0, 2**32))
def test_equal_seeds_give_equal_results(batch: Batch, seed: int) -> None:
    one, other = simulate(batch, seed), simulate(batch, seed)
    assert (one.done_at_s == other.done_at_s).all()
    assert (one.made == other.made).all()
    assert one.paid_s == other.paid_s


@given(tasks=st.integers(1, 50), commits=st.integers(50, 1000))
def test_tasks_are_the_indices_once_each(tasks: int, commits: int) -> None:
    batch = Batch(images=commits, workers=3, tasks=tasks)
    shares = [batch.task(number) for number in range(tasks)]
    assert [index for share in shares for index in share] == list(range(commits))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_without_faults_the_slowest_range_decides() -> None:
    batch = Batch(images=4000, workers=40, tasks=40, startup_s=3.0, store=StoreLimits(latency_s=0.0))
    result = simulate(batch, seed=5)
    ends = [result.done_at_s[share.start : share.stop].max() for share in map(batch.task, range(40))]
    assert result.completion_s == max(ends)
    assert result.startup_s == pytest.approx(40 * 3.0)
    assert result.useful_s == pytest.approx(40 * result.ideal_s)
    assert result.paid_s == pytest.approx(sum(ends))  # each worker is paid until its own range ends


@pytest.mark.parametrize("work_s", [10.0, 60.0, 600.0])
def test_work_repeated_after_faults_takes_its_closed_form(work_s: float) -> None:
    """A piece of work w that starts over at each fault, restarts R that may fail too: E = (exp(aw) - 1) exp(aR) / a (Young, Daly)."""
    rate, restart_s, count = 12.0 / 3600.0, 20.0, 20_000
    batch = Batch(
        images=count, workers=20, tasks=20, startup_s=restart_s, store=StoreLimits(latency_s=0.0),
        image_times=ImageTimes(median_s=work_s, sigma=0.0), faults=Faults(crashes_per_hour=12.0),
    )  # fmt: skip
    expected_s = count * math.expm1(rate * work_s) * math.exp(rate * restart_s) / rate
    assert simulate(batch, seed=1).paid_s == pytest.approx(expected_s, rel=0.02)


def test_preempted_machines_are_not_paid_while_they_are_away() -> None:
    """Faults come once per mean time of paid work, whatever the time until a machine returns."""
    faults = Faults(preemptions_per_hour=2.0, replace_s=3600.0)
    result = simulate(Batch(images=50_000, workers=50, tasks=500, faults=faults), seed=2)
    assert result.faults == pytest.approx(2.0 * result.paid_s / 3600.0, rel=0.15)
    assert result.completion_s > 2.0 * result.ideal_s  # at 2 an hour and an hour away, a machine is there a third of the time


def test_a_store_at_its_limit_decides_when_all_is_there() -> None:
    batch = Batch(images=5000, workers=500, tasks=500, store=StoreLimits(writes_per_s=100.0))
    result = simulate(batch)
    assert result.completion_s == pytest.approx(5000 * 7 / 100.0, rel=0.05)
    assert result.peak_writes_per_s() <= 100.0 * 1.1
    assert result.share(result.waiting_s) > 0.5
    in_shards = simulate(batch.model_copy(update={"images_per_commit": 10}))
    assert in_shards.waiting_s < 0.1 * result.waiting_s


def _mean_completion(batch: Batch, seeds: Sequence[int] = range(5)) -> float:
    return float(np.mean([simulate(batch, seed).completion_s for seed in seeds]))


@pytest.mark.parametrize(
    ("key", "values"),
    [("crashes_per_hour", (0.0, 20.0, 100.0)), ("preemptions_per_hour", (0.0, 5.0, 30.0)), ("slow_share", (0.0, 0.2, 0.9))],
)
def test_more_trouble_is_later(key: str, values: tuple[float, ...]) -> None:
    times = [_mean_completion(Batch(images=4000, workers=40, tasks=40, faults=Faults(**{key: value}))) for value in values]
    assert times[0] < times[1] < times[2]


def test_smaller_ranges_and_stealing_shorten_the_tail() -> None:
    base = Batch(images=20_000, workers=100, tasks=100, faults=TROUBLE)
    few, many = _mean_completion(base), _mean_completion(base.model_copy(update={"tasks": 2000}))
    stealing = base.model_copy(update={"steal": True})
    assert many < 0.8 * few
    assert _mean_completion(stealing) < 0.8 * few
    result: Result = simulate(stealing)
    assert 0 < result.doubles < 0.5 * base.images
    assert result.heads >= base.images


def test_larger_shards_lose_more() -> None:
    lost = [
        simulate(Batch(images=100_000, workers=20, tasks=20, images_per_commit=size, faults=Faults(crashes_per_hour=0.5))).lost_s
        for size in (1, 30, 300)
    ]
    assert lost[0] < lost[1] < lost[2]


def test_a_batch_that_never_ends_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no end in sight: .* 1 of 1"):
        simulate(Batch(images=1, workers=1, tasks=1, image_times=ImageTimes(median_s=36_000.0), faults=Faults(crashes_per_hour=10.0)))


@given(median_s=st.floats(0.01, 1e4), sigma=st.floats(0.05, 1.0), images=st.integers(1, 1000))
def test_sums_of_images_keep_mean_and_variance(median_s: float, sigma: float, images: int) -> None:
    one = ImageTimes(median_s=median_s, sigma=sigma)
    mean, deviation = one.sums(images)
    assert math.exp(mean + deviation**2 / 2) == pytest.approx(images * one.mean_s)
    relative = math.expm1(deviation**2)  # variance over squared mean
    assert relative == pytest.approx(math.expm1(sigma**2) / images)


def test_measured_times_are_fitted() -> None:
    times = np.random.default_rng(3).lognormal(math.log(7.0), 0.4, 20_000)
    found = fitted(list(times))
    assert found.median_s == pytest.approx(7.0, rel=0.02)
    assert found.sigma == pytest.approx(0.4, rel=0.02)
    with pytest.raises(ValueError, match="at least two"):
        fitted([3.0])


def test_footprints_add_up() -> None:
    each = PerImage(cpu_s=7.2, files=7, annotations_bytes=1e4, finalise_s=1e-3)
    plain, shards = footprint(10**7, each), footprint(10**7, each, images_per_commit=1000)
    assert (plain.files, plain.folders, plain.list_pages) == (70_000_000, 10_000, 10_000)
    assert (shards.files, shards.list_pages) == (10_010_000, 10_000)
    assert plain.annotations_bytes == 1e11
    assert plain.cpu_hours == pytest.approx(20_000)
    assert plain.tree_merge_s(1) == plain.finalise_s == pytest.approx(1e4)
    assert plain.tree_merge_s(100) == pytest.approx(100 + 1e11 / 200e6)
    assert price_per_thousand(7.2, 0.05) == pytest.approx(0.1)
    assert price_per_thousand(0.0, 0.05, writes=7, price_per_million_writes=5.0) == pytest.approx(0.035)


def test_the_command_simulates_what_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["images=500", "workers=20", "faults.crashes_per_hour=3", "seed=4"]
    assert main(words) == 0
    expected = simulate(Batch(images=500, workers=20, tasks=20, faults=Faults(crashes_per_hour=3.0)), seed=4)
    assert f"{expected.writes:,} writes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"wokers": "3"}, "wokers"),
        ({"faults.crashes": "3"}, "faults.crashes"),
        ({"images": "10", "tasks": "11"}, "tasks=11"),
        ({"images": str(10**9)}, "images_per_commit"),
        ({"store.writes_per_s": "0"}, "store.writes_per_s"),
    ],
)
def test_mistakes_are_named(given: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        batch_of(given)

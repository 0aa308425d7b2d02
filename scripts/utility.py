"""``setpiece utility``: what are synthetic images worth, beside photographs and instead of them?"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from setpiece.assets.errors import UserError
from setpiece.cli.key_values import KeyValues

if TYPE_CHECKING:
    from setpiece.realism.utility.cells import Cell
    from setpiece.realism.utility.study import Study

Number = TypeVar("Number", int, float)

HELP = """
Usage: setpiece utility real_train=COCO real_test=COCO data=DATASET out=STUDY [key=value ...]

Trains one detector on photographs only, on synthetic images only, and on both, with the same settings and for as many
steps, several times each, and scores all of them on photographs that none has seen. Says first what share of the score
on photographs the synthetic images reach, with an interval over seeds and test images.
Writes STUDY/index.html, report.json, report.md and plot.png; every detector is in STUDY/cells. The same command
continues a study that was stopped; cells that are finished are not trained again, in another study in STUDY neither.
Needs the extra `train`: pip install 'setpiece[train]'.

  mix=0.5               shares of photographs in the batches of the mixed cells, such as 0.25,0.5
  shots=10,50           also so many photographs only, drawn by seed (the 10 are among the 50), alone and in each mix
  cells=NAME,...        only these: real, synthetic, mix50, real10, real10-mix50, ...
  seeds=0,1,2           each cell is trained once with each
  share=K/N             only part K, from 0, of N parts of the trainings, for one of N machines; the same command
                        without it then makes the report, from all cells in STUDY/cells
  min_ap50_share=0.9    threshold for pipelines: of real's AP50, what synthetic alone must reach
  margin_px=2           moves the sides of the synthetic boxes outwards, for people who draw them less tight than renderers
  classes=a:b,c:-       renames classes of any of the sets to those of real_train; - leaves one out
  model= augment= size= crop= steps= batch= lr= device= ...   as in `setpiece help train`, the same for all cells

Exit codes: 0 done; 2 a mistake in what was asked for; 3 the threshold was not met.

Example:
  setpiece utility real_train=real/train.json real_test=real/test.json data=out/dice out=studies/dice shots=10 augment=top_down
"""


def run(argv: list[str]) -> int:
    """Trains what is missing, and reports; returns the exit code."""
    from setpiece.cli.main import EXIT_OK
    from setpiece.cli.train import config_of, introduction, need_torch
    from setpiece.dataset.files import disk_trouble

    args = KeyValues(argv, HELP, required=("real_train", "real_test", "data", "out"))
    sources, out = {what: args.path(what) for what in ("real_train", "data", "real_test")}, args.path("out")
    cells, seeds, share = _cells(args), _seeds(args), _share(args)
    least, mapping = _least(args, cells), args.words("classes", ())
    margin_px = _margin(args)
    config = config_of(args, without=("seed",))
    args.done()
    need_torch()
    from setpiece.realism.detection.coco import parse_mapping
    from setpiece.realism.training.loop import check_device
    from setpiece.realism.utility.study import open_study

    check_device(config.device)
    _claim(out)
    study = open_study(sources, parse_mapping(mapping), config, cells, seeds, margin_px)
    for what, part in (("real_train", study.real), ("data", study.synthetic), ("real_test", study.test)):
        print(f"{what}={introduction(part.coco)}")
    with disk_trouble(out):
        return _report(study, out, least) if _settle(study, out, *share) else EXIT_OK


def _settle(study: "Study", out: Path, part: int, parts: int) -> bool:
    """Trains and judges what is missing of one part of the trainings; returns whether the whole study is there."""
    from setpiece.cli.train import tell
    from setpiece.realism.utility.run import is_judged, is_trained, judge_cell, train_cell

    jobs = [(job, out / "cells" / job.name) for job in study.jobs()]
    for number, (job, folder) in enumerate(jobs):
        if number % parts != part or is_judged(folder, job, study.test):
            continue
        if not is_trained(folder):
            print(f"\n[{number + 1}/{len(jobs)}] {job.cell.name}, seed {job.seed}", flush=True)
            train_cell(folder, job, tell)
        judge_cell(folder, job, study.test)
    missing = [folder.name for job, folder in jobs if not is_judged(folder, job, study.test)]
    if missing:
        print(f"\nshare={part}/{parts}: done. Of the other parts {len(missing)} are not in {out / 'cells'} yet, such as {missing[0]}")
    return not missing


def _report(study: "Study", out: Path, least: float | None) -> int:
    """Writes and prints the result; returns the exit code."""
    from setpiece.cli.main import EXIT_NOT_MET, EXIT_OK
    from setpiece.realism.report.write import as_text
    from setpiece.realism.utility.data import to_json, to_markdown
    from setpiece.realism.utility.page import render
    from setpiece.realism.utility.plot import draw
    from setpiece.realism.utility.results import collect
    from setpiece.realism.utility.run import RESULTS
    from setpiece.realism.utility.verdict import failures

    found = collect(study, {(j.cell, j.seed): out / "cells" / j.name for j in study.jobs()}, RESULTS)
    unmet, plot, table = failures(found, least), draw(found), to_markdown(found)
    (out / "plot.png").write_bytes(plot)
    (out / "report.md").write_text(table)
    (out / "index.html").write_text(render(found, plot, unmet))
    (out / "report.json").write_text(as_text(to_json(found, unmet)))
    print(f"\n{table}")
    for failure in unmet:
        print(f"not met: {failure}")
    print(f"Report: {out / 'index.html'}")
    return EXIT_NOT_MET if unmet else EXIT_OK


def _cells(args: KeyValues) -> "tuple[Cell, ...]":
    from setpiece.realism.utility.cells import plan

    mix = _numbers(args.words("mix", ("0.5",)), "mix", "shares of photographs in the batches, such as 0.25,0.5", float)
    shots = _numbers(args.words("shots", ()), "shots", "whole numbers of photographs, such as 10,50", int)
    return plan(mix, shots, args.words("cells", ()))


def _seeds(args: KeyValues) -> tuple[int, ...]:
    return tuple(dict.fromkeys(_numbers(args.words("seeds", ("0", "1", "2")), "seeds", "whole numbers from 0 on, such as 0,1,2", int)))


def _numbers(words: tuple[str, ...], key: str, expected: str, kind: Callable[[str], Number]) -> list[Number]:
    """Numbers that are finite and not negative."""
    wrong = UserError(f"{key}={','.join(words)}: expected {expected}")
    try:
        numbers = [kind(word) for word in words]
    except ValueError:
        raise wrong from None
    if not all(0 <= n < float("inf") for n in numbers):
        raise wrong
    return numbers


def _least(args: KeyValues, cells: "tuple[Cell, ...]") -> float | None:
    """The threshold, if there is one and the study can tell whether it is met."""
    from setpiece.realism.utility.cells import REAL, SYNTHETIC

    least = args.number("min_ap50_share")
    if least is not None and not {REAL, SYNTHETIC} <= set(cells):
        raise UserError(f"min_ap50_share={least:g}: compares the cells {REAL.name} and {SYNTHETIC.name}; cells= leaves one out")
    return least


def _margin(args: KeyValues) -> float:
    margin_px = args.number("margin_px") or 0.0
    if margin_px < 0.0:
        raise UserError(f"margin_px={margin_px:g}: expected pixels from 0 on")
    return margin_px


def _share(args: KeyValues) -> tuple[int, int]:
    """Which part of how many; all unless told."""
    from setpiece.farm.indices import parse_share

    text = ",".join(args.words("share", ("0/1",)))
    try:
        return parse_share(text)
    except ValueError as error:
        raise UserError(f"share={text}: {error}") from error


def _claim(out: Path) -> None:
    """Makes the folder, or finds a study there.

    Raises:
        UserError: it cannot be made, or holds something else.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "cells").is_dir())):
        raise UserError(f"out={out}: exists and holds no study; nothing is overwritten")
    try:
        (out / "cells").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"out={out}: {error.strerror}") from error

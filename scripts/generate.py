"""``setpiece generate``: make a dataset, or the rest of one."""

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError

if TYPE_CHECKING:
    from setpiece.farm.config import Config
    from setpiece.farm.outcome import Made
    from setpiece.farm.spare import Spare

HELP = """
Usage: setpiece generate [key=value ...] [--config-dir DIR] [--cfg]

Makes the images that are not there yet, then annotations, manifest and index.html. Safe to interrupt and to repeat.

  count=100                      images; may be raised later
  seed=7                         another seed is another dataset
  sampling=random|sobol|pairwise sobol: factors evenly spread over the images; pairwise: every pair of choices first; see `setpiece plan`
  out=DIR                        the dataset's folder; default out/<experiment>
  indices=1000-1999              only these images, both ends included
  share=3/8                      only part 3 (of 0 to 7) of 8 equal parts of them, for one of 8 machines; see `setpiece help finalise`
  farm=local|ray|slurm           processes of this machine, actors on a Ray cluster, an array job
  resolution=640x480             pixels
  device=auto|gpu|cpu            auto takes a GPU when there is one, and says so when there is none
  quality=draft|standard|high    how hard the renderer works
  renderer=cycles|eevee
  experiment=NAME                a named combination; experiments are in configs/experiment
  environment= lighting= camera= placement= assets= output=      one part, replaced
  any.key=value                  a distribution is a list: [uniform,5,70], [normal,0,1], [choice,a,b]
  --config-dir DIR               your own YAML files, in folders named like the groups
  --cfg                          print the resolved config as YAML and stop

Examples:
  setpiece generate
  setpiece generate experiment=dice count=1000 out=data/dice farm.workers=2
  setpiece generate assets=folder assets.root=meshes/ out=data/mine     (a sub-folder of meshes/ per category)
  setpiece generate lighting=sun 'lighting.sun_elevation_deg=[uniform,5,70]' quality=high
"""


def run(words: list[str]) -> int:
    """Compose, validate, make, report; returns the exit code."""
    from setpiece.farm.loading import loading
    from setpiece.farm.spare import Spare

    overrides, config_dir, show = split_options(words)
    elsewhere = any(word.startswith("farm=") and word != "farm=local" for word in overrides)
    with nullcontext() if show or elsewhere else Spare() as spare:
        with loading():
            from setpiece.cli.compose import compose_config

            config = compose_config(overrides, config_dir)
        if show:
            print(_shown(config), end="")
            return 0
        return make(config, spare)


def split_options(words: list[str]) -> tuple[list[str], Path | None, bool]:
    """Hydra's overrides, ``--config-dir`` and ``--cfg`` apart."""
    rest, config_dir, show = list(words), None, False
    if "--cfg" in rest:
        rest.remove("--cfg")
        show = True
    for word in list(rest):
        if word.startswith("--config-dir="):
            rest.remove(word)
            config_dir = Path(word.partition("=")[2])
    if "--config-dir" in rest:
        at = rest.index("--config-dir")
        if at + 1 == len(rest):
            raise UserError("--config-dir needs a folder")
        config_dir = Path(rest[at + 1])
        del rest[at : at + 2]
    return rest, config_dir, show


def _shown(config: "Config") -> str:
    """The config as YAML: what is asked for on the command line first, lists on one line."""
    import yaml

    plain = config.model_dump(mode="json")
    plain = {name: value for name, value in plain.items() if not isinstance(value, dict)} | plain
    text: str = yaml.safe_dump(plain, sort_keys=False, default_flow_style=None, width=140)
    return text


def make(config: "Config", spare: "Spare | None" = None) -> int:
    """Make what is missing, with a process in waiting if there is one, and report; returns the exit code."""
    from setpiece.cli.main import EXIT_INTERRUPTED, EXIT_OK, EXIT_PROBLEMS
    from setpiece.farm import local, slurm
    from setpiece.farm.farm_config import LocalFarm, SlurmFarm
    from setpiece.farm.indices import format_indices
    from setpiece.farm.outcome import Outcome
    from setpiece.farm.progress import duration

    if spare and not isinstance(config.farm, LocalFarm):  # a YAML file said so
        spare.dismiss()
    if isinstance(config.farm, SlurmFarm) and not config.farm.wait:
        jobs = slurm.submit(config)
        print(f"Slurm has array job {jobs.array}, and job {jobs.finalise}, which finalises behind it.")
        print(f"`setpiece status {config.out}` says how far it is.")
        return EXIT_OK
    summary = slurm.run(config) if isinstance(config.farm, SlurmFarm) else local.run(config, spare)
    print(_work(summary.already, len(summary.made), duration(summary.seconds), summary.seconds))
    devices = ", ".join(sorted({made.device for made in summary.made}))
    if summary.choice is not None:
        print(f"  device={config.device}: {devices or summary.choice.device} ({summary.choice.reason})")
    elif devices:
        print(f"  device={config.device}: {devices}")
    on_cpu = sum(made.device.startswith("CPU") for made in summary.made)
    if on_cpu and config.farm.reserved_gpus and config.device == "auto":
        print(
            f"  {on_cpu} of them on the CPU, although a GPU was reserved: Cycles found none there (`setpiece doctor`); device=gpu refuses"
        )
    if summary.made:
        print(f"  {sum(made.cpu_s for made in summary.made) / len(summary.made):.2f} CPU-s per image, from sampling to writing")
        print(f"  seconds per image: {_stages(summary.made)}")
    if config.farm.price_per_hour is not None and summary.made:
        print(price_line(config.farm.price_per_hour, len(summary.made), summary.seconds, summary.missing))
    outcomes: list[Outcome] = [*summary.made, *summary.failed]
    quarantined = Counter(reason for outcome in outcomes for reason in outcome.quarantined)
    for reason, times in quarantined.most_common():
        print(f"  quarantined {times}: {reason}")
    if summary.failed:
        which = format_indices(sorted(failed.index for failed in summary.failed))
        print(f"  failed {len(summary.failed)}: images {which}; logs in {summary.out}/logs")
    print(f"dataset  {summary.out}")
    if config.share is None:
        print(f"page     {summary.out / 'index.html'}")
    else:
        print(f"share={config.share}: when all shares are made, `setpiece finalise {summary.out}` writes annotations and page")
    if summary.interrupted:
        print("Interrupted. The dataset is valid as it is; the same command makes the rest.")
        return EXIT_INTERRUPTED
    return EXIT_PROBLEMS if summary.failed else EXIT_OK


def _stages(made: "Sequence[Made]") -> str:
    """Mean wall time of the stages, the longest first; those that take next to nothing are left out."""
    names = {name for one in made for name in one.seconds}
    means = sorted(((sum(one.seconds.get(name, 0.0) for one in made) / len(made), name) for name in names), reverse=True)
    return ", ".join(f"{name} {mean:.2f}" for mean, name in means if mean >= 0.005)


def price_line(per_hour: float, made: int, seconds: float, missing: int) -> str:
    """What the run cost by the machine's hourly price, and what the rest will."""
    from setpiece.farm.report import cost

    per_thousand = cost(made, seconds / 3600.0, per_hour)
    rest = f"; {per_thousand * missing / 1000.0:.4g} for the {missing} that are missing" if missing else ""
    return f"  price: {per_thousand * made / 1000.0:.4g}, {per_thousand:.4g} per 1,000 images at {per_hour:g} an hour{rest}"


def _work(already: int, made: int, took: str, seconds: float) -> str:
    """The first line of the report."""
    before = f", {already} were there" if already else ""
    return f"{made} images made in {took} ({made / seconds:.2f} images/s){before}"

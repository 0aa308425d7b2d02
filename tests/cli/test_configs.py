"""Every config that ships composes and validates; what the documents tell people to type does too."""

import json
import re
import shlex
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from setpiece.assets.errors import UserError
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.farm.config import Config

ROOT = Path(__file__).resolve().parents[2]
TRAINING = {"augment", "train"}
"""Presets of `setpiece train`, which no dataset chooses from."""

FOLDERS = [f for f in (ROOT / "configs").iterdir() if f.is_dir() and f.name not in TRAINING]
GROUPS = {folder.name: sorted(path.stem for path in folder.glob("*.yaml")) for folder in FOLDERS}
CHOICES = [f"{group}={name}" for group, names in sorted(GROUPS.items()) for name in names]
NEEDED = {"assets=folder": ["assets.root=meshes"]}
"""What a choice cannot do without."""


def content_hash(*words: str) -> str:
    return manifest.canonical_json(manifest.content(compose_config(words).model_dump(mode="json")))


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_composes(choice: str) -> None:
    config = compose_config([choice, *NEEDED.get(choice, [])])
    assert Config.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize("experiment", GROUPS["experiment"])
def test_experiments_take_every_override_of_the_front_page(experiment: str) -> None:
    words = ["count=5", "seed=9", "out=x", "indices=3-4", "resolution=64x48", "device=cpu", "renderer=eevee", "quality=high"]
    config = compose_config([f"experiment={experiment}", *words])
    assert (config.experiment, config.count, config.seed, config.out) == (experiment, 5, 9, "x")
    assert (list(config.wanted()), config.resolution, config.device) == ([3, 4], (64, 48), "cpu")
    assert config.renderer.engine == "eevee"


def test_the_groups_that_people_were_promised() -> None:
    promised = {"experiment", "environment", "lighting", "camera", "assets", "placement", "renderer", "output", "quality", "farm"}
    assert promised <= GROUPS.keys()
    assert {"tabletop", "dice"} <= set(GROUPS["experiment"])
    assert {"draft", "standard", "high"} <= set(GROUPS["quality"])


def test_quality_orders_the_samples() -> None:
    samples = [compose_config([f"quality={name}"]).renderer.samples for name in ("draft", "standard", "high")]
    assert samples == sorted(set(samples))


def test_defaults() -> None:
    config = compose_config([])
    assert (config.experiment, config.count, config.resolution, config.out) == ("tabletop", 12, (640, 480), "out/tabletop")


def test_a_distribution_replaces_the_one_before_it() -> None:
    config = compose_config(["camera.focal_length_mm=[normal,35,5,24,70]"])
    assert config.model_dump(mode="json")["camera"]["focal_length_mm"] == ["normal", 35, 5, 24, 70]


def test_the_users_own_folder_adds_to_the_groups(tmp_path: Path) -> None:
    (tmp_path / "farm").mkdir()
    (tmp_path / "farm" / "big.yaml").write_text("workers: 7\n")
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text("# @package _global_\ndefaults:\n  - override /farm: big\nseed: 42\n")
    config = compose_config(["experiment=mine", "count=2"], tmp_path)
    assert (config.farm.workers, config.seed, config.count, config.out) == (7, 42, 2, "out/mine")


def test_who_makes_what_where_does_not_change_which_dataset_it_is() -> None:
    base = content_hash()
    assert content_hash("count=99", "out=elsewhere", "indices=5-9", "device=cpu", "farm.workers=3", "farm.timeout_s=5") == base
    assert content_hash("seed=0") == base
    assert content_hash("seed=1") != base
    assert content_hash("camera.focal_length_mm=33") != base


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "scripts/generate.py"])
def test_what_the_documents_say_can_be_typed(document: str) -> None:
    text = (ROOT / document).read_text().replace("\\\n", " ")
    lines = re.findall(r"^(?: *|.*bin/)setpiece generate ([^#\n(\[]*=[^#\n(]*)", text, flags=re.MULTILINE)
    for line in lines:
        words = shlex.split(line)
        assert compose_config([word for word in words if not word.startswith("--")])


def test_config_error_messages_name_every_mistake_once() -> None:
    with pytest.raises(UserError) as caught:
        compose_config(["camera.focal_length_mm=-1", "count=0"])
    assert str(caught.value).count("camera.focal_length_mm") == 1
    assert str(caught.value).count("count") == 1


def test_no_config_carries_code() -> None:
    for path in (ROOT / "configs").rglob("*.yaml"):
        assert not {"_target_", "_partial_"} & set(re.findall(r"\w+", path.read_text())), path


def test_cfg_shows_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    from setpiece.cli.main import main

    assert main(["generate", "--cfg", "seed=5"]) == 0
    shown = OmegaConf.to_container(OmegaConf.create(capsys.readouterr().out))
    assert shown == json.loads(compose_config(["seed=5"]).model_dump_json())

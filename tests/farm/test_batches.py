"""What a batch tells of itself, and datasets that grow and are put together."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from setpiece.cli.generate import price_line
from setpiece.dataset.record import from_bytes, to_bytes
from setpiece.farm.journal import begin_entry, outcome_entry
from setpiece.farm.outcome import Failed, Made
from setpiece.farm.report import prometheus, report
from setpiece.farm.status import status
from tests.farm.runs import COMMAND, assert_same, files, generate


def setpiece(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def journal(root: Path, name: str, *entries: tuple[float, dict]) -> None:
    (root / "logs").mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(entry | {"time_s": time_s}) + "\n" for time_s, entry in entries]
    (root / "logs" / f"{name}.jsonl").write_text("".join(lines) + '{"time_s": 17, "wor')


def test_status_and_report_add_up_the_journals(tmp_path: Path) -> None:
    """Two machines, ten wanted: rate, time left, stragglers and causes as one counts them by hand; a cut last line is no trouble."""
    images = {
        "a-0": [(100.0 + 10 * k, Made(k, 0, "CPU: A", {"sample": 0.5, "render": 1.5}, 3.0)) for k in range(4)],
        "b-0": [(105.0, Made(4, 0, "OPTIX: B", {"sample": 0.5, "render": 9.5}, 5.0, ("proof: 812 pixels differ",)))],
    }
    for name, made in images.items():
        begun = (99.0, begin_entry(name, range(10) if name == "a-0" else range(2, 8), 1))
        journal(tmp_path, name, begun, *((t, outcome_entry(name, m)) for t, m in made))
    lost = [(140.0 + k, outcome_entry("a-run", Failed(k, f"no place for {k} things", None))) for k in (7, 8)]
    journal(tmp_path, "a-run", *lost)
    for index in range(5):
        record = tmp_path / "records" / "00000" / f"{index:08d}.json"
        record.parent.mkdir(parents=True, exist_ok=True)
        record.touch()

    now = status(tmp_path, at_s=190.0)
    assert (now.wanted, now.done, now.missing) == (10, 5, (5, 6, 7, 8, 9))
    assert now.failed == {7: "no place for 7 things", 8: "no place for 8 things"}
    assert now.images_per_s == pytest.approx(4 / 30)
    assert now.seconds_left == pytest.approx(5 / (4 / 30))
    assert [(w.name, w.images, w.seconds_per_image, w.silent_s) for w in now.workers] == [("a-0", 4, 2.0, 60.0), ("b-0", 1, 10.0, 85.0)]

    found = report(tmp_path)
    assert found.stages["render"] == pytest.approx((3.1, 1.5, 7.9))
    assert found.stragglers == ((4, 10.0, "render"),)
    assert found.failures == {"no place for N things": 2}
    assert found.quarantined == {"proof: N pixels differ": 1}
    text = prometheus(now, found)
    assert 'setpiece_worker_images{worker="b-0"} 1\n' in text
    assert all(line.startswith("# ") or float(line.rsplit(" ", 1)[1]) >= 0 for line in text.splitlines())


def test_price_and_quote() -> None:
    """90 images in half an hour at 1.80 an hour are 0.90, that is 10 per 1,000; the 10 that are missing will be 0.10."""
    assert price_line(1.8, 90, 1800.0, 10) == "  price: 0.9, 10 per 1,000 images at 1.8 an hour; 0.1 for the 10 that are missing"
    assert price_line(1.8, 90, 1800.0, 0) == "  price: 0.9, 10 per 1,000 images at 1.8 an hour"


def test_extended_from_its_own_config(reference: Path, tmp_path: Path) -> None:
    """From two images to four: the bytes of four made at once; what decides images may not be changed, and nothing is deleted."""
    root = tmp_path / "d"
    generate(root, "count=2")
    assert "2 of 2" in setpiece("status", root).stdout
    setpiece("extend", root, "count=4", "device=cpu")
    assert_same(files(root), files(reference))
    assert "4 of 4 images (100.0%)" in setpiece("status", root).stdout
    assert "render" in setpiece("report", str(root), f"prometheus={tmp_path / 'x.prom'}").stdout
    assert "setpiece_images_done 4\n" in (tmp_path / "x.prom").read_text()
    for word, fragments in {
        "count=3": ["count=3", "4 images"],
        "count=many": ["count", "many"],
        "seed=3": ["seed", "farm.*"],
        "farm.workers=-1": ["farm.workers", "-1", "greater than or equal to 0"],
    }.items():
        refused = setpiece("extend", root, *({"count=9", word} if not word.startswith("count") else {word}), code=2).stderr
        assert all(fragment in refused for fragment in fragments), refused
    assert_same(files(root), files(reference))


def test_shares_of_two_machines_become_the_dataset_of_one(reference: Path, tmp_path: Path) -> None:
    """Overlapping shares, merged twice; damage, another config and a second truth are each named, and nothing is overwritten."""
    a, b, out = tmp_path / "a", tmp_path / "b", tmp_path / "out"
    for root, keep in ((a, (0, 1, 2)), (b, (2, 3))):
        shutil.copytree(reference, root)
        for index in {0, 1, 2, 3} - set(keep):
            for file in root.glob(f"*/00000/{index:08d}.*"):
                file.unlink()
    assert "4 images copied" in setpiece("merge", a, b, f"out={out}").stdout
    assert "0 images copied" in setpiece("merge", b, a, f"out={out}").stdout
    assert_same(files(out), files(reference))
    setpiece("verify", out)

    picture = next((b / "images").rglob("*3.png"))
    picture.write_bytes(picture.read_bytes()[:-1] + b"\0")
    assert picture.name in setpiece("merge", a, b, f"out={tmp_path / 'damaged'}", code=2).stderr
    record = next((b / "records").rglob("*2.json"))
    record.write_bytes(next((a / "records").rglob("*1.json")).read_bytes())
    assert "is the record of image 1" in setpiece("merge", b, f"out={out}", code=2).stderr
    genuine = from_bytes(next((a / "records").rglob("*2.json")).read_bytes())
    record.write_bytes(to_bytes(genuine.model_copy(update={"proof": {}})))
    assert "image 2:" in setpiece("merge", b, f"out={out}", code=2).stderr
    assert_same(files(out), files(reference))
    generate(tmp_path / "other", "count=1", "seed=6")
    refused = setpiece("merge", a, tmp_path / "other", f"out={tmp_path / 'mixed'}", code=2).stderr
    assert "seed: 6 -> 5" in refused
    assert not (tmp_path / "mixed").exists()

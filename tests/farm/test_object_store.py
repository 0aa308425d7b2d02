"""Datasets in an object store: the same bytes as in a folder, whatever the server does meanwhile. The server is a real one."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest

from setpiece.assets.errors import UserError
from setpiece.dataset import journals, manifest, objects
from setpiece.dataset.finalise import finalise
from setpiece.dataset.merge import merge
from setpiece.dataset.objects import ObjectPath
from setpiece.dataset.places import place
from setpiece.dataset.record import record_path
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify
from setpiece.farm.spread import spread
from setpiece.farm.status import status
from setpiece.farm.target import printed_folder
from tests.dataset.conftest import CATEGORIES, CONFIG, make_image
from tests.farm.runs import COMMAND, TINY, Files, assert_same, files, generate
from tests.farm.seaweed import Seaweed, environment


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    running = Seaweed(tmp_path_factory.mktemp("seaweed"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def s3(server: Seaweed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ObjectPath]]:
    """s3(name): a place in a bucket of the server; s3(name, user) as somebody else."""

    def connect(name: str, user: str = "all", endpoint: str = server.endpoint) -> ObjectPath:
        objects._store.cache_clear()
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        for key, value in environment(endpoint, user).items():
            monkeypatch.setenv(key, value)
        found = place(f"s3://bucket/{name}")
        assert isinstance(found, ObjectPath)
        return found

    connect("")
    if not fsspec.filesystem("s3").exists("bucket"):
        fsspec.filesystem("s3").mkdir("bucket")
    yield connect
    objects._store.cache_clear()
    fsspec.get_filesystem_class("s3").clear_instance_cache()


def fetched(root: ObjectPath, into: Path) -> Files:
    """Every file of a dataset in the store but its logs."""
    fsspec.filesystem("s3").get(f"{root.url}/", f"{into}/", recursive=True)
    return files(into)


def fill(root: Path | ObjectPath, indices: range) -> Store:
    manifest.begin(root, CONFIG, CATEGORIES)
    store = Store(root)
    for index in indices:
        make_image(index).into(store)
    return store


def test_several_processes_read_its_records(s3: Callable[..., ObjectPath], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setpiece.farm.spread.cpu_count", lambda: 2)
    far_apart = range(0, 9000, 1000)
    fill(tmp_path / "local", far_apart)
    fill(root := s3("spread"), far_apart)
    assert finalise(root, spread) == finalise(tmp_path / "local")
    assert_same(fetched(root, tmp_path / "fetched"), files(tmp_path / "local"))


def test_equal_to_a_folder_file_by_file(s3: Callable[..., ObjectPath], tmp_path: Path) -> None:
    """Written in two halves and put together, in the store and out of it: the bytes of a dataset made in a folder; again verified."""
    fill(tmp_path / "local", range(6))
    quarantined = make_image(9)
    for root in (tmp_path / "local", s3("whole")):
        store = fill(root, range(6))
        store.quarantine(quarantined.spec, "to be seen", quarantined.image)
        store.log("host-0", {"time_s": 1.0, "worker": "host-0", "kind": "begin", "first": 0, "last": 7, "workers": 1})
        finalise(root)
    assert_same(fetched(s3("whole"), tmp_path / "whole"), files(tmp_path / "local"))
    assert verify(s3("whole")) == []
    assert Store(s3("whole")).missing(range(8)) == [6, 7]
    assert status(s3("whole")).missing == (6, 7)

    fill(s3("half"), range(3))
    fill(tmp_path / "other", range(2, 6))
    assert merge([s3("half"), tmp_path / "other"], s3("merged")) == 6
    assert merge([s3("merged")], tmp_path / "back") == 6
    quarantine = {name: data for name, data in files(tmp_path / "local").items() if name.startswith("quarantine/")}
    for name, data in quarantine.items():
        (tmp_path / "back" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "back" / name).write_bytes(data)
    finalise(tmp_path / "back")
    assert_same(files(tmp_path / "back"), files(tmp_path / "local"))


def test_shards_in_the_store(s3: Callable[..., ObjectPath], tmp_path: Path) -> None:
    """Packed in the store and in a folder: the same bytes, verified by range, and merged back to a folder."""
    for root in (tmp_path / "local", s3("shards")):
        manifest.begin(root, CONFIG | {"output": {"shards": 3}}, CATEGORIES)
        store = Store(root)
        for first in (0, 3):
            with store.shard(first):
                for index in range(first, first + 3):
                    make_image(index).into(store)
        finalise(root)
    assert_same(fetched(s3("shards"), tmp_path / "fetched"), files(tmp_path / "local"))
    assert verify(s3("shards")) == []
    assert merge([s3("shards")], tmp_path / "merged") == 6
    finalise(tmp_path / "merged")
    assert_same(files(tmp_path / "merged"), files(tmp_path / "local"))


def test_damage_in_the_store_is_found(s3: Callable[..., ObjectPath]) -> None:
    root = s3("damaged")
    fill(root, range(4))
    finalise(root)
    picture, depth = root / "images/00000/00000001.png", root / "depth/00000/00000002.exr"
    picture.write_bytes(picture.read_bytes()[:-7])
    depth.unlink()
    record = record_path(root, 3)
    record.write_bytes(record.read_bytes().replace(b'"seed":7', b'"seed":8'))
    (root / "images/00000/holiday.png").write_bytes(b"")
    found = {problem.path for problem in verify(root)}
    assert {"images/00000/00000001.png", "depth/00000/00000002.exr", "records/00000/00000003.json", "images/00000/holiday.png"} <= found


def test_eight_begin_at_once_and_one_manifest_stays(s3: Callable[..., ObjectPath]) -> None:
    """Conditional writes: eight configs, one winner; the seven others are told what is there."""
    root, outcomes, refusals = s3("race"), [], []

    def begin(seed: int) -> None:
        try:
            manifest.begin(root, CONFIG | {"seed": seed}, CATEGORIES)
            outcomes.append(seed)
        except UserError as error:
            refusals.append(str(error))

    threads = [threading.Thread(target=begin, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert [f"seed: {outcomes[0]} -> " in refusal for refusal in refusals] == [True] * 7
    assert manifest.load(root).config["seed"] == outcomes[0]


def test_journals_lose_no_line(s3: Callable[..., ObjectPath], monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects cannot be appended to: 46 lines are a few objects, and a process of the same name later overwrites none of them."""
    root = s3("journals")
    monkeypatch.setattr(journals, "LINES", 20)
    manifest.begin(root, CONFIG, CATEGORIES)
    for part in (range(24), range(24, 46)):
        store = Store(root)
        for index in part:
            store.log("host-0", {"time_s": 100.0 + index, "worker": "host-0", "kind": "failed", "index": index, "reason": "why not"})
    store.log("host-run", {"time_s": 1.0, "worker": "host-run", "kind": "begin", "first": 0, "last": 499, "workers": 1})
    now = status(root)
    assert len(now.failed) == 46
    assert len(now.missing) == 500
    assert len([*(root / "logs").iterdir()]) == 5


def test_refusals_name_the_url(s3: Callable[..., ObjectPath], monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is rendered: no permission, no server, no library, no such scheme; each one line with what to do."""
    with pytest.raises(UserError, match=r"s3://bucket/mine: the store refuses: Access Denied"):
        s3("mine", "reader").check_writable()
    with pytest.raises(UserError, match=r"s3://bucket/mine: the store does not answer: .*127\.0\.0\.1:1/"):
        s3("mine", endpoint="http://127.0.0.1:1").check_writable()
    with pytest.raises(UserError, match=r"foo:// is nothing that fsspec knows; accepted: a folder, s3://"):
        place("foo://x").exists()
    monkeypatch.setitem(sys.modules, "fsspec", None)
    objects._store.cache_clear()
    with pytest.raises(UserError, match=r"pip install 'setpiece\[cloud\]'"):
        place("s3://bucket/x").exists()


def test_a_server_away_for_ten_seconds_loses_nothing(
    server: Seaweed, s3: Callable[..., ObjectPath], reference: Path, tmp_path: Path
) -> None:
    """Two workers render into the store; after the first image the server is killed, and comes back. Complete, the bytes of a folder."""
    root = s3("killed")
    words = [*COMMAND, "generate", *TINY, f"out={root}", "count=4", "farm.workers=2"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not [*(root / "records/00000").iterdir()]:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    server.kill()
    time.sleep(10)
    server.start()
    out, err = running.communicate(timeout=180)
    assert running.returncode == 0, out + err
    printed = "".join(file.read_text() for file in printed_folder(root).glob("*.log"))
    assert "trying again" in printed + err
    assert_same(fetched(root, tmp_path / "killed"), files(reference))
    for verb, fragment in {"verify": "no problems", "status": "4 of 4 images"}.items():
        done = subprocess.run([*COMMAND, verb, str(root)], capture_output=True, text=True, timeout=120, check=True)
        assert fragment in done.stdout


def test_wrong_keys_are_refused_at_once(s3: Callable[..., ObjectPath]) -> None:
    root = s3("refused")
    os.environ["AWS_SECRET_ACCESS_KEY"] = "wrong"
    refused = generate(Path("/nowhere"), f"out={root}", code=2)
    assert refused.stderr.startswith(f"setpiece: {root}: the store refuses: ")
    assert "\n" not in refused.stderr.strip()


@pytest.mark.train
def test_torch_reads_from_the_store(s3: Callable[..., ObjectPath], tmp_path: Path) -> None:
    """Two forked workers of a DataLoader, out of a shard in the store: what one process reads from a folder."""
    from torch.utils.data import DataLoader

    from setpiece.dataset.torch import Detection, collate

    manifest.begin(s3("torch"), CONFIG | {"output": {"shards": 4}}, CATEGORIES)
    packed = Store(s3("torch"))
    with packed.shard(0):
        for index in range(4):
            make_image(index).into(packed)
    fill(tmp_path / "local", range(4))
    loader = DataLoader(Detection("s3://bucket/torch", depth=True), batch_size=2, num_workers=2, collate_fn=collate)
    found = [sample for batch in loader for sample in zip(*batch, strict=True)]
    assert len(found) == 4
    for (image, target), (_, expected) in zip(found, Detection(tmp_path / "local", depth=True), strict=True):
        assert image.shape == (3, 72, 96)
        assert (target["masks"] == expected["masks"]).all()
        assert (target["depth"] == expected["depth"]).all()

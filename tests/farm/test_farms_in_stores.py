"""Ray and Slurm with a dataset in an object store, all of them real: only the URL and the environment tell workers where it lies."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest

from tests.farm.runs import COMMAND, TINY, assert_same, files
from tests.farm.seaweed import Seaweed, environment
from tests.farm.slurm.cluster import Slurm

RECIPE = Path(__file__).resolve().parents[2] / "docs" / "farm" / "recipes" / "slurm.sbatch"

Fetch = Callable[[str, Path], Path]


@pytest.fixture
def fetch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fetch]:
    """A server with an empty bucket; fetch(url, into) copies a dataset into a folder."""
    server = Seaweed(tmp_path_factory.mktemp("seaweed"))
    server.start()
    for key, value in environment(server.endpoint).items():
        monkeypatch.setenv(key, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    store = fsspec.filesystem("s3")
    store.mkdir("bucket")

    def copy(url: str, into: Path) -> Path:
        store.invalidate_cache()
        store.get(f"{url}/", f"{into}/", recursive=True)
        return into

    yield copy
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.kill()


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ray_writes_into_the_store(fetch: Fetch, reference: Path, tmp_path: Path) -> None:
    root = "s3://bucket/ray"
    assert "4 images made" in run(*COMMAND, "generate", *TINY, f"out={root}", "count=4", "farm=ray", "farm.workers=2", cwd=tmp_path)
    assert_same(files(fetch(root, tmp_path / "d")), files(reference))


def test_slurm_writes_into_the_store(fetch: Fetch, reference: Path, tmp_path: Path) -> None:
    """Two images by the recipe for sbatch, one a task, the rest by ``farm=slurm``, which finalises."""
    root, slurm = "s3://bucket/slurm", Slurm()
    try:
        path = f"{Path(sys.executable).parent}:{slurm.environment['PATH']}"
        array = ["--wait", "--array=0-1", f"--output={tmp_path}/%a.out", str(RECIPE)]
        run("sbatch", *array, *TINY, "count=2", f"out={root}", cwd=tmp_path, env=slurm.environment | {"SHARES": "2", "PATH": path})
        words = ["count=4", f"out={root}", "farm=slurm", "farm.tasks=2"]
        assert "2 images made" in run(*COMMAND, "generate", *TINY, *words, cwd=tmp_path, env=slurm.environment)
    finally:
        slurm.stop()
    assert_same(files(fetch(root, tmp_path / "d")), files(reference))

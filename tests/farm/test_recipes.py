"""The submission files in docs/farm/recipes: each is read as its scheduler would, and its commands are composed by setpiece itself."""

import importlib.util
import json
import re
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
import quickjs
import yaml

from setpiece.cli.compose import compose_config
from setpiece.farm.config import Config

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "farm" / "recipes"
DOCKERFILE = RECIPES.parents[2] / "scripts" / "container" / "Dockerfile"


def kubernetes() -> list[list[str]]:
    """Arguments of each pod of the Indexed Job; the image's entry point is setpiece."""
    job = yaml.safe_load((RECIPES / "kubernetes.yaml").read_text())["spec"]
    assert job["completionMode"] == "Indexed"
    container = job["template"]["spec"]["containers"][0]
    return [[word.replace("$(JOB_COMPLETION_INDEX)", str(k)) for word in container["args"]] for k in range(job["completions"])]


def aws_batch() -> list[list[str]]:
    job = json.loads((RECIPES / "aws-batch.json").read_text())
    shell, flag, script = job["containerOverrides"]["command"]
    assert (shell, flag) == ("sh", "-c")
    words = script.removeprefix("exec setpiece ").split()
    return [[word.replace("$AWS_BATCH_JOB_ARRAY_INDEX", str(k)) for word in words] for k in range(job["arrayProperties"]["size"])]


def deadline() -> list[list[str]]:
    texts = [(RECIPES / f"deadline.{kind}").read_text() for kind in ("job", "plugin")]
    job, plugin = (dict(line.split("=", 1) for line in text.splitlines()) for text in texts)
    assert (job["Plugin"], job["ChunkSize"]) == ("CommandLine", "1")
    first, last = map(int, job["Frames"].split("-"))
    return [plugin["Arguments"].replace("<STARTFRAME>", str(k)).split() for k in range(first, last + 1)]


FLAMENCO = """
const tasks = [];
const author = {
    Command: (name, parameters) => ({ name, ...parameters }),
    Task: (name, type) => ({
        name, commands: [], after: [],
        addCommand(command) { this.commands.push(command); },
        addDependency(task) { this.after.push(task.name); },
    }),
};
const settings = Object.fromEntries(JOB_TYPE.settings.map((setting) => [setting.key, setting.default ?? "/shared/d"]));
compileJob({ settings, addTask: (task) => tasks.push(task) });
JSON.stringify(tasks);
"""


def flamenco() -> list[list[str]]:
    """The job type, run by a JavaScript engine as Flamenco's manager does."""
    tasks = json.loads(quickjs.Context().eval((RECIPES / "flamenco.js").read_text() + FLAMENCO))
    behind = tasks.pop()
    assert behind["commands"][0]["args"] == ["finalise", "/shared/d"]
    assert behind["after"] == [task["name"] for task in tasks]
    return [task["commands"][0]["args"] for task in tasks]


def opencue() -> list[list[str]]:
    """The outline, built with stand-ins for PyOutline's two classes; it was built with the real ones by hand."""
    layers: list[types.SimpleNamespace] = []

    def shell(name: str, *, command: list[str], range: str, **_rest: object) -> types.SimpleNamespace:
        return types.SimpleNamespace(name=name, command=command, range=range, depend_all=lambda layer: layers.append(layer))

    modules = {name: types.ModuleType(name) for name in ("outline", "outline.modules", "outline.modules.shell")}
    modules["outline"].Outline = lambda *_words, **_named: types.SimpleNamespace(add_layer=layers.append)
    modules["outline.modules.shell"].Shell = shell
    with pytest.MonkeyPatch.context() as patch:
        for name, module in modules.items():
            patch.setitem(sys.modules, name, module)
        spec = importlib.util.spec_from_file_location("opencue_recipe", RECIPES / "opencue.py")
        recipe = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(recipe)
        recipe.job(["experiment=dice", "count=100000", "out=/shared/dice"])
    images, finalise, awaited = layers
    assert awaited is images
    assert finalise.command == ["setpiece", "finalise", "/shared/dice"]
    first, last = map(int, images.range.split("-"))
    return [[word.replace("#IFRAME#", str(k)) for word in images.command[1:]] for k in range(first, last + 1)]


@pytest.mark.parametrize("recipe", [kubernetes, aws_batch, deadline, flamenco, opencue], ids=lambda recipe: recipe.__name__)
def test_tasks_make_every_image_once(recipe: Callable[[], list[list[str]]]) -> None:
    """Every task's command is one that setpiece takes, and together they are asked for every image, none twice."""
    commands = recipe()
    assert {words[0] for words in commands} == {"generate"}
    config = compose_config([word for word in commands[0][1:] if not word.startswith("share=")])
    shares = [re.search(r"share=(\S+)", " ".join(words))[1] for words in commands]
    configs = [Config.model_validate(config.model_dump() | {"share": share}) for share in shares]
    assert [index for part in configs for index in part.wanted()] == list(range(config.count))
    assert {compose_config(words[1:]).share for words in (commands[0], commands[-1])} == {shares[0], shares[-1]}


def test_the_container_runs_as_nobody_in_particular_and_installs_what_setup_does() -> None:
    """What can be said of a Dockerfile without building it."""
    lines = re.sub(r"\\\n", " ", DOCKERFILE.read_text()).splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#")]
    of = {kind: [rest for word, rest in steps if word == kind] for kind, _ in steps}
    assert of["USER"] == ["1000:1000"]
    assert steps.index(["USER", "1000:1000"]) > max(number for number, (kind, _) in enumerate(steps) if kind == "RUN")
    assert json.loads(of["ENTRYPOINT"][0]) == ["setpiece"]
    assert "$(python /tmp/system.py)" in of["RUN"][1], "one list of packages, that of `make setup`"
    assert not [step for step in of["RUN"] + of["FROM"] if "://" in step], "package registries only, by their default names"
    assert "NVIDIA_DRIVER_CAPABILITIES" in of["ENV"][0]
    context = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text().splitlines()
    kept = {line[1:] for line in context if line.startswith("!")}
    project = (RECIPES.parents[2] / "pyproject.toml").read_text()
    assert set(re.findall(r'^"setpiece\.\w+" = "(\w+)"$', project, re.MULTILINE)) <= kept

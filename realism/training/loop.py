"""Trains one run to its end, from wherever it stands."""

import math
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.detection.leaks import fingerprints
from setpiece.realism.detection.leaks import save as save_fingerprints
from setpiece.realism.training.batches import Batch, Batches
from setpiece.realism.training.config import TrainConfig
from setpiece.realism.training.curves import Curves
from setpiece.realism.training.export import export_onnx
from setpiece.realism.training.models import make_model
from setpiece.realism.training.run_folder import CHECKPOINT, FINGERPRINTS, MODEL, Run, claim, open_run
from setpiece.realism.training.state import State, new_state, restore, save, update_mean

_MAX_GRADIENT = 10.0
_TORCH = 2
_AHEAD = 2


@dataclass(frozen=True)
class Progress:
    """Told after each step.

    Attributes:
        step, steps: done, and all.
        losses: of this step, by name; "loss" is their sum.
        step_s: mean duration of a step in this process, in seconds.
    """

    step: int
    steps: int
    losses: dict[str, float]
    step_s: float


def begin(sets: tuple[CocoSet, ...], config: TrainConfig, run: Run) -> Batches:
    """Checks that the sets can be trained on, and claims the folder.

    Raises:
        UserError: masks are asked of boxes, the device does not exist, or the folder holds something else.
    """
    masks = config.model == "mask_rcnn"
    for coco in sets:
        if masks and not coco.has_masks:
            raise UserError(f"model=mask_rcnn: {coco.source} has boxes without masks; train model=faster_rcnn, or give data with masks")
    check_device(config.device)
    claim(run)
    return Batches(sets, config, run.shares, masks)


def train(sets: tuple[CocoSet, ...], run: Run, tell: Callable[[Progress], None] = lambda progress: None) -> None:
    """Trains to the last step and exports the model; continues where an earlier call stopped.

    Args:
        sets: training data with ``run.classes`` as their classes.
        run: folder and settings.
        tell: called after each step.

    Raises:
        UserError: as ``begin``; or the loss is no longer finite.
    """
    batches = begin(sets, run.config, run)
    if (run.folder / MODEL).is_file():
        return
    if not (run.folder / FINGERPRINTS).is_file():
        save_fingerprints(fingerprints([p for s in sets for p in s.paths.values()]), run.folder / FINGERPRINTS)
    with _deterministic():
        state = prepare(run)
        _steps(state, batches, run, tell)
        finish(state, run)


def prepare(run: Run) -> State:
    """The state of a run: new, or from its checkpoint."""
    torch.manual_seed(_torch_seed(run.config.seed, -1))
    model = make_model(run.config, len(run.classes)).to(run.config.device)
    model = model.to(memory_format=torch.channels_last)  # a CPU step is an eighth quicker
    state = new_state(model, run.config)
    if (run.folder / CHECKPOINT).is_file():
        restore(state, run.folder / CHECKPOINT, run.config.device)
    return state


def averaged(state: State) -> nn.Module:
    """The model with the mean weights in, ready to detect."""
    with torch.no_grad():
        for name, p in state.model.named_parameters():
            p.copy_(state.mean[name])
    return state.model.eval()


def load_model(folder: Path) -> nn.Module:
    """The trained model of a run as a torch module with torchvision's interface; images are squares in 0..1.

    Raises:
        UserError: the run has no checkpoint.
    """
    if not (folder / CHECKPOINT).is_file():
        raise UserError(f"{folder}: no checkpoint yet")
    return averaged(prepare(open_run(folder)))


def finish(state: State, run: Run) -> None:
    """Exports the model that the mean weights make."""
    model = averaged(state).to("cpu", memory_format=torch.contiguous_format)
    export_onnx(model, run.config.size, run.classes, run.folder / MODEL, masks=run.config.model == "mask_rcnn")


def learning_rate(config: TrainConfig, step: int) -> float:
    """Linear warm-up, then half a cosine down to zero."""
    warmup = config.warmup * config.steps
    if step < warmup:
        return config.lr * (step + 1) / (warmup + 1)
    return config.lr * 0.5 * (1.0 + math.cos(math.pi * (step - warmup) / max(config.steps - warmup, 1)))


def _steps(state: State, batches: Batches, run: Run, tell: Callable[[Progress], None]) -> None:
    config, first, began = run.config, state.step, time.perf_counter()
    curves = Curves(run.folder, state.history)
    state.model.train()
    for batch in _ahead(batches, state.step, config.steps):
        losses = _step(state, batch, config)
        state.history.append(losses)
        curves.add(state.step, losses, learning_rate(config, state.step))
        state.step += 1
        tell(Progress(state.step, config.steps, losses, (time.perf_counter() - began) / (state.step - first)))
        if state.step % config.save_every == 0 or state.step == config.steps:
            save(state, run.folder / CHECKPOINT)
            curves.flush()
    curves.close()


def _step(state: State, batch: Batch, config: TrainConfig) -> dict[str, float]:
    torch.manual_seed(_torch_seed(config.seed, state.step))
    for group in state.optimizer.param_groups:
        group["lr"] = learning_rate(config, state.step) * group["scale"]
    images, targets = batch
    parts = state.model([i.to(config.device) for i in images], [{k: v.to(config.device) for k, v in target.items()} for target in targets])
    total = sum(parts.values())
    if not torch.isfinite(total):
        raise UserError(f"the loss is {float(total.detach())} at step {state.step + 1}; a lower lr= than {config.lr:g} may help")
    state.optimizer.zero_grad()
    total.backward()
    nn.utils.clip_grad_norm_(state.model.parameters(), _MAX_GRADIENT)
    state.optimizer.step()
    update_mean(state, config.ema)
    return {"loss": float(total.detach()), **{name: float(v.detach()) for name, v in parts.items()}}


def _ahead(batches: Batches, first: int, last: int) -> Iterator[Batch]:
    """Batches in order, the next ones made while the model trains."""
    with ThreadPoolExecutor(1) as pool:
        waiting: list[Future[Batch]] = [pool.submit(batches, step) for step in range(first, min(first + _AHEAD, last))]
        for step in range(first + len(waiting), last + len(waiting)):
            batch = waiting.pop(0).result()
            if step < last:
                waiting.append(pool.submit(batches, step))
            yield batch


def _torch_seed(seed: int, step: int) -> int:
    return int(np.random.SeedSequence(seed, spawn_key=(_TORCH, step + 1)).generate_state(1)[0])


def check_device(device: str) -> None:
    """Raises UserError if torch cannot use the device."""
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise UserError(f"device={device}: torch cannot use it ({str(error).splitlines()[0]}); device=cpu always works") from error


class _deterministic:  # noqa: N801 - used as a function
    """Deterministic algorithms while training; what was set before is set again.

    torch would also fill all new memory, lest somebody reads what was never written: a fifteenth of a step, for nothing here.
    """

    def __enter__(self) -> None:
        self._before = torch.are_deterministic_algorithms_enabled(), torch.utils.deterministic.fill_uninitialized_memory
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.utils.deterministic.fill_uninitialized_memory = False
        self._quiet = warnings.catch_warnings()
        self._quiet.__enter__()
        warnings.filterwarnings("ignore", message=".*does not have a deterministic implementation.*")

    def __exit__(self, *_: object) -> None:
        self._quiet.__exit__(None, None, None)
        torch.use_deterministic_algorithms(self._before[0])
        torch.utils.deterministic.fill_uninitialized_memory = self._before[1]

"""What changes while a run trains, and its checkpoint."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from setpiece.assets.errors import UserError
from setpiece.realism.training.config import TrainConfig
from setpiece.realism.training.run_folder import replace_whole


@dataclass
class State:
    """Weights, their running mean, the optimiser, and the losses so far.

    Attributes:
        model: being trained.
        optimizer: over its trainable parameters.
        mean: running mean of every parameter, by name.
        step: that comes next.
        history: one row a step: total loss, then each part by name.
    """

    model: nn.Module
    optimizer: Any
    mean: dict[str, Tensor]
    step: int = 0
    history: list[dict[str, float]] = field(default_factory=list)


def new_state(model: nn.Module, config: TrainConfig) -> State:
    """Before the first step. The pretrained part learns more slowly; biases and norms do not decay."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            groups.setdefault(("backbone.body" in name, p.ndim > 1), []).append(p)
    settings = [
        {"params": parts, "scale": config.backbone_lr if pretrained else 1.0, "weight_decay": config.weight_decay if decays else 0.0}
        for (pretrained, decays), parts in sorted(groups.items(), key=lambda item: item[0])
    ]
    optimizer = torch.optim.AdamW(settings, lr=config.lr, fused=True)
    return State(model, optimizer, {name: p.detach().clone() for name, p in model.named_parameters()})


def save(state: State, path: Path) -> None:
    """Writes the checkpoint, whole or not at all."""
    buffer = io.BytesIO()
    content = {
        "step": state.step,
        "model": state.model.state_dict(),
        "mean": state.mean,
        "optimizer": state.optimizer.state_dict(),
        "history": state.history,
    }
    torch.save(content, buffer)
    replace_whole(path, buffer.getvalue())


def restore(state: State, path: Path, device: str) -> None:
    """Puts a checkpoint into a new state.

    Raises:
        UserError: the file is damaged, or another model's.
    """
    try:
        content = torch.load(path, map_location=device, weights_only=True)
        state.model.load_state_dict(content["model"])
        state.optimizer.load_state_dict(content["optimizer"])
        state.mean = {name: content["mean"][name] for name in state.mean}
        state.step, state.history = int(content["step"]), list(content["history"])
    except Exception as error:  # torch raises a dozen classes for files that are not its own
        reason = (str(error).splitlines() or ["empty"])[0]
        raise UserError(f"{path}: not a usable checkpoint ({type(error).__name__}: {reason}); remove it to train from the start") from error


def update_mean(state: State, decay: float) -> None:
    """Moves the running mean towards the weights; quickly at first, since it starts at weights that know nothing."""
    decay = min(decay, (1.0 + state.step) / (10.0 + state.step))
    with torch.no_grad():
        for name, p in state.model.named_parameters():
            state.mean[name].lerp_(p, 1.0 - decay)

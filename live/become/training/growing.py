"""Makes a larger network from a trained smaller one, which paints the same at first.

New channels have random weights, and weights of 0 in the layers that read them (as in Chen et al.
2016, Net2Net, arXiv:1511.05641, but without the noise).
"""

import torch
from torch import Tensor

from live.become.training.network import Plan

State = dict[str, Tensor]


def grown(old: State, new: State, small: Plan, large: Plan) -> State:
    """The first weights of a network of the plan `large`, from the weights `old` of one of `small`
    and its own random ones, `new`.

    Raises ValueError where they differ in more than `fine` and `look`.
    """
    taken = dict(new)
    if large.look and not small.look:
        old = _without_sides(old)
    for name, weight in old.items():
        taken[name] = _placed(name, weight, new[name], small.finest, large.finest)
    return taken


def _without_sides(state: State) -> State:
    """The weights of heads and hands without those of their sides: a network of many people has no
    sides.
    """
    kept = {name: weight for name, weight in state.items() if ".sides." not in name}
    for part in {name.split(".sides.")[0] for name in state.keys() - kept.keys()}:
        numbers = state[f"{part}.sides.sheets"].shape[1]
        kept[f"{part}.mix.weight"] = kept[f"{part}.mix.weight"][:, :-numbers]
        for name in (f"{part}.paint.weight", f"{part}.paint.bias"):
            kept[name] = kept[name][:-1]  # the last says how much of it is seen
    return kept


def _placed(name: str, old: Tensor, new: Tensor, small: int, large: int) -> Tensor:
    if old.shape == new.shape:
        return old
    if old.dim() == 1:
        rows, columns = _first(old.shape[0], new.shape[0]), None
    else:
        rows, columns = _first(old.shape[0], new.shape[0]), _inputs(name, old, new, small, large)
    placed = new.clone()
    if columns is None:
        placed[rows] = old
        return placed
    placed[rows] = 0.0
    placed[rows[:, None], columns[None]] = old
    return placed


def _inputs(name: str, old: Tensor, new: Tensor, small: int, large: int) -> Tensor:
    """Which channels of the larger one are those of the smaller."""
    had, has = old.shape[1], new.shape[1]
    if had == has:
        return torch.arange(had)
    if had == 2 * small and has == 2 * large:  # what comes up, and what was before it
        return torch.cat([torch.arange(small), large + torch.arange(small)])
    if has - had != large - small:
        raise ValueError(f"{name} is of another size")
    return torch.cat([torch.arange(small), torch.arange(large, has)])  # features, and more


def _first(had: int, has: int) -> Tensor:
    if has < had:
        raise ValueError("it would become smaller")
    return torch.arange(had)

"""Learned motion matching as one graph: playback and decoding in every step, and a search.

The recorded dances are kept as a learned code, 48 numbers a moment, and decoded as they are
danced. On a beat the graph may leave the clip it is in for the moment, anywhere, that goes on
best: like in body and speed, of the style and liveliness wanted, answering the partner as the
recorded partners did, and not danced recently.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from live.dance import vector
from live.dance.music_features import MUSIC, PARTNER
from scripts.choreography import partners
from scripts.choreography.bank import PARTNERED, PHRASE, ROWS, Bank, mirror_table
from scripts.choreography.branch import Part
from scripts.choreography.styles import STYLES

CODE = 48  # numbers a moment
WIDTH = 384
NOISE = 8
_TRAVEL = 8  # numbers kept as they are: travel, height, contacts
_CALMEST, _LIVELY = 0.40, 0.53  # metres a second: the joints' speed at no energy, and at all more
_NOTED = 0.2  # metres a second: a difference one sees
_AGAIN = 16.0  # beats of a recording: a good while
_FORGOTTEN = 72.0  # beats: after so many a moment may be danced again


@dataclass(frozen=True, slots=True)
class Weights:
    """What a change costs; the unit is the usual distance of two bodies that match well."""

    style: float = 60.0  # of another style than wanted
    common: float = 1.0  # an octave by which more was recorded of a style than its equal share
    energy: float = 1.0  # livelier or calmer than wanted by as much as is noted, squared
    tempo: float = 4.0  # an octave from the recorded tempo, squared
    far: float = 6.0  # a metre that the coming phrase goes off, beyond half a metre
    danced: float = 14.0  # danced a moment ago
    cut: float = 20.0  # leaving the clip at all
    strange: float = 4.0  # leaving the recording for another: a dancer's manner lasts a while
    long: float = 0.05  # a beat in one clip, after two phrases
    again: float = 6.0  # going back to a recording of which a good while was danced recently
    chance: float = 4.0  # how far the noise reaches, from moment to moment
    mood: float = 8.0  # and from recording to recording
    partner: float = 1.0  # a usual difference from the recorded partner, squared
    unpartnered: float = 3.0  # dancing with a partner what was danced alone


class Coder(nn.Module):
    """Rotations (132) to a code (48) and back."""

    def __init__(self, mean: torch.Tensor, spread: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean.clone())
        self.register_buffer("spread", spread.clone())
        size = len(mean)
        self.encoder = nn.Sequential(
            nn.Linear(size, 512), nn.ELU(), nn.Linear(512, 256), nn.ELU(), nn.Linear(256, CODE)
        )
        self.decoder = nn.Sequential(
            nn.Linear(CODE, WIDTH), nn.ELU(), nn.Linear(WIDTH, WIDTH), nn.ELU(),
            nn.Linear(WIDTH, size),
        )  # fmt: skip

    def encode(self, columns: torch.Tensor) -> torch.Tensor:
        """Codes, -1..1."""
        return torch.tanh(self.encoder((columns - self.mean) / self.spread))

    def decode(self, code: torch.Tensor) -> torch.Tensor:
        """Rotation columns."""
        return self.decoder(code) * self.spread + self.mean


class Matching(nn.Module):
    """One step as the contract has it: inputs and outputs by name, in this order."""

    inputs = ("music", "partner", "style", "noise", "place", "side", "begun", "age", "danced")
    outputs = ("vector", "cut", *(f"next_{name}" for name in inputs[4:]))
    parts = (
        Part("asked", ("music", "partner", "style", "place", "begun", "age", "danced"),
             ("row", "search")),
        Part("best", ("music", "partner", "style", "noise", "side", "begun", "age", "danced",
                      "row"), ("best",), when="search"),
        Part("going_on", ("music", "place", "side", "begun", "age", "danced", "search", "best"),
             outputs),
    )  # fmt: skip

    def __init__(self, bank: Bank, coder: Coder, weights: Weights) -> None:
        super().__init__()
        self.weights = weights
        vectors = torch.tensor(bank.vectors, dtype=torch.float32)
        with torch.no_grad():
            code = coder.encode(vectors[:, vector.ROTATIONS])
        keep = self.register_buffer
        keep("codes", torch.round(code * 127).to(torch.int8))
        rest = torch.cat([vectors[:, :4], vectors[:, vector.CONTACTS]], dim=1)
        keep("rest", rest.half())
        self.decoder = _half(coder.decoder)
        keep("mean", coder.mean)
        keep("spread", coder.spread)
        last = torch.tensor(bank.last)
        keep("last", last.short())
        self._keep_shapes(bank)
        self._keep_candidates(bank)
        order, signs = vector.mirror_table()
        keep("order", torch.tensor(order))
        keep("signs", torch.tensor(signs, dtype=torch.float32))

    def _keep_shapes(self, bank: Bank) -> None:
        """The body at every beat, in units in which a usual match is 1 apart."""
        shape = torch.tensor(bank.shape, dtype=torch.float32)
        order, signs = mirror_table()
        spread = shape.std(0).clamp(min=0.05) * math.sqrt(shape.shape[1]) * 0.35
        spread = (spread + spread[order]) / 2
        rows = torch.tensor([i for i in range(len(shape)) if _on_beat(bank, i)])
        beat_of_row = torch.bucketize(torch.arange(len(shape)), rows, right=True) - 1
        self.register_buffer("bodies", (shape[rows] / spread).half())  # (beats, features)
        self.register_buffer("flip", torch.tensor(order))
        self.register_buffer("flip_signs", torch.tensor(signs))
        self.register_buffer("beat_of_row", beat_of_row.short())
        candidates = beat_of_row[torch.tensor(bank.candidates)]
        self.register_buffer("body_of", candidates.long())
        norms = self.bodies[self.body_of].float().pow(2).sum(-1)
        self.register_buffer("norms", norms)

    def _keep_candidates(self, bank: Bank) -> None:
        keep = self.register_buffer
        rows = torch.tensor(bank.candidates)
        keep("rows", rows.int())
        self.count = len(rows)  # candidates, without their mirror images
        keep("style", torch.tensor(bank.style).to(torch.uint8))
        share = np.bincount(bank.style, minlength=len(STYLES)) / len(bank.style)
        octaves = np.log2(np.maximum(1.0, share * len(STYLES)))
        keep("common", torch.tensor(octaves[bank.style], dtype=torch.float32))
        speed = torch.tensor(bank.speed, dtype=torch.float32)
        keep("speed", speed)
        keep("tempo", torch.log2(torch.tensor(bank.tempo, dtype=torch.float32) / 110.0))
        keep("far", torch.relu(torch.tensor(bank.extent, dtype=torch.float32) - 0.5))
        seen = torch.tensor(bank.partner, dtype=torch.float32)
        there = torch.tensor(bank.partnered)
        order, signs = _partner_mirror()
        spread = seen[there].std(0) if there.any() else torch.ones(len(PARTNERED))
        spread = (spread + spread[order]) / 2 * math.sqrt(len(PARTNERED))
        keep("seen", (seen / spread).half())
        keep("seen_norms", (seen / spread).half().float().pow(2).sum(-1))
        keep("seen_spread", spread)
        keep("seen_flip", torch.tensor(order))
        keep("seen_signs", torch.tensor(signs))
        keep("there", there.float())
        at = {int(row): index for index, row in enumerate(rows)}
        window = [[at.get(int(row) + ROWS * beat, index) for beat in range(PHRASE)]
                  for index, row in enumerate(rows)]  # fmt: skip
        keep("window", torch.tensor(window, dtype=torch.int16))
        self._keep_chance()

    def _keep_chance(self) -> None:
        """What the noise, eight numbers, makes of each candidate and its mirror image."""
        takes = self.last[self.rows.long()]
        _, number, sizes = torch.unique(takes, return_inverse=True, return_counts=True)
        ends = torch.cumsum(sizes, 0)[number]
        generator = torch.Generator().manual_seed(1)
        each = torch.randn(2 * self.count, NOISE, generator=generator)
        moods = torch.randn(len(sizes), NOISE, generator=generator)
        both = self.weights.chance * each + self.weights.mood * moods[number].repeat(2, 1)
        self.register_buffer("chance", (both / NOISE**0.5).half())
        # Of each candidate, where the candidates of its recording begin and end.
        self.register_buffer("span", torch.stack([ends - sizes[number], ends]).short())

    def forward(self, *given: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """One step: vector, cut, and the next state."""
        known = dict(zip(self.inputs, given, strict=True))
        for part in self.parts:
            known |= part.run(self, known)
        return tuple(known[name] for name in self.outputs)

    def asked(
        self, music: torch.Tensor, partner: torch.Tensor, style: torch.Tensor,
        place: torch.Tensor, begun: torch.Tensor, age: torch.Tensor, danced: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
        """The row that comes next in the clip, (1,), and whether to leave it, (1, 1)."""
        now = place + 0.5
        row = now.floor().long().clamp(0, self.last.shape[0] - 1)[0]
        over = (now >= self.last[row].float()).float()
        on_beat, on_phrase = music[:, 6:7], music[:, 7:8]
        candidate = self._candidate(row)
        right_style = style[:, self.style[candidate].long()]
        wrong = (style.sum() > 0.5).float() * (right_style < 0.5).float()
        with_partner = partner[:, 0:1] * (age >= 2.0).float()
        tired = (danced[:, candidate[0]] > 0.02).float() * (age >= 1.0).float()
        asked = torch.maximum(torch.maximum(on_phrase, wrong * (age >= 1.0).float()), tired)
        search = torch.maximum(
            1 - begun, torch.maximum(over, on_beat * torch.maximum(asked, with_partner))
        )
        return row, search

    def going_on(
        self, music: torch.Tensor, place: torch.Tensor, side: torch.Tensor, begun: torch.Tensor,
        age: torch.Tensor, danced: torch.Tensor, search: torch.Tensor, best: torch.Tensor,
    ) -> tuple[torch.Tensor, ...]:  # fmt: skip
        """One step from where the search, if there was one, leads: vector, cut, next state."""
        now = place + 0.5
        at = self.rows[torch.remainder(best, self.count)]
        # On a beat, its beginning; else as far into the beat as the music is.
        turns = torch.atan2(music[:, 1:2], music[:, 0:1]) / (2 * math.pi)
        into = torch.where(turns < -1e-4, turns + 1, turns.clamp(min=0.0)) + 1e-4
        goal = at.float() + torch.floor(into * ROWS * 2) / 2
        turned = (best >= self.count).float()
        same = ((goal - now).abs() < 0.3).float() * (turned == side).float()
        cut = search * (1 - same)
        now = torch.where(cut > 0.5, goal, now)
        side = torch.where(cut > 0.5, turned, side)
        age = torch.where(cut > 0.5, torch.zeros_like(age), age + 1.0 / vector.STEPS)
        danced = (danced - 1.0 / (_FORGOTTEN * vector.STEPS)).clamp(min=0.0)
        here = self._candidate(now.floor().long().clamp(0, self.last.shape[0] - 1)[0])
        mark = (torch.arange(danced.shape[1]) == here).float()[None] * music[:, 6:7]
        danced = torch.maximum(danced, mark)
        out = self._decoded(now, side)
        return out, cut, now, side, torch.ones_like(begun), age, danced

    def _candidate(self, row: torch.Tensor) -> torch.Tensor:
        """The number of the candidate at or before a row, (1,)."""
        return (torch.bucketize(row, self.rows.long(), right=True) - 1).clamp(min=0)

    def best(self, *given: torch.Tensor) -> tuple[torch.Tensor]:
        """The number of the best candidate, (1, 1); mirrored ones come after the others."""
        music, partner, style, noise, side, begun, age, danced, row = given
        cost = self._suiting(music, style, danced).repeat(2)
        cost = cost + partner[0, 0] * self._answering(partner)
        cost = cost + (noise @ self.chance.float().T)[0]
        # Who has not begun leaves nothing, and may begin anywhere.
        cost = cost + begun[0, 0] * self._leaving(side, age, danced, row)
        return (cost.argmin().reshape(1, 1),)

    def _suiting(
        self, music: torch.Tensor, style: torch.Tensor, danced: torch.Tensor
    ) -> torch.Tensor:
        """What each candidate costs for how it is danced, (count,)."""
        w = self.weights
        energy, tempo = music[0, 15], music[0, 8]
        any_style = (style.sum() < 0.5).float()
        kept = (style[0, self.style.long()] + any_style).clamp(max=1.0)
        # As fast as it will be danced, against as fast as such music wants it.
        lively = self.speed * torch.exp(math.log(2) * (tempo - self.tempo)) - (
            _CALMEST + _LIVELY * energy
        )
        return (
            w.style * (1 - kept) + w.common * self.common
            + w.energy * (lively / _NOTED).pow(2).clamp(max=8.0)
            + w.tempo * (self.tempo - tempo) ** 2 + w.far * self.far
            + w.danced * danced[0][self.window.long()].max(-1).values.clamp(max=0.5) * 2
        )  # fmt: skip

    def _answering(self, partner: torch.Tensor) -> torch.Tensor:
        """What each candidate and its mirror image cost before a partner, (2 count,)."""
        w = self.weights
        sight = partner[:, list(PARTNERED)] / self.seen_spread
        sights = (sight, sight[:, self.seen_flip] * self.seen_signs)
        seen = self.seen.float().T
        far = [self.seen_norms + (sight * sight).sum() - 2 * (one @ seen)[0] for one in sights]
        answers = torch.cat([one.clamp(min=0.0, max=4.0) for one in far])
        there = self.there.repeat(2)
        return there * answers * w.partner + (1 - there) * w.unpartnered

    def _leaving(
        self, side: torch.Tensor, age: torch.Tensor, danced: torch.Tensor, row: torch.Tensor
    ) -> torch.Tensor:
        """What it costs to go on with each candidate and its mirror image, (2 count,)."""
        w = self.weights
        mine = self.bodies[self.beat_of_row[row].long()].float()  # (1, features)
        other = mine[:, self.flip] * self.flip_signs
        # Like sides are compared as they are, unlike ones mirrored: a mirror keeps distances.
        alike = torch.where(side > 0.5, other, mine), torch.where(side > 0.5, mine, other)
        bodies = self.bodies[self.body_of].float().T
        pose = torch.cat(
            [self.norms + (mine * mine).sum() - 2 * (one @ bodies)[0] for one in alike]
        )
        so_far = torch.nn.functional.pad(torch.cumsum(danced[0], 0), (1, 0))
        first, end = self.span[0].long(), self.span[1].long()
        known = ((so_far[end] - so_far[first]) / _AGAIN).clamp(max=1.0)
        strange = (first != first[self._candidate(row)]) * (w.strange + w.again * known)
        sides = torch.arange(2 * self.count) >= self.count
        stay = (self.rows == row).repeat(2) & (sides == (side[0, 0] > 0.5))
        long = w.long * torch.relu(age[0, 0] - 2.0 * PHRASE)
        return pose + strange.repeat(2) + torch.where(stay, long, torch.full_like(pose, w.cut))

    def _decoded(self, now: torch.Tensor, side: torch.Tensor) -> torch.Tensor:
        before = now.floor().long().clamp(0, self.last.shape[0] - 1)[0]
        after = torch.minimum(before + 1, self.last[before].long())
        share = now - now.floor()
        code = self.codes[before].float() * (1 - share) + self.codes[after].float() * share
        rest = self.rest[before].float() * (1 - share) + self.rest[after].float() * share
        columns = code / 127.0
        for layer in self.decoder:
            columns = layer(columns)
        columns = columns * self.spread + self.mean
        whole = torch.cat([rest[:, :4], columns, rest[:, 4:]], dim=1)
        return torch.where(side > 0.5, whole[:, self.order] * self.signs, whole)

    def metadata(self) -> dict[str, str]:
        """What its metadata has beside the contract's."""
        return {}

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """What goes in: of each input, its shape."""
        sizes = (MUSIC, PARTNER, len(STYLES), NOISE, 1, 1, 1, 1, self.count)
        return {name: (1, size) for name, size in zip(self.inputs, sizes, strict=True)}


class _Linear(nn.Module):
    """A linear layer whose numbers are kept in half the room."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.register_buffer("weight", layer.weight.detach().half())
        self.register_buffer("bias", layer.bias.detach().half())

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values @ self.weight.float().T + self.bias.float()


def _half(layers: nn.Sequential) -> nn.ModuleList:
    return nn.ModuleList(_Linear(a) if isinstance(a, nn.Linear) else a for a in layers)


def _on_beat(bank: Bank, row: int) -> bool:
    """Whether a row lies on a beat of its clip: clips have a whole number of beats and a row."""
    return (int(bank.last[row]) - row) % ROWS == 0


def _partner_mirror() -> tuple[list[int], list[float]]:
    """For each number kept of a partner in a mirror: which of them it is, and times what."""
    order = [PARTNERED.index(int(partners.SWAP[number])) for number in PARTNERED]
    return order, [float(partners.SIGNS[number]) for number in PARTNERED]

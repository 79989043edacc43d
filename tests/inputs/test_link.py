"""Ableton Link, between real peers of one session on this machine."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from live.inputs.link import Link, OpenLink, steer
from live.parts import ShowContext
from live.runtime.clock import Clock
from live.runtime.outside import OutsideBeat
from live.show.show_file import read_show
from live.signals import Music
from tests.parts import a_context

aalink = pytest.importorskip("aalink", reason="Link's library is not installed: .[link]")


class Peer:
    """Another program in the session, and ours beside it."""

    def __init__(self, link: Any, context: ShowContext, ours: OpenLink) -> None:
        self.link = link
        self.context = context
        self.ours = ours

    def newest(self) -> OutsideBeat:
        beat = self.context.outside.newest("link", self.context.clock.now())
        assert beat is not None, "there is no beat"
        return beat

    def off(self) -> float:
        """Seconds between our beat and the peer's."""
        now = self.context.clock.now()
        theirs = self.link.beat
        ours = self.newest().beat_at(now)
        meter = self.newest().meter or 4
        apart = (ours - theirs + meter / 2) % meter - meter / 2
        return float(apart * 60 / self.link.tempo)


@contextlib.asynccontextmanager
async def session(settings: Link, **changes: Any) -> AsyncIterator[Peer]:
    """A peer at 96 beats a minute, whom we join. Skips where the network lets no peer be found."""
    clock = Clock(asyncio.get_running_loop())
    context = a_context(clock=clock, virtual=False, **changes)
    clock.start()
    other = aalink.Link(96.0)
    other.quantum = float(context.meter)
    other.enabled = True
    # Of two sessions that meet, Link keeps the elder's tempo where over half a second lies between.
    await asyncio.sleep(1.5 if not settings.lead else 0.0)
    ours = settings.open(context)
    running = asyncio.ensure_future(ours.run())
    try:
        for _ in range(60):
            await asyncio.sleep(0.05)
            if other.num_peers and ours.peers:
                break
        else:
            pytest.skip("multicast finds no Link peer on this machine")
        yield Peer(other, context, ours)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        other.enabled = False


def test_we_take_tempo_and_beat_of_the_session_leave_both_alone_and_follow_its_changes() -> None:
    async def evening() -> None:
        async with session(Link()) as peer:
            await asyncio.sleep(0.3)
            assert peer.link.tempo == pytest.approx(96.0, abs=0.01)
            assert peer.newest().tempo == pytest.approx(96.0, abs=0.01)
            apart = []
            for _ in range(20):
                await asyncio.sleep(0.03)
                apart.append(abs(peer.off()))
            assert sorted(apart)[len(apart) // 2] < 0.002
            # A change of tempo reaches us within a beat.
            peer.link.tempo = 132.0
            await asyncio.sleep(60 / 132)
            assert peer.newest().tempo == pytest.approx(132.0, abs=0.01)
            assert abs(peer.off()) < 0.005

    asyncio.run(evening())


def test_bars_are_as_long_as_the_show_says_until_the_others_leave() -> None:
    async def evening() -> None:
        async with session(Link(), meter=3) as peer:
            await asyncio.sleep(0.2)
            assert (peer.newest().meter, peer.newest().downbeat) == (3, 0)
            assert abs(peer.off()) < 0.005
            peer.link.enabled = False
            await asyncio.sleep(0.6)
            assert peer.context.outside.newest("link", peer.context.clock.now()) is None

    asyncio.run(evening())


def test_as_the_leader_we_bring_our_tempo_and_never_follow() -> None:
    async def evening() -> None:
        async with session(Link(lead=True)) as peer:
            peer.context.outside.danced = Music(
                0.0, tempo=120.0, beat=0.3, confidence=0.9, playing=True
            )
            await asyncio.sleep(0.4)
            assert peer.link.tempo == pytest.approx(120.0, abs=120 * 0.031)
            assert peer.context.outside.newest("link", peer.context.clock.now()) is None

    asyncio.run(evening())


class Still:
    """A clock whose time is set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def time(self) -> float:
        return self.seconds


def test_a_leader_brings_the_session_onto_the_beat_by_bending_the_tempo_alone() -> None:
    timer = Still()
    clock = Clock(timer)
    clock.start()
    danced = Music(0.0, tempo=120.0, beat=1.5, confidence=0.9, playing=True)
    peers = SimpleNamespace(tempo=120.0, beat=0.0, quantum=4.0)
    for _ in range(20 * 120):
        timer.seconds += 0.05
        peers.beat += 0.05 * peers.tempo / 60
        before = peers.beat
        steer(peers, danced, clock)
        assert peers.beat == before, "the session's beat was forced"
        assert 120 * 0.969 < peers.tempo < 120 * 1.031
    apart = (danced.beat_at(timer.seconds) - peers.beat + 2) % 4 - 2
    assert abs(apart) < 0.03


def test_a_leader_who_hears_no_music_leads_nobody() -> None:
    clock = Clock(Still())
    peers = SimpleNamespace(tempo=96.0, beat=0.0, quantum=4.0)
    for danced in (
        None,
        Music(0.0, tempo=120.0, confidence=0.9, playing=False),
        Music(0.0, tempo=120.0, confidence=0.1, playing=True),
    ):
        steer(peers, danced, clock)
    assert peers.tempo == 96.0


def test_a_show_names_link_and_leads_only_when_it_says_so(tmp_path: Any) -> None:
    file = tmp_path / "show.toml"
    file.write_text(
        '[camera]\nkind = "nobody"\n[[inputs]]\nkind = "link"\n'
        '[[inputs]]\nkind = "link"\nlead = true\n'
    )
    assert read_show(str(file)).inputs == (Link(lead=False), Link(lead=True))

"""MIDI clock: the beat the partner dances to, for drum machines, sequencers and lights."""

from live.midi.ports import MidiOutput, tended
from live.midi.pulses import MidiMessage, Pulses
from live.parts import Output, Part, ShowContext
from live.runtime.pace import Pace
from live.signals import Picture, Scene

NO_MUSIC = 0.02  # seconds between checks for the first scene


class MidiClock(Part[Output], frozen=True):
    """Sends the clock on a MIDI port."""

    port: str = ""  # part of the port's name; "": one of our own, called First Dance

    def open(self, context: ShowContext) -> "OpenMidiClock":
        """Opens the port. Raises BadInput where there is none, or the library is missing."""
        port = MidiOutput(self.port)
        port.open()
        return OpenMidiClock(port, context)


class OpenMidiClock:
    """Takes the beat from the newest scene, and sends pulses in the loop, each at its time."""

    takes: type[Scene] | type[Picture] = Scene

    def __init__(self, port: MidiOutput, context: ShowContext) -> None:
        self.pace = Pace()
        self._port = port
        self._context = context
        self._pulses = Pulses()
        self._scene: Scene | None = None

    @property
    def where(self) -> str:
        """The port it sends to."""
        return f"MIDI, {self._port.name}"

    def show(self, signal: Scene | Picture) -> None:
        """Keeps the scene, for its beat."""
        assert isinstance(signal, Scene)
        self._scene = signal

    async def run(self) -> None:
        """Runs until cancelled. Raises DeviceLost when the port has gone away."""
        with tended(self._port, virtual=self._context.virtual) as tending:
            await tending.open()
            self._pulses.end()  # a port that was away gets the song position at the next ONE
            while True:
                now = self._context.clock.now()
                tending.look(now)
                self._send_due(now)
                due = self._pulses.next
                await self._context.clock.until(now + NO_MUSIC if due is None else due)

    def close(self) -> None:
        """Stops the receivers, and closes the port."""
        self._send(self._pulses.end())
        self._port.close()

    def _send_due(self, now: float) -> None:
        if self._scene is not None:
            ahead = self._context.latency - self.pace.offset
            self._send(self._pulses.due(now, self._scene.music, ahead))

    def _send(self, messages: list[MidiMessage]) -> None:
        for message in messages:
            more = {"pos": message.sixteenths} if message.kind == "songpos" else {}
            self._port.send(self._port.mido.Message(message.kind, **more))

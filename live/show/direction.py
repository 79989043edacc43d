"""What becomes of every frame by the operator's hands: whose beat, which cue, what light."""

from live.dance.still import Still
from live.desk.cues import CueList
from live.desk.lights import Lights
from live.hear.hands import HandsOn
from live.parts import House
from live.show.conduct import Conductor
from live.signals import Music, Pose, Scene


class Direction:
    """Directs a show from the desk. Once a frame: `lead` the music, `step`, then the `scene`."""

    def __init__(self, house: House) -> None:
        self.conductor = Conductor(house.beat_source)
        self._house = house
        self._hands = HandsOn()
        self._cues = CueList(house.cues)
        self._lights = Lights()
        self._still = Still()
        self._caption = ""  # what the guests are told; held while frozen
        self._silence = Music(time=0.0, tempo=120.0, meter=house.meter)

    @property
    def over(self) -> bool:
        """Whether the show was ended, and the stage has gone dark."""
        return self._lights.out

    def lead(self, heard: Music | None, now: float) -> Music:
        """The music to dance to: the best source's beat, as hands want it."""
        music = self.conductor.lead(heard or self._silence, self._house.outside, now)
        led = self._hands.led(music, self._house.desk.beat, self._house.desk.taps)
        self._house.desk.tempo = led.tempo
        return led

    def step(self, when: float, music: Music, dt: float) -> None:
        """Cues and lights, for what is to be seen at `when`, `dt` seconds after the last."""
        self._cues.step(when, music, self._house.desk)
        self._lights.step(self._house.desk, dt)

    def scene(
        self, when: float, music: Music, partner: Pose, human: Pose | None, caption: str
    ) -> Scene:
        """What is on the stage at `when`."""
        desk, safe = self._house.desk, self._lights.safe
        self._caption = self._caption if desk.freeze else caption
        partner, human = self._still.step(partner, human, frozen=desk.freeze)
        return Scene(
            time=when,
            heard=music.time,
            music=music,
            partner=None if safe else partner,
            human=None if safe else human,
            light=self._lights.light,
            cue=desk.cue,
            caption="" if safe else self._caption,
        )

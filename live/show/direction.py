"""Applies the operator's controls to every frame: the beat's source, the cues and the light."""

from live.dance.still import Still
from live.desk.cues import CueList
from live.desk.lights import Lights
from live.hear.hands import HandsOn
from live.parts import ShowContext
from live.show.beat_selector import BeatSelector
from live.show.guest import Guest, Shown
from live.signals import Music, Pose, Scene


class Direction:
    """Directs a show from the desk. Once a frame: `choose_music`, `step`, then `scene`."""

    def __init__(self, context: ShowContext) -> None:
        self.beat_selector = BeatSelector(context.beat_source)
        self._context = context
        self._hands = HandsOn()
        self._cues = CueList(context.cues)
        self._lights = Lights()
        self._still = Still()
        self._guest = Guest()
        self._shown = Shown(None, 0.0)  # held while frozen
        self._frozen = False
        self._caption = ""  # text for the guests; held while frozen
        self._silence = Music(time=0.0, tempo=120.0, meter=context.meter)

    @property
    def over(self) -> bool:
        """Whether the show was ended and the stage is dark."""
        return self._lights.out

    def choose_music(self, heard: Music | None, now: float) -> Music:
        """The music to dance to: the best source's beat, corrected by the operator."""
        music = self.beat_selector.select(heard or self._silence, self._context.outside, now)
        led = self._hands.apply(music, self._context.desk.beat, self._context.desk.taps)
        self._context.desk.tempo = led.tempo
        return led

    def step(self, when: float, music: Music, dt: float) -> None:
        """Steps cues and lights, for the scene seen at `when`, `dt` seconds after the last one."""
        self._cues.step(when, music, self._context.desk)
        self._lights.step(self._context.desk, dt)

    def scene(
        self, when: float, music: Music, partner: Pose, human: Pose | None, caption: str
    ) -> Scene:
        """The scene on the stage at `when`."""
        desk, safe = self._context.desk, self._lights.safe
        self._caption = self._caption if desk.freeze else caption
        held, self._frozen = self._frozen and desk.freeze, desk.freeze
        if not held:
            self._shown = self._guest.step(when, music, human)
        partner, human = self._still.step(partner, self._shown.pose, frozen=desk.freeze)
        return Scene(
            time=when,
            heard=music.time,
            music=music,
            partner=None if safe else partner,
            human=None if safe else human,
            light=self._lights.light,
            cue=desk.cue,
            caption="" if safe else self._caption,
            presence=self._shown.presence,
        )

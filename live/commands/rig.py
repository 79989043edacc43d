"""The commands of a VJ's rig: `firstdance learn`, `offset`, `calibrate` and `osc`."""

from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import typer

from live.commands import calibration, control_learning, monitor, rehearsal
from live.commands.console import PROGRAM, Seconds, ShowName, app, out
from live.commands.delays import Found
from live.desk.actions import ACTIONS, parse
from live.errors import BadInput
from live.inputs.midi_control import MidiControl
from live.runtime.sentences import one_sentence
from live.runtime.texts import printable
from live.show import offsets
from live.show.run import quiet_context
from live.show.show_file import Show, read_show


@app.command()
def learn(
    show: ShowName,
    port: Annotated[
        str | None, typer.Option(metavar="NAME", help="Part of the MIDI port's name.")
    ] = None,
) -> None:
    """Teach the show your MIDI controller: move a knob, say what it does; Ctrl-C when done.

    Kept beside the show as SHOW.midi.toml; the show names it as an input, kind = "midi_control".
    """
    with one_sentence(PROGRAM):
        plan = read_show(show)
        named = [part.port for part in plan.inputs if isinstance(part, MidiControl)]
        learner = control_learning.ControlLearner(
            port if port is not None else (named[0] if named else "")
        )
        known = ", ".join([*ACTIONS, control_learning.NOTHING])

        def ask(control: str, does: str) -> str:
            answer = ""
            while answer != control_learning.NOTHING and parse(answer) is None:
                answer = str(typer.prompt(printable(f"{control} does"), default=does)).strip()
            return answer

        # Ctrl-C, while waiting for the controller or for an answer, ends the learning.
        with suppress(KeyboardInterrupt, typer.Abort), closing(learner):
            out.print(f"What can be done: {known}; with a value: style latin, avatar gold, cue 3.")
            out.print("Press a pad, or turn a knob past its middle.")
            for control, action in control_learning.learn(plan.file, learner, ask):
                out.print(f"{control}: {action}. The next?")
        if not named:
            out.print('Add to the show: [[inputs]] kind = "midi_control"')


@app.command(context_settings={"ignore_unknown_options": True})  # "-40" is a number
def offset(
    show: ShowName,
    output: Annotated[
        str | None, typer.Argument(metavar="OUTPUT", help='As listed: window, osc, "osc 2".')
    ] = None,
    milliseconds: Annotated[
        float | None, typer.Argument(metavar="MS", help="Later (+) or earlier (-).")
    ] = None,
) -> None:
    """Show or set how much later or earlier an output's pictures come.

    Kept beside the show file. Example: `firstdance offset ours.toml window -40`
    """
    with one_sentence(PROGRAM):
        plan = read_show(show)
        if output is not None:
            _set_offset(plan, output, milliseconds)
            plan = read_show(show)
        for name, seconds in zip(plan.names, plan.offsets, strict=True):
            out.print(f"{name:20} {1000 * seconds:+7.1f} ms")


def _set_offset(show: Show, output: str, milliseconds: float | None) -> None:
    if output not in show.names:
        raise BadInput(f"{show.file} has no output {output!r}. It has: {', '.join(show.names)}.")
    if milliseconds is None:
        raise BadInput(
            f"how many milliseconds? For example: firstdance offset {show.file} window -40"
        )
    part = show.outputs[show.names.index(output)]
    offsets.check([part], [output], [milliseconds], show.file)
    out.print(f"Kept in {offsets.remember(show.file, output, milliseconds)}")


@app.command()
def calibrate(
    show: ShowName,
    microphone: Annotated[
        str | None, typer.Option(metavar="NAME", help="A sound input by (part of) its name.")
    ] = None,
    camera: Annotated[str | None, typer.Option(metavar="NAME", help="A camera.")] = None,
    film: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure in a film of it instead.")
    ] = None,
    sound: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The film's sound, where it has none.")
    ] = None,
) -> None:
    """Measure how late sound and light come, and keep the window's offset.

    Claps from the loudspeaker, white flashes in the window, for 22 seconds: point the camera at the
    screen, and let it be quiet. Nothing is recorded.
    """
    with one_sentence(PROGRAM):
        plan = read_show(show, rehearsal.live(microphone, camera))
        if film is not None:
            context = quiet_context(plan)
            _print_delays(calibration.recorded(film, sound, context), "after the recording began")
            return
        screen = calibration.has_screen_and_camera(plan)
        found = calibration.measured(plan, screen)
        _print_delays(found, "late")
        if isinstance(found.light, Found):
            _set_offset(plan, "window", -1000 * (found.light.delay - plan.latency))
        if isinstance(found.sound, Found):
            out.print(f"For the loudspeaker set delay = {max(0.0, found.sound.delay):.3f}")
        if isinstance(found.light, BadInput):
            raise found.light


def _print_delays(found: calibration.Delays, what: str) -> None:
    for name, delay in (("sound", found.sound), ("light", found.light)):
        text = str(delay) if isinstance(delay, BadInput) else f"{1000 * delay.delay:.1f} ms {what}"
        out.print(f"{name}: {text}")
    if isinstance(found.sound, Found) and isinstance(found.light, Found):
        apart = 1000 * (found.light.delay - found.sound.delay)
        out.print(f"The light comes {apart:+.1f} ms after the sound.")


@app.command()
def osc(
    show: ShowName = "vj",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Print what comes in on this UDP port instead."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Where to listen: 0.0.0.0 for every network.")
    ] = "127.0.0.1",
    seconds: Seconds = None,
) -> None:
    """Print the OSC that a show sends in its first seconds, or what comes in on a port.

    Nothing is sent. Examples: `firstdance osc vj`, `firstdance osc --port 9100`
    """
    with one_sentence(PROGRAM), suppress(KeyboardInterrupt):
        if port is None:
            wishes = rehearsal.Wishes(window=False)
            lines = monitor.rehearsed(read_show(show, rehearsal.adapted(wishes)), seconds or 4.0)
        else:
            lines = monitor.received(
                host, port, seconds, lambda port: out.print(f"Listening on {host}:{port}.")
            )
        for line in lines:
            out.print(line)

import re
from pathlib import Path

import pytest

from live.draw.neon import Neon
from live.errors import BadInput
from live.hear.sources.recording import Recording
from live.outputs.osc import Osc
from live.outputs.window import Window
from live.runtime import places
from live.show.show_file import FOLDERS, kinds, read_show
from tests.hostile import large, refused

SMALL = '[camera]\nkind = "nobody"\n[sound]\nkind = "metronome"\n'


def _refusal(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(BadInput) as refusal:
        read_show(str(file))
    message = str(refusal.value)
    assert message.startswith(str(file))
    assert "\n" not in message
    return message


@pytest.mark.parametrize("file", sorted(places.SHOWS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_show_is_read(file: Path) -> None:
    show = read_show(str(file))
    assert show.outputs
    assert read_show(file.stem) == show


def test_what_a_show_leaves_out_has_its_usual_value(show_file: Path) -> None:
    show_file.write_text(SMALL)
    show = read_show(str(show_file))
    assert (show.rate, show.size, show.seed) == (30.0, (1280, 720), 1)
    assert isinstance(show.painter, Neon)
    assert show.outputs == (Window(),)
    assert show.models == places.MODELS


def test_settings_reach_their_part(show_file: Path) -> None:
    show_file.write_text(
        SMALL + '[[outputs]]\nkind = "osc"\nhost = "10.0.0.7"\n[[outputs]]\nkind = "window"\n'
    )
    assert read_show(str(show_file)).outputs == (Osc(host="10.0.0.7"), Window())


def test_a_camera_that_needs_no_eyes_loads_none(show_file: Path) -> None:
    show_file.write_text(SMALL)
    assert read_show(str(show_file)).eyes is None


def test_a_part_of_somebody_elses_is_taken_by_its_module_and_class(show_file: Path) -> None:
    show_file.write_text(SMALL + '[dancer]\nkind = "tests.parts:Statue"\nlasts = 0.1\n')
    assert type(read_show(str(show_file)).dancer).__name__ == "Statue"


def test_a_show_may_be_adapted_before_it_is_checked(show_file: Path) -> None:
    show_file.write_text(SMALL)
    song = {"kind": "recording", "file": "x.wav"}
    show = read_show(str(show_file), lambda content: content | {"sound": song})
    assert show.sound == Recording(file="x.wav")


def test_every_folder_lists_its_kinds() -> None:
    assert kinds("hear") == ["aubio_ear", "bar_ear"]
    assert kinds("hear.sources") == ["metronome", "microphone", "recording"]
    assert kinds("see") == ["poses"]
    assert kinds("see.cameras") == ["nobody", "puppet", "video", "webcam"]
    shown = {"browser", "film", "loudspeaker", "memory", "midi_clock", "osc", "window"}
    assert shown | {"ndi", "spout", "syphon", "virtual_camera"} == set(kinds("outputs"))
    assert all(usual in kinds(folder) for folder, usual in FOLDERS.values() if usual)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raet = 30\n", ["'raet'", "did you mean 'rate'"]),
        ('rate = "fast"\n', ["rate", "Expected", "float", "str"]),
        ("rate = 1000\n", ["rate", "It takes: number from 5 to 120."]),
        ("[music]\nmeter = 1\n", ["music.meter", "It takes: whole number from 2 to 12."]),
        ('[dancer]\nkind = "library"\nmode = "foo"\n', ['"mirror", "follow", "answer" or "lead"']),
        ('[painter]\nkind = "neon"\npartner = "red"\n', ['colour such as "#ff3d9a"']),
        (
            '[painter]\nkind = "avatar"\n[painter.light]\ntrails = 3\n',
            ["light.trails", "It takes: number from 0 to 1."],
        ),
        ("size = [1280]\n", ["size", "length 2"]),
        ("[music]\nmetre = 3\n", ["'metre'", "meter"]),
        ("[music]\ntempo = [90, 80]\n", ["tempo", "slowest"]),
        ("title = \n", ["not valid TOML", "line 1"]),
        ('[painter]\nkind = "neno"\n', ["[painter]", "'neno'", "did you mean 'neon'"]),
        ("[painter]\nkind = 3\n", ["[painter]", "kind must be text"]),
        ('[[outputs]]\nkind = "osc"\nprot = 1\n', ["number 1", "'prot'", "did you mean 'port'"]),
        ('[[outputs]]\nkind = "osc"\nport = 99999\n', ["number 1", "port", "65535"]),
        ('[dancer]\nkind = "no.such:Thing"\n', ["[dancer]", "cannot be imported"]),
        ('[dancer]\nkind = "live.runtime.clock:Clock"\n', ["[dancer]", "not a part"]),
        ('[sound]\nkind = "recording"\n', ["[sound]", "file"]),
        ('[beat]\nsource = "drums"\n', ["beat.source", "'drums'"]),
        ('[ear]\nkind = "aubio_ear"\nmethod = "loud"\n', ["[ear]", "method", "'loud'"]),
        ('models = "nowhere"\n', ["models", "nowhere", "no folder"]),
    ],
)
def test_a_mistake_is_reported_with_file_field_and_remedy(
    show_file: Path, text: str, words: list[str]
) -> None:
    message = _refusal(show_file, text + (SMALL if "[" not in text else ""))
    for word in words:
        assert word in message


def test_a_show_file_that_is_binary_is_refused(show_file: Path) -> None:
    show_file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe")
    with pytest.raises(BadInput, match="not a text file"):
        read_show(str(show_file))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_show_file_saved_on_windows_is_read(show_file: Path, mark: bytes) -> None:
    text = ('title = "Zoë & Ben"\n' + SMALL).replace("\n", "\r\n")
    show_file.write_bytes(mark + text.encode())
    assert read_show(str(show_file)).title == "Zoë & Ben"


def test_a_show_file_in_utf_16_is_refused_with_the_remedy(show_file: Path) -> None:
    show_file.write_text(SMALL, encoding="utf-16")
    with pytest.raises(BadInput, match=r"UTF-16.*save it as UTF-8"):
        read_show(str(show_file))


@pytest.mark.parametrize("path", ["C:\\Users\\us\\song.mp3", "D:\\songs"])
def test_a_windows_path_that_is_no_toml_is_refused_with_what_to_write(
    show_file: Path, path: str
) -> None:
    message = _refusal(show_file, f'[sound]\nkind = "recording"\nfile = "{path}"\n')
    assert "line 3" in message
    assert "write the path with /, or in single quotes" in message


def test_a_show_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadInput, match=r"rehearsal.*vj.*wedding"):
        read_show("honeymoon")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[cues]]\nmode = "solo"\n', r"\[\[cues\]\] number 1.*id"),
        ('[[cues]]\nid = "a"\n[[cues]]\nid = "a"\n', r"number 2.*'a' already"),
        ('[[cues]]\nid = "a"\nstyle = "polka"\n', "style must be one of party, latin"),
        ('[[cues]]\nid = "a"\nfad = 2\n', "unknown setting 'fad'.*'fade'"),
        ('[[cues]]\nid = "a"\ntempo = [90, 80]\n', "slowest, fastest"),
        ('[[cues]]\nid = "a"\nat = "noon"\n', "at: "),
    ],
)
def test_a_cue_that_cannot_be_is_refused(show_file: Path, text: str, words: str) -> None:
    assert re.search(words, _refusal(show_file, SMALL + text))


def test_cues_stand_in_the_order_of_the_file(show_file: Path) -> None:
    show_file.write_text(SMALL + '[[cues]]\nid = "b"\nfollow = 30\n[[cues]]\nid = "a"\n')
    cues = read_show(str(show_file)).cues
    assert [cue.id for cue in cues] == ["b", "a"]
    assert cues[0].follow == 30.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 'Anna'\n", "it has 40 MB, and at most 1 MB"),
        ("a" + ".a" * 400_000 + " = 1\n", "too many dots"),
        ("[" + "a." * 400_000 + "a]\n", "too many dots"),
        ("[[cues]]\nid = " + "[" * 900_000, "brackets"),
        ("seed = " + "1" * 900_000, "too many digits"),
    ],
)
def test_a_show_made_to_take_long_is_refused_at_once(
    show_file: Path, text: str, words: str
) -> None:
    if len(text) < 100:
        large(show_file, text.encode())
    else:
        show_file.write_text(text)
    assert words in refused(lambda: read_show(str(show_file)))


def test_dots_in_words_are_no_keys(show_file: Path) -> None:
    dots = "." * 99
    show_file.write_text(f'{SMALL}[dancer] # {dots}\nkind = "sway"\n[[cues]]\nid = "wait{dots}"')
    assert read_show(str(show_file)).cues[0].id == f"wait{dots}"


@pytest.mark.parametrize(
    "wrong",
    [
        '[[outputs]]\nkind = "osk"',
        '[[outputs]]\nkind = "osc"\nport = 99999999',
        '[[outputs]]\nkind = "memory"\noffset = 1e9',
        '[[cues]]\nmood = "x"',
        '[painter]\nkind = "rig.lasers:"',
        '[dancer]\nkind = ":Lasers"',
    ],
)
def test_parts_of_others_are_not_run_while_anything_else_is_wrong(
    show_file: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    (show_file.parent / "run_at_once.py").write_text("raise RuntimeError('it ran')\n")
    monkeypatch.syspath_prepend(show_file.parent)
    foreign = '[sound]\nkind = "run_at_once:Sound"\n[camera]\nkind = "nobody"\n'
    assert "it ran" not in _refusal(show_file, foreign + wrong)
    show_file.write_text(foreign)
    with pytest.raises(RuntimeError, match="it ran"):
        read_show(str(show_file))


def test_the_usual_values_are_those_that_the_pages_tell(show_file: Path) -> None:
    show_file.write_text('[sound]\nkind = "metronome"\n[[outputs]]\nkind = "memory"\n')
    show = read_show(str(show_file))
    assert (show.music.tempo, show.music.meter, show.latency) == ((55.0, 215.0), 4, 0.0)
    assert (show.beat.source, show.cues, show.inputs) == ("auto", (), ())


def test_an_unknown_setting_is_refused_with_those_that_are_known(show_file: Path) -> None:
    for text, words in (
        ("tittle = 'A'", "unknown setting 'tittle'.*did you mean 'title'.*a show knows: .*title"),
        ("[music]\nmetre = 3", "did you mean 'meter'.*music knows: .*meter"),
        ('[camera]\nkind = "nobody"\nfps = 3', "nobody knows: nothing"),
    ):
        show_file.write_text(text + "\n")
        with pytest.raises(BadInput, match=words):
            read_show(str(show_file))

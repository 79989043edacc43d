"""Makes the small fonts that step in for letters EB Garamond lacks, from Debian's Noto fonts.

    apt-get download fonts-noto-core        # version 20201225-1, of Debian 12
    dpkg -x fonts-noto-core_20201225-1_all.deb noto
    pip install fonttools
    python -m scripts.make.fallback_fonts noto

Keeps the letters that names and dates are written in, with all that shapes them, and leaves out
hints for small sizes, and other shapes for some languages, as they would take the place of Persian
digits. Noto is under the SIL Open Font License, as EB Garamond is.
"""

from pathlib import Path

from live.draw.font_files import SHIPPED
from scripts.options import command

FOLDER = Path("usr/share/fonts/truetype/noto")  # in the package
COMMON = "U+200C-200D,U+25CC"  # joiners, and the circle that carries a mark without a letter
LETTERS = {
    "NotoSerifHebrew": "U+0590-05FF,U+20AA,U+FB1D-FB4F",
    # With the forms of its letters, for machines that cannot join them.
    "NotoNaskhArabic": "U+0600-06FF,U+FB50-FBFF,U+FDF2,U+FDFC,U+FE70-FEFC",
    "NotoSerifArmenian": "U+0530-058F,U+FB13-FB17",
    "NotoSerifGeorgian": "U+10A0-10FF,U+1C90-1CBF",
    "NotoSerifThai": "U+0E00-0E7F",
    "NotoSerifDevanagari": "U+0900-097F",
    # Weather, stars, signs of faiths, games and couples, flowers, ticks.
    "NotoSansSymbols": "U+2625-262F,U+263A-2653,U+266D-266F,U+2690-269C,U+26A2-26A5,U+26AD-26AF,"
    "U+26E9-26EA,U+26F2-26FA,U+271D-2721",
    "NotoSansSymbols2": "U+25CF,U+2600-2606,U+260E,U+2615,U+2618,U+263C,U+2654-2667,U+26A1,"
    "U+26BD-26BE,U+26C4-26C5,U+2702,U+2708-2709,U+270C-2718,U+2722-274D,U+2756,U+2761-2767,"
    "U+1F339-1F33F,U+1F54A-1F54B",
}


def main() -> None:
    arguments = command(__doc__)
    arguments.add_argument("package", type=Path, help="the folder that the package unpacks to")
    given = arguments.parse_args()
    for name, letters in LETTERS.items():
        make(given.package / FOLDER / f"{name}-Regular.ttf", letters, SHIPPED / f"{name}.ttf")


def make(source: Path, letters: str, made: Path) -> None:
    """Writes the font of these letters alone."""
    from fontTools import subset  # noqa: PLC0415  only whoever makes the fonts needs it

    if not source.is_file():
        raise SystemExit(f"{source}: not there; give the folder of Debian's fonts-noto-core")
    subset.main(
        [
            str(source), f"--unicodes={letters},{COMMON}", f"--output-file={made}",
            "--no-hinting", "--layout-features-=locl", "--notdef-outline",
            "--drop-tables+=meta", "--no-recalc-timestamp",
        ]
    )  # fmt: skip
    print(f"{made.name}: {made.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

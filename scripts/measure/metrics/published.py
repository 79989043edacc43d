"""What others publish of their dancers: to be set beside ours, not to be compared one to one.

Figures of offline systems on other music and other bodies, 60 fps, Bailando's protocol unless
said: mean over the music's beats, sigma three frames; FID and Div on 40 test dances of AIST++.
"""

from dataclasses import dataclass

NOT_COMPARABLE = (
    "As published, not comparable one to one: other music, other bodies, offline unless said."
)


@dataclass(frozen=True, slots=True)
class Published:
    """One system's line. Empty: not published."""

    system: str
    protocol: str
    fid_k: str = ""
    fid_g: str = ""
    div_k: str = ""
    div_g: str = ""
    beat: str = ""
    other: str = ""
    source: str = ""


_AIST = "AIST++, Bailando"
_FACT = "AIST++, FACT"
_LODGE = "Lodge (CVPR 2024), table 2"
_FACT_PAPER = "FACT (Li et al., ICCV 2021)"
SYSTEMS = (
    Published("real dancers", _AIST, "17.10", "10.60", "8.19", "7.45", "0.237",
              "PFC 1.332", _LODGE),
    Published("Li et al. 2020", _AIST, "86.43", "43.46", "6.85", "3.32", "0.161",
              "discontinuous motion", _LODGE),
    Published("Music2Dance (DanceNet)", _AIST, "69.18", "25.49", "2.86", "2.85", "0.143",
              "", _LODGE),
    Published("Dance Revolution", _AIST, "73.42", "25.92", "3.52", "4.87", "0.195",
              "15 fps", _LODGE),
    Published("FACT", _AIST, "35.35", "22.11", "5.94", "6.18", "0.221",
              "PFC 2.254; hears 2 s of future music", _LODGE),
    Published("Bailando", _AIST, "28.16", "9.62", "7.83", "6.34", "0.233", "PFC 1.754", _LODGE),
    Published("EDGE", _AIST, "42.16", "22.12", "3.96", "4.61", "0.233",
              "PFC 1.536 to 1.654", _LODGE),
    Published("Lodge", _AIST, "37.09", "18.79", "5.58", "4.85", "0.242",
              "skate 2.76 to 5.01 % (FineDance)", _LODGE),
    Published("DiscoForcing", _AIST, "18.87", "11.57", beat="0.244",
              other="causal; skate 5.9 %; 26.26 ms a frame", source="arXiv 2605.28491"),
    Published("Duolando", "DD100, 30 fps", "25.30", beat="0.205",
              other="BED 0.286; FID_cd 9.97; slip 0.33 %; hears and sees 4 s ahead",
              source="Duolando (Siyao et al., ICLR 2024)"),
    Published("real dancers", _FACT, beat="0.292", other="with music of others: 0.213",
              source=_FACT_PAPER),
    Published("Li et al. 2020", _FACT, "86.43", "20.58", beat="0.232", source=_FACT_PAPER),
    Published("Music2Dance (DanceNet)", _FACT, "69.18", "17.76", beat="0.232", source=_FACT_PAPER),
    Published("Dance Revolution", _FACT, "73.42", "31.01", beat="0.220", source=_FACT_PAPER),
    Published("FACT", _FACT, "35.35", "12.40", beat="0.241", source=_FACT_PAPER),
)  # fmt: skip

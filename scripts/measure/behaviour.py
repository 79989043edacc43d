"""Keeps how the ear hears the demo songs and how the dancers dance to them, for the docs' figures.

    python -m scripts.measure.behaviour          (needs the extra: measure)

writes docs/measured/behaviour.json where either is not as it was: then the figures that depend on
it are to be measured again, and `python -m scripts.make.docs` says which. Prints how near to the
beats every dancer is.
"""

import json
from typing import Any

from scripts.measure import records
from scripts.measure.metrics import behaviour, table
from scripts.options import command


def kept(
    before: dict[str, Any], heard: behaviour.Heard, danced: behaviour.Danced
) -> dict[str, Any]:
    """What is to be kept: the old where it is as it was."""
    old, dances = before.get("ear", {}), before.get("dance", {})
    alike = dances.keys() == danced.keys() and all(
        behaviour.same_dance(dances[who], danced[who]) for who in danced
    )
    return {
        "ear": old if behaviour.same_beats(old, heard) else heard,
        "dance": dances if alike else danced,
    }


def main() -> None:
    """Measures, keeps, and prints the table."""
    command(__doc__).parse_args()
    before = records.behaviour()
    danced = {who: behaviour.on_beat(who) for who in behaviour.DANCERS}
    found = kept(before, behaviour.ears(), danced)
    for what in records.BEHAVIOURS:
        print(f"{what}: {'as it was' if before.get(what) == found[what] else 'another; kept'}")
    rows = {f"{who}, {song}": scores for who in danced for song, scores in danced[who].items()}
    scores = [column for column in table.ON_BEAT if column[0] in behaviour.SCORES]
    print(table.markdown("On the beat", scores, rows))
    records.FOLDER.mkdir(exist_ok=True)
    records.BEHAVIOUR.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The dance library: every move there is, by name, style and energy."""

from live.dance.moves.ballroom import BALLROOM
from live.dance.moves.gentle import GENTLE
from live.dance.moves.latin import LATIN
from live.dance.moves.move import Move
from live.dance.moves.party import PARTY
from live.dance.moves.street import STREET
from live.dance.moves.vintage import VINTAGE
from live.desk import desk

MOVES: tuple[Move, ...] = (*PARTY, *VINTAGE, *LATIN, *BALLROOM, *STREET, *GENTLE)
STYLES: tuple[str, ...] = desk.STYLES

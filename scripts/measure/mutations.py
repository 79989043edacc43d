"""Small faults that can be put into a Python file, one at a time: for `scripts.measure.mutants`.

Left out is what no test can or should notice: annotations, texts, docstrings, what is logged or
said in an error, `__repr__`, protocols; and the assignments of a constructor, without which nothing
works.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALCULATED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Div,
    ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
BOUNDED = {"min", "max", "abs", "clip", "minimum", "maximum"}  # calls that give way to their first
LARGE = 100  # whole numbers from here on are sizes, of which one more is no fault
SILENT = {"log", "logging", "warnings"}  # what is told there is not tested
QUIET_NAMES = {"__repr__", "__str__"}
# Fields of the syntax tree in which nothing is changed.
UNTOUCHED = {"annotation", "returns", "decorator_list", "bases", "type_params"}


Place = tuple[int, int]  # a line from 1, and a byte in it


@dataclass(frozen=True, slots=True)
class Fault:
    """One change to a file's source: what stands between two places is replaced."""

    start: Place
    end: Place
    text: str

    def put_into(self, source: str) -> str:
        """The source with the fault."""
        lines = source.encode().splitlines(keepends=True)
        first, last = self.start[0] - 1, self.end[0] - 1
        changed = lines[first][: self.start[1]] + self.text.encode() + lines[last][self.end[1] :]
        return b"".join([*lines[:first], changed, *lines[last + 1 :]]).decode()

    def told(self, source: str) -> str:
        """The line that is changed, as it is and as it becomes."""
        at = self.start[0] - 1
        before, after = (text.splitlines()[at] for text in (source, self.put_into(source)))
        return f"{before.strip()}  ->  {after.strip()}"


def faults(source: str) -> list[Fault]:
    """Every fault that can be put into a file, in the order of its lines."""
    return [
        Fault((old.lineno, old.col_offset), (old.end_lineno, old.end_col_offset), _text(new))
        for node, function in _nodes(ast.parse(source), "")
        for old, new in _changes(node, function)
    ]


def _text(new: ast.AST) -> str:
    return f"({ast.unparse(new)})" if isinstance(new, ast.expr) else ast.unparse(new)


def _nodes(parent: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Every node that may be changed, and the name of the function it is in."""
    for field, value in ast.iter_fields(parent):
        if _left_alone(parent, field):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or _untested(node):
                continue
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            yield node, function
            yield from _nodes(node, str(getattr(node, "name", "")) if named else function)


def _left_alone(parent: ast.AST, field: str) -> bool:
    if isinstance(parent, ast.keyword):
        return parent.arg == "strict"  # of zip: a guard against ourselves
    return field in UNTOUCHED or (isinstance(parent, ast.ClassDef) and field == "keywords")


def _untested(node: ast.AST) -> bool:
    """Whether what stands there is for people or for the type checker only."""
    if isinstance(node, ast.FunctionDef):
        return node.name in QUIET_NAMES
    if isinstance(node, ast.ClassDef):
        return any(_called(base) == "Protocol" for base in node.bases)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If):
        return _called(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.Call):
        return _called(node.func) in {"TypeVar", "Meta", "cast"} or _owner(node.func) in SILENT
    return isinstance(node, ast.JoinedStr | ast.Raise | ast.Assert | ast.Import | ast.ImportFrom)


def _changes(node: Any, function: str) -> Iterator[tuple[Any, ast.AST]]:
    """What of a node may be replaced, and by what."""
    if isinstance(node, ast.If | ast.IfExp):
        yield node.test, _opposite(node.test)
    for new in (*_conditions(node), *_values(node), *_statements(node, function)):
        yield node, new


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for at, one in enumerate(node.ops):
            swapped = [*node.ops[:at], COMPARED[type(one)](), *node.ops[at + 1 :]]
            yield ast.Compare(node.left, swapped, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def _values(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant):
        yield from (ast.Constant(value) for value in _near(node.value))
    elif isinstance(node, ast.BinOp) and type(node.op) in CALCULATED:
        yield ast.BinOp(node.left, CALCULATED[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Call) and node.args and _called(node.func) in BOUNDED:
        yield node.args[0]


def _near(value: object) -> tuple[bool | int | float, ...]:
    """Values near a constant."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1 if value < LARGE else 2 * value,)
    if isinstance(value, float):
        return (2 * value, value / 2) if value else (1.0,)
    return ()


def _statements(node: ast.AST, function: str) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_plain(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.AugAssign) and type(node.op) in CALCULATED:
        yield ast.AugAssign(node.target, CALCULATED[type(node.op)](), node.value)
        yield ast.Pass()
    elif _may_go(node) and function != "__init__":
        yield ast.Pass()


def _may_go(node: ast.AST) -> bool:
    """Whether a statement is a call, or sets something that lasts."""
    if isinstance(node, ast.Expr):
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        return isinstance(call, ast.Call) and not _untested(call)
    targets = node.targets if isinstance(node, ast.Assign) else []
    parts = [part for one in targets for part in getattr(one, "elts", [one])]
    return any(isinstance(part, ast.Attribute | ast.Subscript) for part in parts)


def _opposite(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def _is_plain(node: ast.AST) -> bool:
    """Whether it is None, or one of two: the other is tried instead."""
    return isinstance(node, ast.Constant) and isinstance(node.value, bool | None)


def _called(node: ast.AST) -> str:
    """The last part of a name."""
    if isinstance(node, ast.Subscript):
        return _called(node.value)
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _owner(node: ast.AST) -> str:
    """What a method is called of, where that is a plain name."""
    return _called(node.value) if isinstance(node, ast.Attribute) else ""

"""Small faults that can be put into a Python file, one at a time: for `scripts.measure.mutants`.

Left out is what no test can or should notice: annotations, texts, docstrings, what is logged or
said in an error, `__repr__`, protocols; and the assignments of a constructor, without which nothing
works.
"""

import ast
from collections.abc import Iterator, Sequence
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
SILENT = {"log", "logging", "warnings"}  # what is told there is not tested
QUIET_NAMES = {"__repr__", "__str__"}
# Fields of the syntax tree in which nothing is changed.
UNTOUCHED = {"annotation", "returns", "decorator_list", "bases", "type_params"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One change to a syntax tree."""

    line: int
    before: str  # the source that is changed
    after: str
    parent: ast.AST
    field: str
    index: int | None  # in a list of nodes
    new: ast.AST

    def put(self) -> None:
        """Changes the tree that the fault was found in."""
        if self.index is None:
            setattr(self.parent, self.field, self.new)
        else:
            getattr(self.parent, self.field)[self.index] = self.new


def faults(tree: ast.Module, source: str) -> Iterator[Fault]:
    """Every fault that can be put into a file, in the order of its lines."""
    lines = source.splitlines()
    for parent, field, index, node, function in _nodes(tree, ""):
        for new in _others(node, function):
            ast.fix_missing_locations(ast.copy_location(new, node))
            before, after = _said(node, new, lines)
            yield Fault(getattr(node, "lineno", 0), before, after, parent, field, index, new)


def _nodes(
    parent: ast.AST, function: str
) -> Iterator[tuple[ast.AST, str, int | None, ast.AST, str]]:
    """Every node that may be changed: its parent, field, index there, itself, its function."""
    for field, value in ast.iter_fields(parent):
        if _left_alone(parent, field):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(node, ast.AST) or _untested(node):
                continue
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            inside = str(getattr(node, "name", "")) if named else function
            yield parent, field, index, node, function
            yield from _nodes(node, inside)


def _left_alone(parent: ast.AST, field: str) -> bool:
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


def _others(node: ast.AST, function: str) -> Iterator[Any]:
    """What may stand in the place of a node."""
    yield from _conditions(node)
    yield from _values(node)
    yield from _statements(node, function)


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for at, one in enumerate(node.ops):
            swapped = [*node.ops[:at], COMPARED[type(one)](), *node.ops[at + 1 :]]
            yield ast.Compare(node.left, swapped, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(_opposite(node.test), node.body, node.orelse)


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
        return (value + 1,)
    if isinstance(value, float):
        return (2 * value, value / 2) if value else (1.0,)
    return ()


def _statements(node: ast.AST, function: str) -> Iterator[ast.AST]:
    if isinstance(node, ast.If):
        yield ast.If(_opposite(node.test), node.body, node.orelse)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_plain(node.value):
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


def _said(node: ast.AST, new: ast.AST, lines: Sequence[str]) -> tuple[str, str]:
    """The line of source that a node stands in, and the same line with another one in its place."""
    written = ast.unparse(new).splitlines()[0]
    start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    if not start or start != end:
        return ast.unparse(node).splitlines()[0], written
    line = lines[start - 1].encode()
    first, last = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
    changed = line[:first] + written.encode() + line[last:]
    return line.decode().strip(), changed.decode().strip()

"""
Small faults for `ledger/domain`, one at a time: what `mutant_hunt` plants to see who notices.

A mutant is one change of one node of a module's syntax tree: a comparison turned or shifted by one, an `and` for an
`or`, another operator, a number one higher, True for False, a condition turned, a check left out, nothing returned.
Left alone are texts (names of fields and codes, which sentences need and tidy checks hold), assertions and what is
never reached (they say what is a bug), annotations, patterns and imports.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ROOT / "ledger" / "domain"

TURNED: dict[type[ast.AST], type[Any]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
"""What stands in the place of an operator."""

LEFT_ALONE = (ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.pattern)
UNREAD_FIELDS = {"annotation", "returns", "decorator_list", "type_params", "type_comment"}
TEXT_MAX = 70
"""Characters of a node that a line of the campaign shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A node's place in its parent; `line` and `last` are its statement's, `functions` the names around it."""

    parent: ast.AST
    field: str
    index: int | None
    line: int
    last: int
    functions: tuple[str, ...]

    def put(self, new: ast.AST) -> None:
        """Put a node there."""
        if self.index is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.index] = new


@dataclass(frozen=True, slots=True)
class Mutant:
    """The `number`-th change of a module, in the order of its tree; `functions` are empty where an import runs it."""

    module: str
    number: int
    line: int
    last: int
    functions: tuple[str, ...]
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}  {self.before}  →  {self.after}"

    @property
    def name(self) -> str:
        """What stays the same when lines move: the module, the function, and both texts."""
        return f"{self.module} {'.'.join(self.functions) or 'module'}: {self.before} → {self.after}"

    def code(self) -> CodeType:
        """The mutated module, compiled under its own file's name."""
        tree = _parsed(self.module)
        place, old, new = next(islice(_changes(tree), self.number, None))
        place.put(ast.copy_location(new, old) if hasattr(old, "lineno") else new)
        return compiled(ast.fix_missing_locations(tree), self.module)


def modules() -> list[str]:
    """Every module of the domain, by its path in the checkout."""
    return sorted(path.relative_to(ROOT).as_posix() for path in DOMAIN.rglob("*.py") if path.stat().st_size)


@cache
def mutants_of(module: str) -> tuple[Mutant, ...]:
    """Every mutant of a module, in the order of its tree."""
    return tuple(
        Mutant(module, number, place.line, place.last, place.functions, _text(old), _text(new))
        for number, (place, old, new) in enumerate(_changes(_parsed(module)))
    )


def compiled(tree: ast.Module, module: str) -> CodeType:
    """Compile a module's tree under its own file's name."""
    return compile(tree, str(ROOT / module), "exec", dont_inherit=True)


@cache
def codes_of(module: str) -> tuple[CodeType, ...]:
    """All code objects of a module as it is, as `codes_in` gives them."""
    return tuple(codes_in(compiled(_parsed(module), module)))


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Every code object within one, itself first, in the order in which the compiler made them."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


def _parsed(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(), module)


def _text(node: ast.AST) -> str:
    words = " ".join(ast.unparse(node).split()) if not isinstance(node, ast.Pass) else "nothing"
    return words if len(words) <= TEXT_MAX else words[:TEXT_MAX] + "…"


def _changes(tree: ast.Module) -> Iterator[tuple[Place, ast.AST, ast.AST]]:
    """Yield each place with what stands there and what could."""
    for place, node in _nodes(tree, Place(tree, "body", None, 0, 0, ())):
        for new in _mutated(node):
            yield place, node, new


def _nodes(parent: ast.AST, above: Place) -> Iterator[tuple[Place, ast.AST]]:
    """Yield every node that may be changed, with its place, parents first."""
    for field, value in ast.iter_fields(parent):
        if field in UNREAD_FIELDS:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(node, ast.AST) or isinstance(node, LEFT_ALONE) or _is_words(node):
                continue
            place = replace(above, parent=parent, field=field, index=index)
            if isinstance(node, ast.stmt):
                place = replace(place, line=node.lineno, last=_last_line(node))
            yield place, node
            named = getattr(node, "name", "lambda") if isinstance(node, ast.FunctionDef | ast.Lambda) else ""
            yield from _nodes(node, replace(place, functions=(*place.functions, named)) if named else place)


def _last_line(statement: ast.stmt) -> int:
    """The last line of a statement, or of the head of one that has a body."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if isinstance(body, list) else statement.end_lineno
    return max(last or 0, statement.lineno)


def _is_words(node: ast.AST) -> bool:
    """Whether this is a docstring or another bare text, or says that it is never reached."""
    match node:
        case ast.Expr(value=ast.Constant() | ast.Call(func=ast.Name(id="assert_never"))):
            return True
    return False


def _mutated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node could be instead; its parts stay the same objects."""
    yield from _turned_operator(node)
    match node:
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield ast.Pass()
    for field in ("test", "ifs"):
        yield from _turned_condition(node, field)


def _turned_operator(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for at, each in enumerate(ops):
                yield ast.Compare(left, [*ops[:at], TURNED[type(each)](), *ops[at + 1 :]], others)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(TURNED[type(op)](), values)
        case ast.BinOp(op=ast.LShift() | ast.RShift(), right=ast.Constant(value=0)):
            pass  # by no bits both shifts are the same
        case ast.BinOp(left=left, op=op, right=right) if type(op) in TURNED:
            yield ast.BinOp(left, TURNED[type(op)](), right)
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in TURNED:
            yield ast.AugAssign(target, TURNED[type(op)](), value)


def _turned_condition(node: ast.AST, field: str) -> Iterator[ast.AST]:
    """Turn a condition that has no operator of its own to turn."""
    value = getattr(node, field, None)
    plain = ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr
    parts = {name: part for name, part in ast.iter_fields(node)}
    if isinstance(value, plain):
        yield type(node)(**(parts | {field: ast.UnaryOp(ast.Not(), value)}))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            if isinstance(each, plain):
                turned = [*value[:at], ast.UnaryOp(ast.Not(), each), *value[at + 1 :]]
                yield type(node)(**(parts | {field: turned}))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None

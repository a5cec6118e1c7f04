"""Faults that Cosmic Ray plants in a file, one at a time."""

from __future__ import annotations

import ast
import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parent.parent
NO_FAULTS = ("RemoveDecorator", "_Eq_Is", "_NotEq_IsNot")
"""What is kept in memory, or abstract, changes no result; equal small numbers are the same object."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The ``occurrence``-th place of a file, relative to the repository, where an operator of Cosmic Ray applies."""

    path: str
    operator: str
    occurrence: int
    line: int
    digest: str

    @property
    def key(self) -> str:
        """The fault in this version of the file."""
        return f"{self.path} {self.digest} {self.operator} {self.occurrence}"

    @cached_property
    def source(self) -> str:
        """The file with the fault."""
        sound = (ROOT / self.path).read_text("utf-8")
        return str(mutate_code(sound, get_operator(self.operator)(), self.occurrence))

    @cached_property
    def change(self) -> tuple[str, str]:
        """The line that changes, as it was and as it becomes."""
        sound = (ROOT / self.path).read_text("utf-8").splitlines()
        told = list(difflib.unified_diff(sound, self.source.splitlines(), n=0, lineterm=""))[3:]
        was, becomes = (" ".join(line[1:].strip() for line in told if line[0] == sign) for sign in "-+")
        return was, becomes


def faults(path: Path) -> list[Fault]:
    """Every fault of a file; types and decorators have none."""
    text = path.read_text("utf-8")
    nodes = list(ast_nodes(get_ast(text)))
    unread = {node.start_pos for node in nodes if node.parent and node.parent.type == "parameters"}
    unread.update(_annotated(ast.parse(text)))
    name, digest = str(path.relative_to(ROOT)), hashlib.sha256(text.encode()).hexdigest()[:12]
    found = []
    for operator in _operators():
        known = get_operator(operator)()
        places = (start for node in nodes for start, _ in known.mutation_positions(node))
        found += [
            Fault(path=name, operator=operator, occurrence=occurrence, line=line, digest=digest)
            for occurrence, (line, column) in enumerate(places)
            if (line, column) not in unread
        ]
    return found


def _operators() -> list[str]:
    names = (name for name in operator_names() if not any(none in name for none in NO_FAULTS))
    return sorted(name for name in names if not get_operator(name).arguments())


def _annotated(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Lines and columns of everything that only says of what type something is, or is a decorator."""
    for node in ast.walk(tree):
        types = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for kind in (*types, *getattr(node, "decorator_list", ())):
            if isinstance(kind, ast.expr) and kind.end_lineno is not None and kind.end_col_offset is not None:
                for line in range(kind.lineno, kind.end_lineno + 1):
                    yield from ((line, column) for column in range(kind.col_offset, kind.end_col_offset))

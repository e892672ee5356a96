"""What the program may say in English: the messages of its errors, read from its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src/tawatur"
HOLE = "{}"
NAMES = frozenset({"msg", "message", "problem", "why", "told", "refused"})  # variables that hold what is raised


def template_of(node: ast.expr | None, known: dict[str, str]) -> str | None:
    """A text with a hole for each value; None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_piece(value, known) for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template_of(node.left, known), template_of(node.right, known)
        return None if left is None and right is None else (left or HOLE) + (right or HOLE)
    if isinstance(node, ast.Name):
        return known.get(node.id)
    return None


def _piece(value: ast.expr, known: dict[str, str]) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    named = value.value.id if isinstance(value, ast.FormattedValue) and isinstance(value.value, ast.Name) else ""
    return known[named] if named in NAMES and named in known else HOLE


def messages_of(path: Path) -> Iterator[tuple[int, str]]:
    """(line, template) of each text that a module raises as an error or gives to a notice."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        known: dict[str, str] = {}
        nodes = [node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AugAssign | ast.Call)]
        for node in sorted(nodes, key=lambda each: (each.lineno, each.col_offset)):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if name.endswith("Error") or name in {"Notice", "Refused"}:
                    for argument in node.args:
                        told = template_of(argument, known)
                        if told and " " in told.replace(HOLE, ""):
                            yield node.lineno, told
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            told = template_of(node.value, known)
            if isinstance(target, ast.Name) and told:
                begun = known.get(target.id, "") if isinstance(node, ast.AugAssign) else ""
                known[target.id] = begun + told


def texts_of(path: Path) -> set[str]:
    """Every text of a module, with a hole for each value."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {told for node in ast.walk(tree) if isinstance(node, ast.expr) and (told := template_of(node, {}))}

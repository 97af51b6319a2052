"""What pydantic found wrong, said in French, with the line and the key nearest in spelling."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from entrypoints.configuration.document import Document
from entrypoints.configuration.form import ConfigForm
from entrypoints.configuration.kinds import SHAPES
from entrypoints.configuration.problems import Problem, Steps, does_not_exist, perhaps, shown
from rules.wording import NBSP, quantity, quoted

_KEY = "[key]"
_SECRETS = {"mot_de_passe", "motdepasse", "password"}

_SENTENCES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "bool_type": lambda read, _: f"attend true ou false (lu{NBSP}: {shown(read)}).",
    "int_type": lambda read, _: f"attend un nombre entier (lu{NBSP}: {shown(read)}).",
    "string_type": lambda read, _: _not_a_text(read),
    "list_type": lambda read, _: f"attend une liste (lu{NBSP}: {shown(read)}).",
    "dict_type": lambda read, _: f"attend un groupe de clés (lu{NBSP}: {shown(read)}).",
    "model_type": lambda read, _: f"attend un groupe de clés (lu{NBSP}: {shown(read)}).",
    "date_type": lambda read, _: f"attend une date, AAAA-MM-JJ (lu{NBSP}: {shown(read)}).",
    "time_type": lambda read, _: f"attend une heure, {quoted('09:00')} (lu{NBSP}: {shown(read)}).",
    "enum": lambda read, more: _no_choice(read, more["expected"]),
    "greater_than_equal": lambda read, more: (
        f"{shown(read)} est trop petit (au moins {more['ge']})."
    ),
    "less_than_equal": lambda read, more: f"{shown(read)} est trop grand (au plus {more['le']}).",
    "string_too_short": lambda *_: "ne peut pas être vide.",
    "string_too_long": lambda _, more: (
        f"est trop long (au plus {quantity(more['max_length'], 'caractère', 'caractères')})."
    ),
    "too_short": lambda *_: "la liste ne peut pas être vide.",
    "string_pattern_mismatch": lambda read, more: f"{shown(read)} {SHAPES[more['pattern']]}",
    "value_error": lambda _, more: _after_a_colon(str(more["error"])),
    "phrase": lambda _, more: str(more["phrase"]),
}


def told(error: ValidationError, document: Document) -> list[Problem]:
    """Every problem that the form found, each at its line."""
    return [_problem(details, document) for details in error.errors(include_url=False)]


def _problem(details: ErrorDetails, document: Document) -> Problem:
    steps, kind = details["loc"], details["type"]
    if steps and steps[-1] == _KEY:
        steps = steps[:-1]
    if kind == "missing":
        return document.problem(steps[:-1], f"il manque la clé {quoted(str(steps[-1]))}.")
    if kind == "extra_forbidden":
        line = document.line_of(steps)
        where = document.where(steps[:-1])
        return Problem(line=line, where=where, sentence=_unknown_key(steps))
    say = _SENTENCES.get(kind, _not_admitted)
    sentence = say(details["input"], details.get("ctx", {}))
    return document.problem(steps, sentence)


def _unknown_key(steps: Steps) -> str:
    key = steps[-1]
    if key in _SECRETS:
        return (
            "un mot de passe ne s’écrit pas ici, mais dans la variable d’environnement "
            "REORIENTATION_SMTP_PASSWORD."
        )
    hint = perhaps(key, keys_under(steps[:-1]))
    return f"la clé {shown(key)} n’existe pas{f' ({hint})' if hint else ''}."


def _after_a_colon(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _not_admitted(read: object, _more: object) -> str:
    return f"{shown(read)} n’est pas admis ici."


def _not_a_text(read: object) -> str:
    if isinstance(read, bool | int):
        return f"attend un texte{NBSP}: écrivez la valeur entre guillemets."
    return f"attend un texte (lu{NBSP}: {shown(read)})."


def _no_choice(read: object, expected: str) -> str:
    choices = re.findall(r"'([^']*)'", expected)
    if isinstance(read, str):
        return does_not_exist(read, choices)
    return f"attend un de ces mots{NBSP}: {', '.join(choices)} (lu{NBSP}: {shown(read)})."


def keys_under(steps: Steps) -> list[str]:
    """The keys that the form knows in the group at those steps; none where it has no group."""
    schema = _schema()
    node: Mapping[str, Any] = schema
    for step in steps:
        node = _resolved(node, schema)
        if isinstance(step, int):
            node = node.get("items", {})
        else:
            named = [*node.get("patternProperties", {}).values(), {}]
            node = node.get("properties", {}).get(step) or named[0]
    return list(_resolved(node, schema).get("properties", {}))


@cache
def _schema() -> Mapping[str, Any]:
    return ConfigForm.model_json_schema()


def _resolved(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for branch in (node, *node.get("anyOf", ())):
        if (name := branch.get("$ref")) is not None:
            found: Mapping[str, Any] = schema["$defs"][name.removeprefix("#/$defs/")]
            return found
    return node

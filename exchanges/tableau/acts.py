"""From the cells of a row to the acts of the procedure, and from their refusals back to cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exchanges.tableau.columns import (
    ANSWER,
    MEANS,
    NATURES,
    PREVENUE,
    REMARK,
    number_of,
)
from exchanges.tableau.merging import Cell
from rules.refusals import Refusal
from rules.seances.kinds import Nature
from rules.wording import quoted

_PREVENUE = tuple(one.key for one in PREVENUE)
ORDER = "prioriser"
_TENANTES = frozenset({"arretee", "ouverte"})
_BEFORE_THE_TABLEAU = frozenset({"presaisine", "a_reinscrire"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An act that cells ask for. ``columns``: which column each field of its form is; ``cells``
    what it takes."""

    event: str
    data: Mapping[str, str]
    columns: Mapping[str, str]
    cells: tuple[Cell, ...] = ()


def of_cells(taken: Iterable[Cell], kept: Mapping[str, str]) -> Iterator[Wanted]:
    """The acts that change these cells of a line; one act takes all the cells that it can, and says
    the others again as the registry ``kept`` them."""
    cells = {cell.key: cell for cell in taken}
    if "collegiale" in cells:
        yield Wanted(event="demander_collegiale", data={}, columns={}, cells=(cells["collegiale"],))
    answered = dict.fromkeys(
        int(key.partition(":")[2]) for key in cells if key.startswith((f"{ANSWER}:", f"{REMARK}:"))
    )
    for service in answered:
        keys = {"reponse": f"{ANSWER}:{service}", "remarque": f"{REMARK}:{service}"}
        yield _wanted("repondre", keys, cells, kept, service=str(service))
    if "priorite" in cells:
        yield _wanted(ORDER, {"priorite": "priorite"}, cells, kept)
    if any(key in cells for key in _PREVENUE):
        yield _wanted("dire_prevenue", dict(zip(_FORM, _PREVENUE, strict=True)), cells, kept)


_FORM = ("date", "par", "moyen")


def _wanted(
    event: str,
    keys: Mapping[str, str],
    cells: Mapping[str, Cell],
    kept: Mapping[str, str],
    **fixed: str,
) -> Wanted:
    """The act whose fields are these columns: what was typed, else what is there."""
    said = {
        name: cells[key].typed if key in cells else kept.get(key, "") for name, key in keys.items()
    }
    return Wanted(
        event=event,
        data={**fixed, **meant({name: words for name, words in said.items() if words})},
        columns=keys,
        cells=tuple(cells[key] for key in keys.values() if key in cells),
    )


def of_newcomer(
    cells: Mapping[str, str], *, seance: int, settled: str, state: str
) -> Sequence[Wanted]:
    """The acts that put somebody on the tableau, as a row typed at the bottom wants it. ``settled``
    is the state of the séance, ``state`` that of the dossier."""
    added = settled in _TENANTES
    nature = next((code for code, words in NATURES.items() if words == cells.get("nature")), "")
    if nature == Nature.REORIENTATION:
        steps = [*_request(cells, state)]
        event = "inscrire_seance_tenante" if added else "inscrire"
        fixed = {"seance": str(seance)}
    else:
        steps = []
        event = "inscrire_ligne_seance_tenante" if added else "inscrire_ligne"
        fixed = {"seance": str(seance), "nature": nature}
    asked = {"motif": "tenante"} if added else {"priorite": "priorite"}
    steps.append(_typed(event, asked, cells, **fixed))
    if any(cells.get(key) for key in _PREVENUE):
        steps.append(_typed("dire_prevenue", dict(zip(_FORM, _PREVENUE, strict=True)), cells))
    return steps


def _request(cells: Mapping[str, str], state: str) -> Iterator[Wanted]:
    """The request that the line bears: opened and prepared when it is not yet (S0 A.1)."""
    if state not in _BEFORE_THE_TABLEAU:
        keys = {"motif_code": "motif", "service_souhaite": "souhaite"}
        yield _typed("ouvrir_reorientation", keys, cells)
    if state != "a_reinscrire" and (cells.get("consultee") or cells.get("accord")):
        yield _typed("consulter", {"date": "consultee", "accord": "accord"}, cells)


def _typed(event: str, keys: Mapping[str, str], cells: Mapping[str, str], **fixed: str) -> Wanted:
    said = {name: cells[key] for name, key in keys.items() if cells.get(key)}
    return Wanted(event=event, data={**fixed, **meant(said)}, columns={**keys, "nature": "nature"})


def meant(said: Mapping[str, str]) -> dict[str, str]:
    """The values of a form, where cells have words."""
    found = dict(said)
    for name in ("motif_code", "service_souhaite"):
        if name in found:
            found[name] = number_of(found[name])
    if "moyen" in found:
        found["moyen"] = next(
            (code for code, words in MEANS.items() if words == found["moyen"]), found["moyen"]
        )
    return found


def told(refusal: Refusal, wanted: Wanted, headings: Mapping[str, str]) -> tuple[str | None, str]:
    """The column that a refusal is about, None when it is about the whole row, and the refusal in
    the words of columns. ``headings``: what the file calls each, by key."""
    words = " ".join(filter(None, (refusal.sentence, refusal.remedy)))
    for name, key in wanted.columns.items():
        words = words.replace(f"« {name} »", quoted(headings[key]))
    return wanted.columns.get(refusal.field or ""), words

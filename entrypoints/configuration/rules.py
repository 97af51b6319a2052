"""From the form to the rules of delay: versions that do not overlap, ladders that exist, and no
waiting state left without an alert."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from entrypoints.configuration.document import Document
from entrypoints.configuration.form import ConfigForm
from entrypoints.configuration.problems import does_not_exist
from entrypoints.configuration.rule_form import RuleForm, RungForm
from rules.days.calendar import Unit
from rules.deadlines.openings import gaps_and_overlaps
from rules.deadlines.rule import Level, Rule, Rung
from rules.delays.content import content_of
from rules.delays.delay import Delay
from rules.procedures.catalogue import BY_CODE, CATALOGUE
from rules.wording import NBSP, day_of_month, quoted
from states.procedure import PROCEDURE

_LEVELS = list(Level)


def rules_of(form: ConfigForm, document: Document) -> dict[str, tuple[Rule, ...]]:
    """The active versions of each rule, oldest first; problems and warnings go to the document."""
    ladders = _ladders(form, document)
    placed: dict[str, list[tuple[Rule, int, bool]]] = {}
    for position, row in enumerate(form.regles):
        ladder = _ladder(row, ladders, position, document)
        version = _version(row, ladder)
        placed.setdefault(row.code, []).append((version, position, row.actif))
    for code, procedure in BY_CODE.items():
        if code not in placed:
            document.refuse(
                ("regles",),
                f"il manque la règle {quoted(code)} ({procedure.label}){NBSP}; "
                f"écrivez {quoted('actif: false')} si elle ne sert pas ici.",
            )
    for versions in placed.values():
        _check_periods([(rule, position) for rule, position, _ in versions], document)
    rules = {
        code: tuple(sorted(active, key=lambda rule: rule.valid_from or date.min))
        for code, versions in placed.items()
        if (active := [rule for rule, _, on in versions if on])
    }
    _check_watch(rules, form.mise_en_service, document)
    return {code: _exempted(versions, rules) for code, versions in rules.items()}


def _exempted(
    versions: tuple[Rule, ...], rules: Mapping[str, tuple[Rule, ...]]
) -> tuple[Rule, ...]:
    """The versions with the active rules that they leave some openings to."""
    wanted = {exempt.rule for exempt in versions[0].procedure.exempts}
    active = {code: others for code, others in rules.items() if code in wanted}
    return tuple(replace(rule, exempted=active) for rule in versions) if active else versions


def _ladders(form: ConfigForm, document: Document) -> Mapping[str, tuple[Rung, ...]]:
    used = {row.echelle for row in form.regles}
    for name, rungs in form.echelles.items():
        _check_ladder(name, rungs, document)
        if name not in used:
            document.warn(("echelles", name), "aucune règle ne suit cette échelle.")
    return {name: tuple(rung.rung() for rung in rungs) for name, rungs in form.echelles.items()}


def _check_ladder(name: str, rungs: Sequence[RungForm], document: Document) -> None:
    """A ladder climbs: later rungs are of the same level or higher."""
    for position in range(1, len(rungs)):
        before, here = rungs[position - 1], rungs[position]
        steps = ("echelles", name, position)
        if _LEVELS.index(here.niveau) < _LEVELS.index(before.niveau):
            document.refuse(steps, f"{quoted(here.niveau)} ne peut suivre {quoted(before.niveau)}.")
        if (before.unite is here.unite and here.a < before.a) or before.a > 0 > here.a:
            document.refuse(steps, "cette alerte viendrait avant celle qui la précède.")


def _ladder(
    row: RuleForm, ladders: Mapping[str, tuple[Rung, ...]], position: int, document: Document
) -> tuple[Rung, ...]:
    if row.echelle is None:
        return ()
    if row.echelle not in ladders:
        sentence = does_not_exist(row.echelle, list(ladders))
        document.refuse(("regles", position, "echelle"), sentence)
        return ()
    ladder = ladders[row.echelle]
    if BY_CODE[row.code].act is not None and all(rung.offset or rung.hour for rung in ladder):
        document.refuse(
            ("regles", position, "echelle"),
            f"cette règle agit à l’échéance{NBSP}: son échelle doit avoir une alerte "
            f"{quoted('a: 0')}, sans heure.",
        )
    return ladder


def _version(row: RuleForm, ladder: tuple[Rung, ...]) -> Rule:
    # A rule that is switched off may say nothing else: its period alone is looked at.
    delay = row.delai.delay() if row.delai else Delay(n=0, unit=Unit.JOUR_CALENDAIRE)
    return Rule(
        procedure=BY_CODE[row.code],
        version=_version_name(row, delay),
        source=row.source or "",
        origin="" if row.origine is None else row.origine.value,
        delay=delay,
        anchor=row.anchor,
        ladder=ladder,
        valid_from=row.period.du,
        valid_to=row.period.au,
        threshold=row.seuil.delay() if row.seuil else None,
        targets=row.targets,
        allowance=None if row.prolongation is None else row.prolongation.allowance(),
    )


def _version_name(row: RuleForm, delay: Delay) -> str:
    """The first day of the version and a digest of what makes its dates: a number changed in place
    is another version, a source better quoted is not."""
    what = [content_of(delay), row.anchor]
    if row.seuil is not None:
        what.append(content_of(row.seuil.delay()))
    said = json.dumps(what, sort_keys=True)
    return f"{row.period.du or 'origine'}#{sha256(said.encode()).hexdigest()[:8]}"


def _check_periods(versions: Sequence[tuple[Rule, int]], document: Document) -> None:
    """The versions of one rule, each with its rank in the file, cover a day once at most."""
    ranks = {id(rule): position for rule, position in versions}
    gaps, overlaps = gaps_and_overlaps([rule for rule, _ in versions])
    for earlier, later in overlaps:
        first = document.line_of(("regles", ranks[id(earlier)]))
        document.refuse(
            ("regles", ranks[id(later)]),
            f"cette version couvre des jours que couvre déjà celle de la ligne {first}.",
        )
    for earlier, later in gaps:
        assert earlier.valid_to is not None  # what has no end leaves no gap
        assert later.valid_from is not None
        document.warn(
            ("regles", ranks[id(later)]),
            f"rien entre le {day_of_month(earlier.valid_to)} et le "
            f"{day_of_month(later.valid_from)}{NBSP}: un fait de ces jours-là "
            "n’ouvre aucune échéance.",
        )


def _check_watch(
    rules: Mapping[str, tuple[Rule, ...]], in_service: date, document: Document
) -> None:
    """Nobody is forgotten: each waiting state has a rule that alerts, from the first day of service
    and without end."""
    alerting = [
        procedure
        for procedure in CATALOGUE
        if (versions := [rule for rule in rules.get(procedure.code, ()) if rule.ladder])
        and versions[-1].valid_to is None
        and any(rule.in_force(in_service) for rule in versions)
    ]
    for node in PROCEDURE.all_nodes():
        state = node.state
        if state.final or state.resting or state.follows or PROCEDURE.watchers(node, alerting):
            continue
        may = ", ".join(rule.code for rule in PROCEDURE.watchers(node, CATALOGUE))
        document.refuse(
            ("regles",),
            f"plus aucune alerte ne veille sur l’état {quoted(state.label)}{NBSP}: "
            "il faut une règle active dès la mise en service, sans fin, dont l’échelle alerte, "
            f"parmi {may}.",
        )

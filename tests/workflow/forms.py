"""Plausible answers to any form of the procedure, drawn by hypothesis."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rules.fields import Field, Kind
from tests.workflow.build import ELSEWHERE, HERE, SERVICES

Draw = Callable[[st.SearchStrategy[object]], object]

_NUMBERS = {"type_orientation": 5, "motif_code": 3, "rang": 7, "dossier_maitre": 1}
_TEXTS = {"heure": "10:30", "mois": "2026-06", "origine": "manuelle"}


def filled(
    fields: Iterable[Field], draw: Draw, *, today: date, seances: list[int]
) -> dict[str, Any]:
    """An answer to each required field, and to some of the others."""
    answers: dict[str, Any] = {}
    for field in fields:
        if field.required or draw(st.booleans()):
            answer = draw(_answer(field, today, seances))
            if answer is not None:
                answers[field.name] = answer
    return answers


def _answer(field: Field, today: date, seances: list[int]) -> st.SearchStrategy[object]:
    if field.kind is Kind.DATE:
        days = st.integers(-3, 0) if field.past else st.integers(1, 60)
        return days.map(lambda n: (today + timedelta(days=n)).isoformat())
    if field.kind is Kind.OUI_NON:
        return st.sampled_from(("oui", "non"))
    if field.kind is Kind.CHOIX:
        return st.sampled_from(field.choices)
    if field.kind is Kind.SERVICE:
        return st.sampled_from(sorted(SERVICES))
    if field.kind is Kind.SEANCE or field.name == "seance_remplacante":
        return st.sampled_from(seances) if seances else st.none()
    if field.kind in (Kind.LIGNES, Kind.RANGS, Kind.HEURES):
        return st.none()  # the lines of a séance are those of others too
    if field.kind is Kind.COURRIEL:
        return st.just("prenom.nom@exemple.fr")
    if field.kind is Kind.ENTIER:
        return st.just(_NUMBERS.get(field.name, 4))
    if field.name == "circonscription":
        return st.sampled_from((HERE, ELSEWHERE))
    return st.just(_TEXTS.get(field.name, "un motif"))

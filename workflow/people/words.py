"""The words by which people are found: those of their names, and their numbers (decision 0028)."""

from collections.abc import Mapping

from sqlalchemy import bindparam

from rules.names import folded
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.people.matching import dialled
from workflow.tables.columns import table
from workflow.tables.subjects import PersonneWord

_WORD = table(PersonneWord)
_INSERT = insert_into(PersonneWord, "personne_id", "word")
_FORGET = Statement(_WORD.delete().where(_WORD.c.personne_id == bindparam("personne_id")))
_NUMBERS = ("numero_demande_rsa", "numero_caf", "reference")


def words_of(said: Mapping[str, object]) -> frozenset[str]:
    """Those of a person of whom that is said."""
    telephone = dialled(str(said.get("telephone") or ""))
    numbers = {bare_number(str(said.get(name) or "")) for name in _NUMBERS}
    names = folded(str(said["nom"]), str(said["prenom"])).split()
    return frozenset({*names, *numbers, telephone} - {""})


def bare_number(number: str) -> str:
    """A number without what spaces it, in capitals."""
    return "".join(c for c in number.upper() if c.isalnum())


def enter(tx: Tx, personne_id: int, said: Mapping[str, object]) -> None:
    """A new person is found from now on."""
    found = sorted(words_of(said))
    tx.many(_INSERT, [{"personne_id": personne_id, "word": word} for word in found])


def enter_again(
    tx: Tx, personne_id: int, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """A person is found by what is said of them now."""
    if words_of(before) != words_of(after):
        forget(tx, personne_id)
        enter(tx, personne_id, after)


def forget(tx: Tx, personne_id: int) -> None:
    """The person is found no more."""
    tx.run(_FORGET, {"personne_id": personne_id})

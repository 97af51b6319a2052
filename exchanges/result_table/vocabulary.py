"""What a table of results asks of each line, what may be chosen there, and what somebody meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exchanges.documents.line_words import ISSUES, METHODS, WORDS
from exchanges.tableau.columns import KEY, LINE, NO, YES, Column, Form, chosen
from exchanges.tables.headings import folded
from rules.actors import Who
from rules.guards import ligne
from rules.seances.kinds import Body, Nature, SeanceKind
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.database.store import Store
from workflow.reading import codes
from workflow.reading.dossiers import TYPES, services

RESULT = Column(key="resultat", heading="Résultat", width=22, form=Form.ONE_OF)
FOR_READERS = (
    Column(key="rang", heading="N°", width=5),
    Column(key="nom", heading="Nom", width=18),
    Column(key="prenom", heading="Prénom", width=14),
    Column(key="dossier", heading="Dossier", width=9),
    Column(key="objet", heading="Objet", width=16),
    Column(key="presentee", heading="Présentée par", width=22),
    Column(key="souhaite", heading="Service demandé", width=22),
)
"""Who a line is about: written for whoever fills it in, never taken back."""

FIELDS: Mapping[str, Column] = {
    one.key: one
    for one in (
        Column(
            key="methode", heading="Méthode d’examen", width=15, form=Form.ONE_OF, list="methode"
        ),
        Column(
            key="accord_accueil",
            heading="Accord du service d’accueil",
            width=12,
            form=Form.ONE_OF,
            list="oui_non",
        ),
        Column(key="motif_refus_accueil", heading=WORDS["motif_refus_accueil"], width=26),
        Column(key="raisons", heading=WORDS["raisons"], width=34),
        Column(key="preconisations", heading=WORDS["preconisations"], width=34),
        Column(
            key="issue",
            heading="Issue de l’accompagnement global",
            width=15,
            form=Form.ONE_OF,
            list="issue",
        ),
        Column(
            key="type_orientation",
            heading="Type d’orientation",
            width=22,
            form=Form.ONE_OF,
            list="type_orientation",
        ),
        Column(
            key="service",
            heading="Service décidé, si ce n’est pas le service demandé",
            width=24,
            form=Form.ONE_OF,
            list="service",
        ),
        Column(key="motif", heading=WORDS["motif"], width=34),
        Column(key="suppleance", heading="Pourquoi la coordination saisit ce résultat", width=22),
    )
}
"""What the results ask, by the name of the field."""

_ON_PAPER: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Favorable": ("rendre_favorable", {}),
    "Favorable, sur liste": ("rendre_favorable", {"methode": "liste"}),
    "Favorable, collégial": ("rendre_favorable", {"methode": "collegiale"}),
    "Soutien rendu": ("rendre_soutien", {}),
    **{words: ("rendre_accompagnement_global", {"issue": code}) for code, words in ISSUES.items()},
    "Acceptée": ("accepter", {}),
    "Refusée": ("refuser", {}),
    "Annulée": ("annuler_ligne", {}),
}
"""What is ticked on the tableau of the room says too how the result was given."""

_EVERYWHERE = frozenset(Body)
_BEFORE: Mapping[object, frozenset[Body]] = {
    ligne.devant_icl: frozenset({Body.CONCERTATION}),
    ligne.devant_les_services: _EVERYWHERE - {Body.DECISION},
    ligne.devant_ep: frozenset({Body.DECISION}),
}
_OF_NATURE: Mapping[object, Nature] = {
    ligne.nature_reorientation: Nature.REORIENTATION,
    ligne.nature_soutien: Nature.SOUTIEN,
    ligne.nature_accompagnement_global: Nature.ACCOMPAGNEMENT_GLOBAL,
}
_NO_RESULT = "retirer_ligne"
"""A service takes its line back: no séance gives that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A result that somebody wrote: its exit, and what the words say of its form."""

    exit: Exit
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of a table. ``results`` by what may be written, folded; ``values``: by column, then
    by what may be written, folded; ``lists``: what is offered, by the name of its list."""

    kind: SeanceKind
    results: Mapping[str, Meant]
    values: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, Sequence[str]]

    def result(self, words: str) -> Meant | None:
        """The result that these words mean."""
        return self.results.get(folded(words))

    def value(self, key: str, words: str) -> str | None:
        """What is written in that column, as a form takes it; None when it is no choice of it."""
        known = self.values.get(key)
        return words if known is None else known.get(folded(words))

    def choices(self, key: str) -> Sequence[str]:
        """What is offered in a column of choices."""
        return self.lists[key]

    def asked(self, nature: str) -> list[str]:
        """The columns that a line of that nature may need, in order."""
        names = {one.name for exit in offered(self.kind, nature) for one in exit.asks}
        return [key for key in FIELDS if key in names]


def results_list(nature: str) -> str:
    """The name of the list of the results of a line of that nature."""
    return f"{RESULT.key}-{nature}"


def columns(keys: Iterable[str]) -> Sequence[Column]:
    """Every column of a table that asks for these."""
    wanted = set(keys)
    asked = (FIELDS[key] for key in FIELDS if key in wanted)
    return (KEY, LINE, *FOR_READERS, RESULT, *asked)


def recognised(heading: str) -> str | None:
    """The key of the column of a heading, whatever its case, accents and punctuation."""
    return _BY_FOLD.get(folded(heading))


def offered(kind: SeanceKind, nature: str) -> list[Exit]:
    """The results that a séance of that kind may give to a line of that nature."""
    return [exit for exit in _exits() if _fits(exit, kind.body, nature)]


def called(kind: SeanceKind, exit: Exit) -> str:
    """What the séance calls that result."""
    assert exit.target is not None  # it ends the line
    return kind.called(exit.target, PROCEDURE.states[exit.target].label)


def vocabulary(store: Store, kind: SeanceKind, circonscription: str | None) -> Vocabulary:
    """The words of the table of a séance of that kind, held there."""
    methods = {c: words for c, words in METHODS.items() if kind.on_list or c != "liste"}
    types = {one.value: one.label for one in codes.of_list(store, TYPES)}
    active = [one for one in services(store) if one.active]
    here = {
        str(one.id): one.label
        for one in active
        if circonscription is None
        or not one.circonscriptions
        or circonscription in one.circonscriptions
    }
    return Vocabulary(
        kind=kind,
        results=dict(_written(kind)),
        values={
            "methode": {**_folds(METHODS), folded("collégial"): "collegiale"},
            "accord_accueil": _folds({YES: YES, NO: NO}),
            "issue": _folds(ISSUES),
            "type_orientation": _folds_of_numbers(types),
            "service": _folds_of_numbers({str(one.id): one.label for one in active}),
        },
        lists={
            **{
                results_list(nature): [called(kind, exit) for exit in offered(kind, nature)]
                for nature in Nature
            },
            "methode": list(methods.values()),
            "accord_accueil": [YES, NO],
            "issue": list(ISSUES.values()),
            "type_orientation": [chosen(int(n), words) for n, words in types.items()],
            "service": [chosen(int(n), words) for n, words in here.items()],
        },
    )


def _exits() -> list[Exit]:
    """The acts by which somebody gives a line of the agenda its result."""
    return [exit for exit in _ends() if exit.event != _NO_RESULT]


def _ends() -> list[Exit]:
    return [
        exit
        for exit in PROCEDURE.node(Machine.PASSAGE, "retenu").exits
        if exit.target is not None
        and PROCEDURE.states[exit.target].final
        and set(exit.who) != {Who.ENTRAINE}
    ]


def _fits(exit: Exit, body: Body, nature: str) -> bool:
    return all(
        body in _BEFORE.get(guard, _EVERYWHERE) and _OF_NATURE.get(guard, nature) == nature
        for guard in exit.guards
    )


def _written(kind: SeanceKind) -> Iterator[tuple[str, Meant]]:
    """Every way to write a result, the strongest last: on paper, its act by name and by code, the
    words of its state, those of the séance."""
    by_event = {exit.event: exit for exit in _ends()}
    for words, (event, fields) in _ON_PAPER.items():
        yield folded(words), Meant(exit=by_event[event], fields=fields)
    for exit in by_event.values():
        assert exit.target is not None  # it ends the line
        label = PROCEDURE.states[exit.target].label
        for words in (exit.event, exit.label, label, called(kind, exit)):
            yield folded(words), Meant(exit=exit)


def _folds(words: Mapping[str, str]) -> dict[str, str]:
    """Code or words, folded → code."""
    return {folded(written): code for code, said in words.items() for written in (code, said)}


def _folds_of_numbers(labels: Mapping[str, str]) -> dict[str, str]:
    """Number, words, or both, folded → number; words that two of them share mean neither."""
    found: dict[str, str] = {}
    said = [folded(words) for words in labels.values()]
    for number, words in labels.items():
        found[folded(number)] = found[folded(chosen(int(number), words))] = number
        if said.count(folded(words)) == 1:
            found.setdefault(folded(words), number)
    return found


_BY_FOLD = {
    folded(words): one.key
    for one in (KEY, LINE, *FOR_READERS, *FIELDS.values(), RESULT)
    for words in (one.key, one.heading)
}

"""What the demo tells at the end: the same figures for the eye and for a script."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from entrypoints.cli import display
from rules.deadlines.rule import Level
from rules.rulebook import Rulebook
from rules.telling import State
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.database.store import Store
from workflow.files.gaps import NATURES
from workflow.reading import tallies
from workflow.reading.tallies import RuleTally
from workflow.trail import verification
from workflow.trail.verification import Verdict

LEVELS: Mapping[str, str] = {
    Level.RAPPEL: "rappels",
    Level.NIVEAU_1: "de niveau 1",
    Level.NIVEAU_2: "de niveau 2",
    Level.NIVEAU_3: "de niveau 3",
}
ISSUES: Mapping[str, str] = {
    "acceptee": "acceptées",
    "refusee": "refusées",
    "maintenue": "maintenues dans leur service",
    "retiree": "retirées",
    "annulee": "annulées",
    "doublon": "en double",
    "sans_objet": "sans objet",
    "en_cours": "en cours",
}
STATUSES: Mapping[str, str] = {
    State.SENT: "partis",
    State.TO_SEND: "à envoyer",
    State.DEAD: "en échec",
    State.TOLD: "dits par un autre",
    State.POINTLESS: "sans objet",
    State.DIVERTED: "passés à d’autres",
    State.GIVEN_UP: "abandonnés",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The registry at the end of the six months."""

    dossiers: dict[str, int]
    demandes: dict[str, int]
    rules: tuple[RuleTally, ...]
    rungs: dict[str, int]
    messages: dict[str, int]
    gaps: dict[str, int]
    acts: int
    refused: int
    verdict: Verdict

    def as_dict(self) -> dict[str, object]:
        """For --json: the same on SQLite and on PostgreSQL."""
        return {
            "dossiers": self.dossiers,
            "demandes": self.demandes,
            "delais": [asdict(rule) for rule in self.rules],
            "alertes": self.rungs,
            "messages": self.messages,
            "ecarts": self.gaps,
            "actes": self.acts,
            "refus": self.refused,
            "journal": {
                "entrees": self.verdict.entries,
                "chaines": self.verdict.chains,
                "defauts": [flaw.sentence for flaw in self.verdict.flaws],
            },
        }


def summary_of(store: Store, now: datetime) -> Summary:
    """Counts everything and verifies the journal."""
    with store.read() as connection:
        acts = tallies.acts(connection)
        return Summary(
            dossiers=tallies.dossiers_by_state(connection),
            demandes=tallies.demandes_by_issue(connection),
            rules=tuple(tallies.rules(connection, now)),
            rungs=tallies.rungs_by_level(connection),
            messages=tallies.messages_by_status(connection),
            gaps=tallies.gaps_by_nature(connection),
            acts=sum(acts.values()) - acts.get("refus", 0) - acts.get("escalade", 0),
            refused=acts.get("refus", 0),
            verdict=verification.verify(store),
        )


def show(summary: Summary, told: list[str], rulebook: Rulebook) -> None:
    """Shows what happened, then where everything stands."""
    display.section("Ce qui s’est passé")
    for line in told:
        display.say(f"  {line}")
    display.section("Dossiers par état")
    display.listing(("État", "Dossiers"), _states(summary), empty="Aucun.", right=("Dossiers",))
    display.section("Délais")
    counts = ("Tenus", "Tenus tard", "En cours", "Dépassés", "Sans objet")
    display.listing(
        ("Ce qui est attendu", *counts), _delays(summary, rulebook), empty="Aucun.", right=counts
    )
    display.section("En tout")
    display.sheet(
        [
            ("Demandes de réorientation", _counted(summary.demandes, ISSUES)),
            ("Alertes déclenchées", _counted(summary.rungs, LEVELS)),
            ("Messages", _counted(summary.messages, STATUSES)),
            ("Écarts avec webRSA", _counted(summary.gaps, NATURES)),
            ("Actes", f"{summary.acts}, et {summary.refused} refus"),
            ("Journal", _journal(summary.verdict)),
        ]
    )


def _states(summary: Summary) -> Iterator[tuple[str, str]]:
    for code, node in PROCEDURE.nodes[Machine.DOSSIER].items():
        if code in summary.dossiers:
            yield node.state.label, str(summary.dossiers[code])


def _delays(summary: Summary, rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    for rule in summary.rules:
        counts = (rule.in_time, rule.late, rule.open, rule.overdue, rule.lapsed)
        label = rulebook.rules[rule.rule][0].procedure.label
        yield label, *(str(count) if count else "·" for count in counts)


def _counted(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    return ", ".join(f"{counts[name]} {word}" for name, word in words.items() if name in counts)


def _journal(verdict: Verdict) -> str:
    size = f"{verdict.entries} entrées dans {verdict.chains} chaînes"
    if not verdict.flaws:
        return f"{size}, intact"
    return f"{size}, ALTÉRÉ : " + " ".join(flaw.sentence for flaw in verdict.flaws)

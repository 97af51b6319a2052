"""What the demo tells at the end: the same figures for the eye and for a script."""

from dataclasses import asdict, dataclass
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from rules.rule import Level
from rules.rulebook import Rulebook
from states.page import Machine
from states.procedure import PROCEDURE
from workflow import tallies, verification
from workflow.store import Store
from workflow.tallies import RuleTally
from workflow.verification import Verdict

LEVELS = {
    Level.RAPPEL: "rappels",
    Level.NIVEAU_1: "alertes de niveau 1",
    Level.NIVEAU_2: "alertes de niveau 2",
    Level.NIVEAU_3: "alertes de niveau 3",
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


def show(console: Console, summary: Summary, told: list[str], rulebook: Rulebook) -> None:
    """Prints what happened, then where everything stands."""
    console.print("[bold]Ce qui s’est passé[/bold]")
    for line in told:
        console.print(f"  {line}", highlight=False)
    console.print()
    console.print(_states(summary))
    console.print(_delays(summary, rulebook))
    console.print(
        "Demandes de réorientation : "
        + ", ".join(
            f"{count} {issue.replace('_', ' ')}" for issue, count in summary.demandes.items()
        )
    )
    console.print(
        "Alertes déclenchées : "
        + ", ".join(
            f"{summary.rungs.get(level.value, 0)} {words}" for level, words in LEVELS.items()
        )
    )
    console.print(
        f"Messages écrits : {sum(summary.messages.values())}, "
        f"partis : {summary.messages.get('envoye', 0)}"
    )
    console.print(
        f"Journal : {summary.acts} actes, {summary.refused} refus, "
        f"{summary.verdict.entries} entrées dans {summary.verdict.chains} chaînes, "
        + ("[green]intact[/green]" if not summary.verdict.flaws else "[red]altéré[/red]")
    )
    for flaw in summary.verdict.flaws:
        console.print(f"  {flaw.sentence}")


def _states(summary: Summary) -> Table:
    table = Table(title="Dossiers par état", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("État")
    table.add_column("Dossiers", justify="right")
    for code, node in PROCEDURE.nodes[Machine.DOSSIER].items():
        if code in summary.dossiers:
            table.add_row(node.state.label, str(summary.dossiers[code]))
    return table


def _delays(summary: Summary, rulebook: Rulebook) -> Table:
    table = Table(title="Délais", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Ce qui est attendu")
    for name in ("Tenus", "Tenus tard", "En cours", "Dépassés", "Sans objet"):
        table.add_column(name, justify="right")
    for rule in summary.rules:
        counts = (rule.in_time, rule.late, rule.open, rule.overdue, rule.lapsed)
        label = rulebook.rules[rule.rule][0].procedure.label
        table.add_row(label, *(str(count) if count else "·" for count in counts))
    return table

"""The séances of the demo: who is convoked and comes, the tableau, the results."""

from datetime import date

from entrypoints.demo.cast import BAT, BOP, EP
from entrypoints.demo.stage import Stage
from rules.actors import Actor, Genre
from rules.seances.members import ADDED
from rules.seances.seats import Answer
from rules.situation import Act
from workflow.reading import participants
from workflow.reading.participants import Attendee
from workflow.reading.standings import Line, SeanceStanding
from workflow.reading.tableau import tableau
from workflow.seances.participants import members
from workflow.seances.participants.members import MemberCommand

_MEMBERS = (
    ("departement", "Mme Lefèvre", "conseillère départementale, présidente"),
    ("ville", "M. Benali", "chef de projet de ville"),
    ("beneficiaires", "Mme Sow", "représentante des bénéficiaires"),
)
_WEEK = 7
_BUSY = 6
"""One in so many cannot come."""


def elect(stage: Stage) -> None:
    """The members of the EP, for the year."""
    for siege, nom, qualite in _MEMBERS:
        said = {"genre": "ep", "siege": siege, "nom": nom, "qualite": qualite}
        data = {**said, "du": str(date(stage.today.year, 1, 1))}
        act = Act(event=ADDED, actor=BOP, occurred=stage.now, known=stage.now, data=data)
        members.perform(stage.store, stage.rulebook, MemberCommand(act=act))


def gather(stage: Stage, seance_id: int, coordinator: Actor, days: int) -> None:
    """Members and services are convoked once the tableau is open, and answer in the last week."""
    awaited = _awaited(stage, seance_id)
    if not awaited:
        stage.seance("convoquer", coordinator, seance_id)
    for rank, one in enumerate(awaited if days <= _WEEK else ()):
        if one.answer is None:
            busy = (rank + stage.today.day) % _BUSY == 0
            reply = Answer.DECLINE if busy else Answer.CONFIRME
            said = {"participant": one.id, "reponse": reply.value}
            stage.seance("repondre_invitation", coordinator, seance_id, **said)


def _sign(stage: Stage, seance_id: int, coordinator: Actor) -> None:
    """The feuille d’émargement: those who had declined are excused."""
    awaited = _awaited(stage, seance_id)
    excused = [str(one.id) for one in awaited if one.answer is Answer.DECLINE]
    present = [str(one.id) for one in awaited if one.answer is not Answer.DECLINE]
    said = {"presents": ",".join(present), "excuses": ",".join(excused)}
    stage.seance(
        "emarger",
        coordinator,
        seance_id,
        **{name: numbers for name, numbers in said.items() if numbers},
    )


def _awaited(stage: Stage, seance_id: int) -> tuple[Attendee, ...]:
    return participants.of_seance(stage.store, stage.rulebook, seance_id).attendees


def send_tables(stage: Stage, seance: SeanceStanding) -> None:
    """Each service shares its lines and sends the table, most in time; once it did, it answers
    about the people that the others shared with it."""
    sitting = stage.sitting(seance.id)
    for sender in sitting:
        key = (seance.id, sender.service_id)
        if key not in stage.sent and stage.chance.random() < 0.45:
            stage.sent.add(key)
            service = sender.service_id
            stage.seance("partager_tableau", sender, seance.id, service=service)
            stage.seance("transmettre_tableau", sender, seance.id, service=service)
    for sender in sitting:
        if (seance.id, sender.service_id) in stage.sent:
            _answer(stage, seance, sender)


def _answer(stage: Stage, seance: SeanceStanding, sender: Actor) -> None:
    """Known, followed, or neither: a normal answer."""
    shown = tableau(stage.store, stage.rulebook, seance.id, viewer=sender.service_id)
    for line in shown.lines:
        answered = line.answer_of(sender.service_id or 0)
        if line.gone or answered is not None or line.service_id == sender.service_id:
            continue
        answers = ("suivi", "connu", "connu", "inconnu", "suivi", "connu", "connu")
        stage.act(
            line.dossier_id,
            "repondre",
            sender,
            passage_id=line.id,
            service=sender.service_id,
            reponse=answers[stage.turn(line.dossier_id, line.id) % len(answers)],
        )


def hold(stage: Stage, seance: SeanceStanding, coordinator: Actor) -> None:
    """The séance sits: consensual lines on list first, then the others one by one."""
    if stage.seance("ouvrir", coordinator, seance.id) is None:
        return
    _sign(stage, seance.id, coordinator)
    for line in stage.lines(seance.id):
        if seance.genre == "ep":
            _decide_in_ep(stage, line)
        elif line.nature == "reorientation":
            _give_avis(stage, seance, line)
        else:
            stage.act(
                line.dossier_id,
                "rendre_soutien",
                BAT,
                passage_id=line.passage_id,
                preconisations="point avec le partenaire",
                suppleance="ALI absente",
            )
    stage.seance("lever", coordinator, seance.id)


def _give_avis(stage: Stage, seance: SeanceStanding, line: Line) -> None:
    ali = next((one for one in stage.sitting(seance.id) if one.genre is Genre.ALI), None)
    if ali is None:
        return
    turn = stage.turn(line.dossier_id, line.passage_id) % 12
    if turn == 5:
        stage.act(
            line.dossier_id,
            "rendre_desaccord",
            ali,
            passage_id=line.passage_id,
            raisons="ALI : projet en cours ; service social : freins levés",
        )
        stage.tell(f"dossier {line.dossier_id} : désaccord des services en ICL-I")
    elif turn == 8:
        stage.act(
            line.dossier_id, "ajourner", ali, passage_id=line.passage_id, motif="référent absent"
        )
    else:
        stage.act(
            line.dossier_id,
            "rendre_favorable",
            ali,
            passage_id=line.passage_id,
            methode="liste" if turn % 2 else "collegiale",
            accord_accueil="oui",
        )


def _decide_in_ep(stage: Stage, line: Line) -> None:
    standing = stage.where(line.dossier_id)
    if standing is None:
        return
    if stage.turn(line.dossier_id, line.passage_id) % 13 == 4:
        stage.act(
            line.dossier_id,
            "refuser",
            EP,
            passage_id=line.passage_id,
            motif="parcours à consolider",
        )
    else:
        stage.act(
            line.dossier_id,
            "accepter",
            EP,
            passage_id=line.passage_id,
            **stage.decided(standing),
        )

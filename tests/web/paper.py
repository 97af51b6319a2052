"""What came to the town on paper and in files: letters, pieces, lists of the month, differences
with webRSA, files that were imported."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from exchanges.reports import FileReport
from rules.days.months import Month
from rules.letters.kinds import Channel
from rules.pieces import FileLimits
from rules.situation import Act
from tests.workflow import letterpress
from tests.workflow.build import ALI, ALI_ELSEWHERE, BOP, ELSEWHERE, HERE, World, execute, insert
from workflow.accounts import deposits, errands
from workflow.acts import pieces
from workflow.acts.pieces import Brought, Joined
from workflow.database.instants import to_micros
from workflow.files import monthly_lists, received
from workflow.letters.news import Sent
from workflow.tables.accounts import Account
from workflow.tables.agents import Agent
from workflow.tables.letters import LetterBatch
from workflow.tables.post import Gap
from workflow.tables.subjects import Dossier, Passage, Seance

PDF = b"%PDF-1.7 une page"
IMPORTED = "0" * 64
REPORT: Mapping[str, object] = FileReport(
    path=Path("export.xml"), flow="export_webrsa_ali"
).as_dict()
OUTCOMES: Mapping[str, Mapping[str, object]] = {
    "apercu_lettres": {
        "lot": None,
        "lettres": 2,
        "nouvelles": 1,
        "sortes": {"orientation": 2},
        "ecartees": [
            {"dossier": 1, "seance": None, "modele": "orientation", "raisons": ["Il manque…"]}
        ],
    },
    "listes_du_mois": {"mois": "2026-05", "listes": 1, "personnes": 3, "toutes": 2},
    "essai_import": {"depot": 1, "essai": True, "rapport": REPORT},
    "essai_calendrier": {
        "essai": "fermeture",
        "ligne": {"verb": "ajouter", "line": 21, "text": "  - {du: 2026-05-11, au: 2026-05-11}"},
        "differences": [["2026-05-11", "ouvré", "fermeture locale : pont"]],
        "examinees": 40,
        "bougent": 2,
        "dossiers": 1,
        "seances": 1,
        "alertes": 3,
        "effets": {"en_retard": 0, "plus_en_retard": 1, "autre": 1},
        "par_regle": [["D5-LISTE", 0, 1, 1]],
        "echeances": [
            {
                "echeance": 1,
                "regle": "D5-LISTE",
                "sujet": [kind, 1],
                "dossier": dossier,
                "avant": "2026-05-04T17:00:00+02:00",
                "apres": "2026-05-05T17:00:00+02:00",
                "nature": "deplacee",
                "effet": effect,
                "pourquoi": "11 mai 2026, fermeture locale : pont",
                "ouvre": [right, 1],
            }
            for kind, dossier, right, effect in (
                ("dossier", 1, "voir_dossier", "plus_en_retard"),
                ("seance", None, "voir_seance", "autre"),
            )
        ],
    },
    "passage_calendrier": {"dit": "Le passage n’est pas terminé.", "en_panne": True},
}
"""What came of an errand of each kind."""


def keep(world: World) -> None:
    """Something of each, here and elsewhere."""
    for code in (HERE, ELSEWHERE):
        dossier = world.rows(Dossier, circonscription=code)[0]
        number = dossier["id"]
        joined(world, number)
        letter(world, world.rows(Dossier, circonscription=code, state="a_notifier")[0]["id"])
        insert(
            world.store,
            Gap,
            personne_id=dossier["personne_id"],
            dossier_id=number,
            nature="service_different",
            detail=json.dumps({"service_ici": ALI, "service_webrsa": ALI_ELSEWHERE, "rang_ici": 1}),
            file="export.xml",
            found_at=to_micros(world.now),
        )
    _asked_for(world)
    _decided(world)
    month, store, rulebook = Month.of(world.now.date()), world.store, world.rulebook
    for service in (ALI, ALI_ELSEWHERE):
        monthly_lists.orientations(
            store, rulebook, service=service, month=month, now=world.now, actor=BOP
        )


def _decided(world: World) -> None:
    """What became of the avis that the EP recorded together: one taken, one left."""
    (ep, *_) = (one["id"] for one in world.rows(Seance, genre="ep"))
    owner = account(world, "ep@cd93.example")
    number = errands.begin(world.store, owner, "decisions_ep", {"seance": ep}, world.now)
    taken, left, *_ = (one["id"] for one in world.rows(Passage, seance_id=ep))
    lines = (
        {"ligne": taken, "issue": "fait", "etat": "attente_decision", "pourquoi": []},
        {"ligne": left, "issue": "laisse", "etat": None, "pourquoi": ["Le droit est suspendu."]},
    )
    outcome = {"niveau": "avis", "lignes": [{"acte": "accepter", **one} for one in lines]}
    errands.end(world.store, number, world.now, outcome=outcome)


def _asked_for(world: World) -> None:
    """What the BOP asked for and where it stands: an errand that runs, some that are over, a batch,
    a file that waits and one that was imported."""
    owner, store, now = account(world, "bop@cd93.example"), world.store, world.now
    errands.begin(store, owner, "lettres", {"suite": "/lettres/resultats/"}, now)
    for kind, outcome in OUTCOMES.items():
        number = errands.begin(store, owner, kind, {"suite": "/"}, now)
        errands.end(store, number, now, outcome=outcome)
    deposits.keep(store, owner, "suivi.csv", b"Nom;Vu le\nZELLER;hier\n", now, None)
    batch = insert(store, LetterBatch, made_at=to_micros(now), made_by=BOP.name)
    execute(store, f"UPDATE lettre SET lot_id = {batch}")
    with store.write() as tx:
        received.remember(
            tx,
            sha256=IMPORTED,
            name="export.xml",
            flow="export_webrsa_ali",
            ali_id=None,
            generated=now,
            now=now,
            report=REPORT,
        )


def account(world: World, mail: str) -> int:
    """The account of that address."""
    agent = world.rows(Agent, email=mail)[0]["id"]
    return int(world.rows(Account, agent_id=agent)[0]["id"])


def joined(world: World, dossier: int, name: str = "fiche.pdf") -> Joined:
    """A file that the BOP joins to a dossier."""
    act = Act(event=pieces.JOIN, actor=BOP, occurred=world.now, known=world.now)
    brought = Brought(name=name, content=PDF + name.encode())
    return pieces.join(world.store, world.rulebook, FileLimits(), act, dossier, brought)


def letter(world: World, dossier: int) -> int:
    """The letter of its orientation, that left yesterday."""
    press = letterpress.shipped(world)
    made = letterpress.made(world, dossier, press=press)
    left = Sent(day=date(2026, 5, 4), channel=Channel.POSTAL)
    letterpress.told(world, made.letter, left, press=press)
    return made.letter

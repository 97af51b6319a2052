"""The compte rendu of a séance: drafted from what was recorded, completed, frozen, sent again."""

import hashlib
import json
from dataclasses import replace

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from rules.seances.minutes import Change, Topic
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    ALI,
    BAT,
    BOP,
    CHAIN,
    EP,
    HERE,
    PRESIDENT,
    World,
    execute,
    insert,
)
from tests.workflow.seated import attendance
from workflow.reading import minutes
from workflow.reading.journal import entries
from workflow.seances.outcomes.minutes import AlteredMinutes, File
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.tables.minutes import Minutes as MinutesRow
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage
from workflow.trail import verification


def written(world: World, seance: int) -> File:
    return minutes.of_seance(world.store, world.rulebook, seance)


def line_of(world: World, dossier: int) -> int:
    (row,) = world.rows(Passage, dossier_id=dossier)
    return int(row["id"])


def held(world: World) -> tuple[int, list[int]]:
    """An ICL-I that rose, with a favourable avis, a désaccord, an ajournement and a soutien
    technique; the dossiers of its lines."""
    icl = world.seance("2026-04-09")
    dossiers = [journeys.en_icl(world, seance=icl).dossier for _ in range(3)]
    dossiers.append(journeys.soutien(world, icl)[0])
    world.sit(icl)
    favourable, disputed, adjourned, supported = dossiers
    journeys.favorable(world, favourable)
    world.act(
        disputed, "rendre_desaccord", AGENT_ALI, raisons="ALI : garde d’enfants. FT : emploi proche"
    )
    world.act(adjourned, "ajourner", AGENT_ALI, motif="pièce attendue")
    world.act(supported, "rendre_soutien", AGENT_ALI, preconisations="bilan de santé")
    world.convene(icl, "lever")
    return icl, dossiers


def sent(world: World) -> tuple[int, list[int]]:
    """The same, its compte rendu sent."""
    icl, dossiers = held(world)
    world.wait(days=1).convene(icl, "restituer")
    return icl, dossiers


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_the_draft_says_each_result_with_the_words_of_its_act(world: World) -> None:
    icl, dossiers = held(world)
    draft = written(world, icl).draft
    favourable, disputed, adjourned, supported = draft.lines

    assert [line.dossier for line in draft.lines] == dossiers
    assert [line.state for line in draft.lines] == [
        *("favorable", "desaccord_rendu", "ajourne", "soutien_rendu"),
    ]
    assert (favourable.method, favourable.accord_accueil) == ("liste", True)
    assert disputed.told == {"raisons": "ALI : garde d’enfants. FT : emploi proche"}
    assert adjourned.told == {"motif": "pièce attendue"}
    assert (supported.method, supported.told) == (
        "collegiale",
        {"preconisations": "bilan de santé"},
    )
    assert (favourable.service, favourable.wished) == ("Service 1", "Service 2")
    assert draft.totals == dict.fromkeys((line.state for line in draft.lines), 1)
    assert len(draft.attendees) == 4


def test_the_next_seance_of_a_line_that_was_put_off_is_said_and_changes_no_version(
    world: World,
) -> None:
    icl, (_, _, adjourned, _) = sent(world)
    following = world.seance("2026-05-12")
    world.act(adjourned, "inscrire", AGENT_ALI, seance=following)
    found = written(world, icl)

    assert found.draft.lines[2].next_held == world.held(following)
    assert not found.to_send_again


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE minutes SET content = replace(content, 'liste', 'autre')", "n’est plus celle"),
        ("UPDATE minutes SET sha256 = 'x'", "n’est plus celle"),
        ("UPDATE minutes SET model = 1", "n’est plus celle"),
        ("DELETE FROM minutes", "a disparu"),
        ("UPDATE minutes SET number = 2", "n’a jamais été envoyée"),
    ],
)
def test_the_verification_of_the_journal_tells_a_version_that_is_not_what_was_sent(
    world: World, statement: str, told: str
) -> None:
    icl, _ = sent(world)
    whole = world.flaws()
    execute(world.store, statement)
    flaws = verification.verify(world.store).flaws

    assert whole == []
    assert told in flaws[0].sentence
    assert {flaw.subject for flaw in flaws} == {Subject(SubjectKind.SEANCE, icl)}


def test_the_draft_of_an_ep_says_the_decision_that_followed_and_a_corrected_one_no_more(
    world: World,
) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "accepter", EP, type_orientation="5")
    world.convene(stage.ep, "lever", BOP)
    awaited = written(world, stage.ep).draft.lines[0]
    world.convene(stage.ep, "restituer", BOP)
    world.act(stage.dossier, "renvoyer_ep", PRESIDENT, motif="pièce attendue")
    sent_back = written(world, stage.ep)
    world.correct(stage.dossier)
    corrected = written(world, stage.ep)
    (ruled,) = sent_back.draft.lines

    assert awaited.granted is not None
    assert (awaited.granted.said, awaited.to_rule, awaited.ruling) == ((5, 2), True, None)
    assert ruled.ruling is not None
    assert (ruled.ruling.act, ruled.ruling.motive) == ("renvoyer_ep", "pièce attendue")
    assert [(one.topic, one.act) for one in sent_back.corrected] == [
        (Topic.DECISION, "renvoyer_ep"),
    ]
    assert (corrected.draft.lines[0].to_rule, corrected.to_send_again) == (True, False)


def test_what_the_coordinator_writes_is_kept_beside_the_entry_and_the_last_word_counts(
    world: World,
) -> None:
    icl, dossiers = held(world)
    line = line_of(world, dossiers[1])
    world.convene(icl, "completer_compte_rendu", introduction="Un mot")
    world.convene(icl, "completer_compte_rendu", introduction="Bienvenue", suites="Une formation")
    world.convene(icl, "completer_compte_rendu", ligne=str(line), remarque="à revoir en mai")
    draft = written(world, icl).draft
    last = entries(world.store, subject=Subject(SubjectKind.SEANCE, icl))[0]

    assert draft.parts == {"introduction": "Bienvenue", "suites": "Une formation"}
    assert draft.lines[1].remark == "à revoir en mai"
    assert last.body["valeurs"] == {"ligne": line}
    assert last.personal == {"remarque": "à revoir en mai"}
    assert "mai" not in json.dumps(last.body)


def test_a_completion_says_something_of_a_line_of_the_seance(world: World) -> None:
    icl, dossiers = held(world)
    line = line_of(world, dossiers[0])

    with pytest.raises(Refused) as nothing:
        world.convene(icl, "completer_compte_rendu")
    with pytest.raises(Refused) as of_no_line:
        world.convene(icl, "completer_compte_rendu", remarque="à revoir")
    with pytest.raises(Refused) as without_words:
        world.convene(icl, "completer_compte_rendu", ligne=str(line))
    with pytest.raises(Refused) as elsewhere:
        world.convene(icl, "completer_compte_rendu", ligne="999", remarque="à revoir")
    with pytest.raises(Refused) as somebody_else:
        world.convene(icl, "completer_compte_rendu", BOP, suites="à revoir")

    assert codes(nothing) == ["complement_vide"]
    assert codes(of_no_line) == codes(without_words) == ["remarque_sans_ligne"]
    assert codes(elsewhere) == ["ligne_d_une_autre_seance"]
    assert codes(somebody_else) == ["coordination_d_un_autre"]


def test_sending_freezes_the_first_version_and_the_chain_bears_its_digest(world: World) -> None:
    icl, _ = sent(world)
    (version,) = written(world, icl).versions
    entry = entries(world.store, subject=Subject(SubjectKind.SEANCE, icl), act="restituer")[0]
    (row,) = world.rows(MinutesRow)

    assert (version.number, version.sent, version.content.sent) == (1, world.now, world.now.date())
    assert entry.body["compte_rendu"]["sha256"] == version.sha256 == row["sha256"]
    assert entry.body["compte_rendu"]["modele"] == version.model == 3
    assert "NOM-SECRET" in row["content"]
    assert "NOM-SECRET" not in json.dumps(entry.body)
    assert {message["occasion"] for message in world.rows(Outbox, subject_id=icl)} >= {
        "compte_rendu"
    }


def test_the_messages_bear_the_number_and_no_name(world: World) -> None:
    sent(world)
    told = [json.loads(row["data"]) for row in world.rows(Outbox, occasion="compte_rendu")]

    assert {(one["numero"], one["document"]) for one in told} == {(1, "compte_rendu")}
    assert "SECRET" not in json.dumps(told)
    assert len(told) == 5


def test_what_was_sent_stays_as_it_was_whatever_is_recorded_since(world: World) -> None:
    icl, _ = sent(world)
    before = written(world, icl).versions
    world.convene(icl, "completer_compte_rendu", suites="Une formation")
    found = written(world, icl)

    assert found.versions == before
    assert found.corrected == (Change(topic=Topic.TEXTE, part="suites"),)


def test_a_result_corrected_after_closing_is_given_again_and_told_once_to_who_coordinates(
    world: World,
) -> None:
    icl, (favourable, *_) = sent(world)
    line = line_of(world, favourable)
    world.convene(icl, "clore")
    world.wait(days=1).correct(favourable)
    waiting = written(world, icl)
    at_once = len(world.rows(Outbox, occasion="compte_rendu_a_renvoyer"))
    with pytest.raises(Refused) as too_early:
        world.convene(icl, "renvoyer_compte_rendu")
    world.act(favourable, "rendre_desaccord", AGENT_ALI, raisons="ALI : non. FT : oui")
    found = written(world, icl)

    told = world.rows(Outbox, occasion="compte_rendu_a_renvoyer")
    assert [(one.before, one.after) for one in waiting.corrected] == [("Avis favorable", None)]
    assert (waiting.draft.lines[0].accord_accueil, at_once) == (None, 1)
    assert codes(too_early) == ["resultats_manquants"]
    assert found.corrected == (
        Change(
            topic=Topic.RESULTAT,
            line=line,
            dossier=favourable,
            before="Avis favorable",
            after="Désaccord",
        ),
    )
    assert (found.next_number, found.to_send_again) == (2, True)
    assert [(row["recipient"], json.loads(row["data"])["numero"]) for row in told] == [
        ("role:bat:93-01", 2)
    ]


def test_what_was_sent_before_versions_were_kept_is_sent_as_the_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    icl, _ = held(world)
    with monkeypatch.context() as before:
        before.setattr("workflow.seances.outcomes.minutes.freeze", lambda *_: None)
        world.convene(icl, "restituer")
    nothing = written(world, icl).versions
    world.convene(icl, "renvoyer_compte_rendu")

    assert nothing == ()
    assert [one.number for one in written(world, icl).versions] == [1]


def test_the_corrected_version_is_sent_under_the_next_number_and_is_then_the_last(
    world: World,
) -> None:
    icl, (favourable, *_) = sent(world)
    world.correct(favourable)
    world.act(favourable, "rendre_desaccord", AGENT_ALI, raisons="ALI : non. FT : oui")
    world.wait(days=1).convene(icl, "renvoyer_compte_rendu")
    found = written(world, icl)
    with pytest.raises(Refused) as again:
        world.convene(icl, "renvoyer_compte_rendu")
    entry = entries(
        world.store, subject=Subject(SubjectKind.SEANCE, icl), act="renvoyer_compte_rendu"
    )[1]

    assert [one.number for one in found.versions] == [1, 2]
    assert found.versions[1].content.lines[0].state == "desaccord_rendu"
    assert found.versions[0].content.lines[0].state == "favorable"
    assert not found.to_send_again
    assert codes(again) == ["rien_a_renvoyer"]
    assert entry.body["compte_rendu"]["lignes_corrigees"] == [line_of(world, favourable)]
    assert len(world.rows(Outbox, occasion="compte_rendu_corrige")) == 5
    assert world.flaws() == []


def test_a_correction_before_the_compte_rendu_left_tells_nobody(world: World) -> None:
    _, (favourable, *_) = held(world)
    world.correct(favourable)

    assert world.rows(Outbox, occasion="compte_rendu_a_renvoyer") == []


def test_an_ep_has_a_proces_verbal_with_the_words_of_its_decisions(world: World) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "refuser", EP, motif="projet à mûrir")
    world.convene(stage.ep, "lever", BOP)
    world.convene(stage.ep, "restituer", BOP)
    (version,) = written(world, stage.ep).versions

    assert version.content.document == "proces_verbal"
    assert version.content.lines[0].told == {"motif": "projet à mûrir"}
    assert version.content.lines[0].state == "refuse"


@pytest.mark.parametrize(
    "typed",
    [
        "UPDATE minutes SET content = replace(content, 'favorable', 'ajourne')",
        "UPDATE minutes SET number = 2",
        "DELETE FROM minutes",
    ],
)
def test_a_version_that_somebody_rewrote_or_took_away_is_told(world: World, typed: str) -> None:
    icl, _ = sent(world)
    execute(world.store, typed)

    with pytest.raises(AlteredMinutes, match="empreinte"):
        written(world, icl)


def test_a_digest_that_was_rewritten_with_its_content_is_not_that_of_the_chain(
    world: World,
) -> None:
    icl, _ = sent(world)
    content = world.rows(MinutesRow)[0]["content"].replace("favorable", "ajourne")
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    engine = world.store.engine
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(table(MinutesRow).update().values(content=content, sha256=sha256))

    with pytest.raises(AlteredMinutes):
        written(world, icl)


def test_why_the_bat_deputised_for_the_ali_is_of_the_actor_and_is_not_written(
    world: World,
) -> None:
    stage = journeys.before_icl(world)
    world.act(stage.dossier, "demander_collegiale", AGENT_FT)
    world.act(
        stage.dossier,
        "rendre_favorable",
        BAT,
        methode="collegiale",
        accord_accueil="non",
        motif_refus_accueil="file pleine",
        suppleance="ALI absente",
    )
    (line,) = written(world, stage.icl).draft.lines

    assert line.told == {"motif_refus_accueil": "file pleine"}
    assert (line.accord_accueil, line.method) == (False, "collegiale")


def test_members_are_told_too_were_they_there_or_excused(world: World) -> None:
    """S0 C.2: « renvoie aux participants »; whoever was convoked, not only services."""
    icl = world.seance("2026-04-09")
    member = insert(
        world.store,
        seats.Membre,
        genre="icl",
        siege="ali",
        circonscription=HERE,
        service_id=ALI,
        nom="Mme Durand",
        email="durand@exemple.fr",
        du="2026-01-01",
        **CHAIN,
    )
    insert(
        world.store,
        seats.Participant,
        seance_id=icl,
        siege="ali",
        membre_id=member,
        service_id=ALI,
        invited_at=1,
        presence="excuse",
    )
    world.sit(icl)
    draft = written(world, icl).draft
    world.convene(icl, "lever")
    world.convene(icl, "restituer")

    (told,) = world.rows(Outbox, occasion="compte_rendu", recipient=f"membre:{member}")
    assert json.loads(told["data"])["numero"] == 1
    assert [(one.name, one.standing) for one in draft.attendees if one.name] == [
        ("Mme Durand", "excuse")
    ]


def test_the_results_bear_the_words_of_the_kind_of_seance_and_keep_them(world: World) -> None:
    """Grenoble’s instance gives « pistes de travail »; a version keeps the words of its day."""
    icl, _ = sent(world)
    kinds = Kinds.of(
        replace(kind, words={"soutien_rendu": "Pistes de travail"}) for kind in world.rulebook.kinds
    )
    world.rulebook = replace(world.rulebook, kinds=kinds)
    found = written(world, icl)

    assert found.draft.lines[3].outcome == "Pistes de travail"
    assert found.versions[0].content.lines[3].outcome == "Soutien technique rendu"
    assert not found.to_send_again


def test_a_guest_who_came_and_why_a_line_was_put_off_are_written(world: World) -> None:
    icl, dossiers = held(world)
    put_off = line_of(world, dossiers[2])
    execute(
        world.store,
        f"UPDATE passage SET state = 'reporte', arbitrage = 'capacite:0' WHERE id = {put_off}",
    )
    insert(
        world.store,
        seats.Invite,
        passage_id=line_of(world, dossiers[0]),
        qui="partenaire",
        nom="M. Blanc",
        declared_at=1,
        present_at=icl,
    )
    draft = written(world, icl).draft
    guest = draft.attendees[-1]

    assert draft.put_off[0].told == {"motif": "pièce attendue", "arbitrage": "capacité atteinte"}
    assert (guest.name, guest.function, guest.standing) == (
        "M. Blanc",
        "partenaire extérieur, ligne n°\N{NO-BREAK SPACE}1",
        "present",
    )


@pytest.mark.parametrize("closed", [False, True])
def test_an_attendance_corrected_after_the_compte_rendu_left_is_to_be_sent_again(
    world: World, closed: bool
) -> None:
    icl = world.seance("2026-04-09")
    world.convene(icl, "convoquer")
    awaited = attendance(world, icl).attendees
    world.sit(icl)
    world.convene(icl, "emarger", presents=str(awaited[0].id))
    for event in ("lever", "restituer", *(["clore"] if closed else [])):
        world.convene(icl, event)
    before = written(world, icl).to_send_again
    world.convene(icl, "emarger", presents=str(awaited[0].id))
    untold = world.rows(Outbox, occasion="compte_rendu_a_renvoyer")
    world.convene(icl, "emarger", absents=str(awaited[0].id))
    world.convene(icl, "accueillir", siege="ali", service=ALI, nom="Ana Venue")
    told = world.rows(Outbox, occasion="compte_rendu_a_renvoyer")
    corrected = written(world, icl)

    assert not before
    assert untold == []
    assert [json.loads(one["data"])["numero"] for one in told] == [2]
    assert corrected.to_send_again
    assert {change.topic for change in corrected.corrected} == {Topic.PRESENCE}
    world.convene(icl, "renvoyer_compte_rendu")
    assert not written(world, icl).to_send_again
    assert len(written(world, icl).versions) == 2

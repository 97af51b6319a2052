"""Letters to those who attend a séance and have no address of mail: called for by where the séance
stands, kept and followed as the others, in the chain of the séance."""

from datetime import timedelta
from typing import Any

import pytest

from rules.letters.kinds import Channel, Return, SeanceLetter, Standing
from rules.refusals import Refused
from rules.subjects import SubjectKind
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, BAT, BOP, World, execute
from tests.workflow.letterpress import Press, made_there, shown, told
from tests.workflow.seated import join
from tests.workflow.together import at_once
from workflow.letters import batches, posting, standings
from workflow.letters.news import Arrived, Returned, Sent
from workflow.letters.standings import Awaited
from workflow.reading import letters
from workflow.tables.letters import Letter
from workflow.tables.seats import Invite, Participant
from workflow.tables.trail import JournalRow

CONVOCATION = SeanceLetter.CONVOCATION_MEMBRE
AGENDA = SeanceLetter.ORDRE_DU_JOUR
CONFIRMATION = SeanceLetter.CONFIRMATION_PARTENAIRE


def convoked(world: World, **said: Any) -> tuple[int, int]:
    """A member who was convoked to a séance: the séance, the member."""
    member = join(world, genre="icl", siege="acco_glo", nom="SECRET-MEMBRE", **said)
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    return seance, member


def partner(world: World, **said: Any) -> tuple[journeys.Stage, int]:
    """A partner whom a line invites, whose coming was confirmed; their number."""
    stage = journeys.en_icl(world)
    world.act(
        stage.dossier, "inviter", AGENT_ALI, qui="partenaire", nom="SECRET-PARTENAIRE", **said
    )
    world.act(stage.dossier, "confirmer_invites", BAT)
    (guest,) = world.rows(Invite)
    return stage, int(guest["id"])


def missing(world: World, seance: int | None = None) -> list[Awaited]:
    return batches.missing(world.store, world.rulebook, world.now, seance)


def there(found: list[Awaited]) -> list[tuple[str, int | None, int | None]]:
    return [(one.call.kind.value, one.call.member, one.call.guest) for one in found]


def standing(world: World, letter: int) -> Standing:
    with world.store.glance() as tx:
        seen = [shown(world, letter).letter]
        return standings.of_letters(tx, world.rulebook, Press(world), seen, world.now)[letter]


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def sent(world: World, letter: int, channel: Channel = Channel.SUIVI) -> None:
    news = Sent(day=world.now.date(), channel=channel, tracking="2C1")
    told(world, letter, news, actor=BAT)


def test_a_member_without_mail_is_called_by_a_letter_and_one_with_mail_on_request(
    world: World,
) -> None:
    seance, member = convoked(world)
    other = join(world, genre="icl", siege="acco_glo", courriel="x@example.org")
    world.convene(seance, "convoquer", BAT)
    asked = made_there(world, seance, CONVOCATION, member=other)

    assert there(missing(world, seance)) == there(missing(world)) == [(CONVOCATION, member, None)]
    assert asked.kind == CONVOCATION
    assert there(missing(world)) == [(CONVOCATION, member, None)]


def test_the_service_of_a_member_receives_their_mail(world: World) -> None:
    _, member = convoked(world)
    of_the_service = f"UPDATE membre SET service_id = {ALI} WHERE id = {member}"
    execute(world.store, of_the_service)
    before = there(missing(world))
    execute(world.store, f"UPDATE service SET email = 'ali@example.org' WHERE id = {ALI}")

    assert before == [(CONVOCATION, member, None)]
    assert missing(world) == []


def test_nobody_is_written_to_before_they_are_convoked(world: World) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    seance = world.seance("2026-04-09")
    with pytest.raises(Refused) as caught:
        made_there(world, seance, CONVOCATION, member=member)

    assert codes(caught) in (["pas_encore_convoque"], ["non_attendu"])
    assert missing(world, seance) == []


def test_a_member_who_answered_needs_no_letter(world: World) -> None:
    seance, member = convoked(world)
    (seated,) = world.rows(Participant, seance_id=seance, membre_id=member)
    world.convene(
        seance, "repondre_invitation", BAT, participant=str(seated["id"]), reponse="confirme"
    )

    assert missing(world, seance) == []
    assert made_there(world, seance, CONVOCATION, member=member).kind == CONVOCATION


def test_the_letter_is_told_in_the_chain_of_the_seance_by_its_digest_alone(world: World) -> None:
    seance, member = convoked(world)
    letter = made_there(world, seance).letter
    line = shown(world, letter)
    (entry,) = world.rows(JournalRow, act="produire_lettre")

    assert (entry["kind"], entry["subject_id"]) == (SubjectKind.SEANCE, seance)
    assert line.sha256 in entry["body"]
    assert "SECRET" not in entry["body"]
    assert (line.letter.dossier_id, line.letter.seance_id, line.letter.member) == (
        *(None, seance, member),
    )
    assert line.name == "SECRET-MEMBRE"
    assert world.flaws() == []


def test_the_same_letter_is_made_once_even_by_two_at_once(world: World) -> None:
    seance, member = convoked(world)

    def run(own: World) -> int:
        return made_there(own, seance, member=member).letter

    answers = at_once(world, [run, run])

    assert len({str(one) for one in answers}) == 1
    assert len(world.rows(Letter)) == 1


def test_a_seance_that_moves_makes_the_letter_that_waits_out_of_date(world: World) -> None:
    seance, member = convoked(world)
    letter = made_there(world, seance).letter
    world.convene(seance, "deplacer", BAT, date_seance="2026-04-16", heure="09:30")
    moved = standing(world, letter)
    with pytest.raises(Refused) as caught:
        sent(world, letter)
    (again,) = batch(world, seance).letters

    assert moved is Standing.SANS_OBJET
    assert codes(caught) == ["lettre_sans_objet"]
    assert (again.replaces, standing(world, letter)) == (letter, Standing.ANNULEE)
    assert shown(world, again.letter).letter.member == member


def test_what_a_letter_says_of_the_place_may_change_under_it(world: World) -> None:
    seance, _ = convoked(world)
    letter = made_there(world, seance).letter
    execute(world.store, "UPDATE seance SET lieu = 'ailleurs'")

    assert standing(world, letter) is Standing.PERIMEE


def test_a_seance_that_moves_after_the_letter_left_calls_for_another(world: World) -> None:
    seance, member = convoked(world)
    letter = made_there(world, seance).letter
    sent(world, letter)
    nothing = missing(world, seance)
    world.convene(seance, "deplacer", BAT, date_seance="2026-04-16", heure="09:30")

    assert nothing == []
    assert there(missing(world, seance)) == [(CONVOCATION, member, None)]
    assert standing(world, letter) is Standing.ENVOYEE


@pytest.mark.parametrize("act", ["annuler", "reporter"])
def test_a_seance_that_will_not_sit_stops_its_letters(world: World, act: str) -> None:
    seance, member = convoked(world)
    letter = made_there(world, seance).letter
    form: dict[str, Any] = {"motif": "SECRET"}
    if act == "reporter":
        form["seance_remplacante"] = str(world.seance("2026-04-23"))
    world.convene(seance, act, BAT, **form)
    with pytest.raises(Refused) as made:
        made_there(world, seance, CONVOCATION, member=member)
    with pytest.raises(Refused) as posted:
        sent(world, letter)

    assert standing(world, letter) is Standing.SANS_OBJET
    assert codes(made) == ["seance_qui_n_attend_personne"]
    assert codes(posted) == ["lettre_sans_objet"]
    assert there(missing(world, seance)) == []
    told(
        world,
        letter,
        Sent(day=world.now.date(), channel=Channel.POSTAL, gone=True),
        actor=BAT,
    )
    assert standing(world, letter) is Standing.ENVOYEE


def test_the_letter_of_a_seance_that_is_over_is_no_longer_made(world: World) -> None:
    seance, member = convoked(world)
    world.until("2026-04-10")
    with pytest.raises(Refused) as caught:
        made_there(world, seance, CONVOCATION, member=member)

    assert codes(caught) == ["seance_qui_n_attend_personne"]
    assert missing(world) == []


def test_the_agenda_is_told_once_it_is_settled_and_again_when_it_is_settled_anew(
    world: World,
) -> None:
    seance, member = convoked(world)
    with pytest.raises(Refused) as early:
        made_there(world, seance, AGENDA, member=member)
    world.until("2026-03-26")
    world.convene(seance, "preparer", BAT)
    world.convene(seance, "arreter", BAT)
    first = made_there(world, seance, AGENDA, member=member).letter
    sent(world, first)
    nothing = [one for one in missing(world, seance) if one.call.kind is AGENDA]
    world.convene(seance, "rouvrir_agenda", BAT, motif="SECRET")
    reopened = there(missing(world, seance))
    world.convene(seance, "arreter", BAT)

    assert codes(early) == ["ordre_du_jour_pas_arrete"]
    assert nothing == []
    assert reopened == [(CONVOCATION, member, None)]
    assert (AGENDA, member, None) in there(missing(world, seance))


def test_a_partner_without_mail_is_confirmed_by_a_letter(world: World) -> None:
    stage, guest = partner(world)
    (found,) = missing(world, stage.icl)
    letter = made_there(world, stage.icl, guest=guest).letter
    sent(world, letter)

    assert there([found]) == [(CONFIRMATION, None, guest)]
    assert shown(world, letter).name == "SECRET-PARTENAIRE"
    assert missing(world, stage.icl) == []


def test_a_partner_with_mail_is_confirmed_by_mail(world: World) -> None:
    stage, guest = partner(world, courriel="p@example.org")

    assert missing(world, stage.icl) == []
    assert made_there(world, stage.icl, CONFIRMATION, guest=guest).kind == CONFIRMATION


@pytest.mark.parametrize("act", ["deceder", "fermer_droit"])
def test_the_end_of_the_person_s_dossier_stops_the_letter_to_their_guest(
    world: World, act: str
) -> None:
    stage, guest = partner(world)
    letter = made_there(world, stage.icl, guest=guest).letter
    world.act(stage.dossier, act, BOP, date=str(world.now.date()))
    with pytest.raises(Refused) as caught:
        made_there(world, stage.icl, CONFIRMATION, guest=guest)

    assert standing(world, letter) is Standing.SANS_OBJET
    assert missing(world, stage.icl) == []
    assert codes(caught) == ["non_attendu"]


def test_a_guest_who_is_no_longer_one_is_not_written_to(world: World) -> None:
    stage, guest = partner(world)
    letter = made_there(world, stage.icl, guest=guest).letter
    world.act(stage.dossier, "decommander", AGENT_ALI, invite=str(guest))

    assert standing(world, letter) is Standing.SANS_OBJET
    assert missing(world, stage.icl) == []


def test_only_whoever_coordinates_the_seance_writes_for_it(world: World) -> None:
    seance, member = convoked(world)
    with pytest.raises(Refused) as made:
        made_there(world, seance, CONVOCATION, actor=BOP, member=member)
    letter = made_there(world, seance).letter
    with pytest.raises(Refused) as posted:
        told(world, letter, Sent(day=world.now.date(), channel=Channel.POSTAL), actor=BOP)

    assert codes(made) == codes(posted) == ["coordination_d_un_autre"]


def test_whom_a_letter_is_for_is_said_when_there_are_several(world: World) -> None:
    seance, member = convoked(world)
    other = join(world, genre="icl", siege="acco_glo")
    world.convene(seance, "convoquer", BAT)
    with pytest.raises(Refused) as caught:
        made_there(world, seance, CONVOCATION)

    (refusal,) = caught.value.refusals
    assert refusal.code == "destinataire_a_dire"
    assert f"{member} et {other}" in refusal.remedy


def test_the_days_of_the_post_follow_one_another(world: World) -> None:
    seance, _ = convoked(world)
    letter = made_there(world, seance).letter
    today = world.now.date()
    with pytest.raises(Refused) as unsent:
        told(world, letter, Arrived(received=today), actor=BAT)
    with pytest.raises(Refused) as early:
        told(
            world,
            letter,
            Sent(day=today - timedelta(days=1), channel=Channel.POSTAL),
            actor=BAT,
        )
    sent(world, letter)
    with pytest.raises(Refused) as twice:
        told(
            world,
            letter,
            Sent(day=today + timedelta(days=1), channel=Channel.POSTAL),
            actor=BAT,
        )
    world.wait(days=2)
    told(world, letter, Arrived(presented=world.now.date()), actor=BAT)
    world.wait(days=1)
    told(world, letter, Arrived(received=world.now.date()), actor=BAT)
    with pytest.raises(Refused) as after:
        told(world, letter, Returned(day=world.now.date(), reason=Return.NPAI), actor=BAT)
    one = shown(world, letter).letter

    assert codes(unsent) == ["courrier_non_envoye"]
    assert codes(early) == ["envoi_avant_production"]
    assert codes(twice) == ["lettre_deja_envoyee", "date_future"]
    assert codes(after) == ["lettre_recue_et_revenue"]
    assert (one.sent, one.presented, one.received) == (
        *(today, today + timedelta(days=2), today + timedelta(days=3)),
    )
    assert world.flaws() == []


def test_a_day_told_by_mistake_is_taken_back_with_its_motive(world: World) -> None:
    seance, _ = convoked(world)
    letter = made_there(world, seance).letter
    sent(world, letter)
    act = world.asked("", BAT, {})

    def take_back(motive: str) -> None:
        posting.take_back(world.store, world.rulebook, act, letter, motive)

    with pytest.raises(Refused) as mute:
        take_back(" ")
    take_back("SECRET")
    waits = standing(world, letter)
    with pytest.raises(Refused) as nothing:
        take_back("SECRET")
    world.wait(days=1)
    sent(world, letter)
    (entry,) = world.rows(JournalRow, act="corriger_suivi_lettre")

    assert codes(mute) == ["champ_manquant"]
    assert codes(nothing) == ["rien_a_corriger"]
    assert waits is Standing.A_ENVOYER
    assert shown(world, letter).letter.sent == world.now.date()
    assert "SECRET" not in entry["body"]
    assert "SECRET" in entry["personal"]
    assert world.flaws() == []


def test_a_letter_that_came_back_is_still_to_be_told(world: World) -> None:
    seance, member = convoked(world)
    letter = made_there(world, seance).letter
    sent(world, letter)
    world.wait(days=4)
    told(world, letter, Returned(day=world.now.date(), reason=Return.NPAI), actor=BAT)

    assert standing(world, letter) is Standing.REVENUE
    assert there(missing(world)) == [(CONVOCATION, member, None)]


def batch(world: World, seance: int | None = None) -> batches.Batch:
    act = world.asked("", BAT, {})
    return batches.make(
        world.store, world.rulebook, Press(world), act, missing(world, seance), seance=seance
    )


def test_a_batch_made_twice_is_the_same_and_takes_up_what_was_annulled_between(
    world: World,
) -> None:
    seance, _ = convoked(world)
    join(world, genre="icl", siege="acco_glo")
    world.convene(seance, "convoquer", BAT)
    first, again = batch(world, seance), batch(world, seance)
    execute(world.store, "UPDATE seance SET lieu = 'ailleurs'")
    third = batch(world, seance)
    with world.store.glance() as tx:
        left_of_the_first = list(batches.waiting(tx, first.number or 0))

    assert len(first.letters) == 2
    assert first.number == again.number
    assert all(one.repeated for one in again.letters)
    assert {one.replaces for one in third.letters} == {one.letter for one in first.letters}
    assert third.number != first.number
    assert left_of_the_first == []


def test_a_letter_is_verified_and_printed_again_as_the_others(world: World) -> None:
    seance, _ = convoked(world)
    letter = made_there(world, seance).letter
    printed = letters.content(world.store, letter)
    blob = "X'78'" if world.store.dialect == "sqlite" else "'x'::bytea"
    clean = world.flaws()
    execute(world.store, f"UPDATE piece_content SET content = {blob}")

    assert b"convocation_membre" in printed
    assert clean == []
    assert f"Seance {seance} : la lettre n° {letter}" in world.flaws()[0]

"""From deliveries that leave as one to the parcel that a channel takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from notifications.channels.contract import Enclosure, Parcel, Text, Told, UnmadeFile
from notifications.enclosures import AlreadyTold, Clerk, Enclosed, Pointless
from notifications.writing import Part, digest_of, link_of, text_of, with_enclosed
from rules.telling import MAIL, PAPER
from rules.words import Words
from workflow.post.deliveries import Delivery
from workflow.post.outbox import Message


class UnknownRecipient(LookupError):
    """Nobody has an address behind this recipient."""

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        super().__init__(
            "Aucune adresse n’est connue pour ce destinataire : donnez-lui un courriel, habilitez "
            "un agent, complétez la fiche du service ou la configuration des rôles."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What leaves as one, to one person: one message, or the several of a digest."""

    parts: Sequence[Delivery]
    texts: Sequence[Text]


class Packer:
    """Packs what leaves in a run. ``web``: the application's address, None when it has none;
    ``words``: how the département calls its offices."""

    def __init__(
        self,
        clerk: Clerk,
        *,
        sender: str,
        now: datetime,
        tz: tzinfo,
        web: str | None,
        words: Words,
    ) -> None:
        self._clerk = clerk
        self._sender = sender
        self._now = now
        self._tz = tz
        self._web = web
        self._offices = words

    def words(self, message: Message) -> Text:
        """What a message says. Raises UnwritableMessage."""
        return text_of(message, now=self._now, tz=self._tz, web=self._web, words=self._offices)

    def parcel(self, letter: Letter) -> Parcel:
        """What its channel takes. A digest carries no file. Raises UnknownRecipient, UnmadeFile,
        AlreadyTold, Pointless."""
        first = letter.parts[0]
        if first.address is None:
            raise UnknownRecipient(first.message.recipient)
        text, files = self._text(letter), tuple[Enclosure, ...]()
        if len(letter.parts) == 1:
            enclosed = self._enclosed(first)
            text, files = with_enclosed(text, enclosed), enclosed.files
        return Parcel(
            id=first.letter_id,
            sender=self._sender,
            to=first.address,
            text=text,
            at=self._now.astimezone(self._tz),
            told=tuple(self._told(one.message) for one in letter.parts),
            files=files,
        )

    def _enclosed(self, one: Delivery) -> Enclosed:
        try:
            if one.channel == PAPER:
                return Enclosed(files=(self._clerk.letter(one.message),))
            return self._clerk.enclosed(one.message) if one.channel == MAIL else Enclosed()
        except (UnmadeFile, AlreadyTold, Pointless):
            raise
        except Exception as error:
            # Whatever breaks in making a file must not stop the messages of everybody else.
            raise UnmadeFile(
                f"Un fichier de ce message n’a pas pu être fait ({type(error).__name__}).", code=0
            ) from error

    def _told(self, message: Message) -> Told:
        return Told(
            occasion=message.occasion,
            reference=str(message.data["reference"]),
            happened=message.created,
            data=message.data,
            link=link_of(message.subject, self._web),
        )

    def _text(self, letter: Letter) -> Text:
        if len(letter.texts) == 1:
            return letter.texts[0]
        together = zip(letter.parts, letter.texts, strict=True)
        return digest_of(
            [
                Part(occasion=one.message.occasion, subject=one.message.subject.kind, text=text)
                for one, text in together
            ],
            web=self._web,
        )

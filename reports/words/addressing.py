"""How those to whom papers go are spoken to: honorific and gender are theirs, so that no sentence has to guess them."""

from dataclasses import dataclass

from models import Addressee
from rollout.works.bodies import official

BODY = "body"
_CLOSINGS = {
    "m": "وتفضلوا سيادتكم بقبول وافر الاحترام والتقدير،،،",
    "f": "وتفضلوا سيادتكم بقبول وافر الاحترام والتقدير،،،",
    BODY: "وتفضلوا بقبول فائق الاحترام والتقدير،،،",
}
_HONORIFICS = {"m": "السيد", "f": "السيدة", BODY: "السادة"}
"""For whoever has no honorific of their own."""


_EITHER = "السيد/ة"
"""For people of whom nobody said whether they are addressed as a man or a woman."""
_TITLES = ("السيد", "السادة", "الأستاذ", "الدكتور", "المهندس", "المستشار", "اللواء", "العميد", "العقيد", "الحاج", "معالي", "سعادة")
_SHORT_TITLES = frozenset(("د", "أد", "م", "أ", "مم", "ا"))


def titled(name: str) -> str:
    """Somebody by name as official papers write it: with the honorific that was typed with it, else one that guesses nothing."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    plain = first.replace(".", "").replace("/", "")
    own = (plain in _SHORT_TITLES and plain != first) or any(plain in (title, f"{title}ة") for title in _TITLES)
    return name if own or not first else f"{_EITHER} {name}"


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody to whom a paper goes, as it stands on the paper."""

    honorific: str
    post: str
    name: str = ""
    body: str = ""
    gender: str = "m"
    own_closing: str = ""

    @property
    def titled(self) -> str:
        """«السيد اللواء / وزير التنمية المحلية», without the name."""
        return f"{self.spoken_to} / {self.post}"

    @property
    def spoken_to(self) -> str:
        return self.honorific or _HONORIFICS[self.gender]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines at the head of a letter: the name where it is known, the post, and the body where the post does not name it."""
        first = (f"{self.spoken_to} / {self.name}", self.post) if self.name else (self.titled,)
        return (*first, self.body) if self.body and self.body not in self.post else first

    @property
    def closing(self) -> str:
        """How a paper to them ends: their own closing where they have one."""
        return self.own_closing or _CLOSINGS[self.gender]

    @property
    def you(self) -> str:
        """Whom a request asks: «من سيادتكم» of a person, nothing of a body."""
        return "" if self.gender == BODY else " من سيادتكم"

    @property
    def before_you(self) -> str:
        """Before whom something is laid: «على سيادتكم», or «عليكم» of a body."""
        return "عليكم" if self.gender == BODY else "على سيادتكم"

    @property
    def opinion(self) -> str:
        """The heading over the lines on which they write."""
        return f"رأي {self.titled}"


def addressed(addressee: Addressee) -> Addressed:
    """The row of the list of addressees as a paper needs it."""
    return Addressed(
        addressee.honorific, addressee.post_ar, addressee.name_ar, addressee.body_ar, addressee.gender, addressee.closing,
    )


def task_of(post: str, body: str) -> str:
    """Whose task something is: the post in the body, which one paper calls by one name; the body alone where no post is named."""
    return " - ".join(filter(None, (post, official(body))))


def body_beside(to: Addressed | None, body: str) -> str:
    """A body in a letter, by the name by which the letter calls it over its first line, where it goes to that body."""
    return to.body if to and to.body and official(to.body) == official(body) else body

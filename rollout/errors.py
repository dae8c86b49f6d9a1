"""What the product says when it will not do a thing. Every message is a sentence a committee can act on."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rollout.text import Text, _


class RolloutError(Exception):
    """The common parent: `message` is for people, in their language."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Blame(Protocol):
    """One sentence of a refusal, and the part of what was told that it speaks of."""

    @property
    def message(self) -> Text: ...

    @property
    def about(self) -> str: ...


class Refused(RolloutError):
    """A rule of the programme says no; nothing was changed. `about` names the part of the news that it speaks of, for the form."""

    def __init__(self, message: Text, about: str = "") -> None:
        super().__init__(message)
        self.about = about

    @property
    def faults(self) -> Sequence[Blame]:
        """Everything for which it was refused."""
        return (self,)


class RefusedTogether(Refused):
    """Several rules say no at once; nothing was changed. `faults` has every one of them, so that nobody has to ask again and again."""

    def __init__(self, faults: Iterable[Refused]) -> None:
        self._faults = tuple(faults)
        super().__init__(self._faults[0].message, self._faults[0].about)

    @property
    def faults(self) -> tuple[Refused, ...]:
        return self._faults


class OutOfScope(RolloutError):
    """The row belongs to a governorate that this person may not see or change."""

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("You are not authorised to do this."))


class Conflict(RolloutError):
    """Somebody else changed the row since it was read."""

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("This record was changed by another user."))


class Unreadable(RolloutError):
    """A typed or imported value that cannot be understood.

    `read` is the value as it was found, `expected` says what would have been understood.
    """

    def __init__(self, read: object, expected: Text) -> None:
        super().__init__(_("Read “%(read)s”; expected %(expected)s.", read=read, expected=expected))
        self.read = read
        self.expected = expected


class BadSetting(RolloutError):
    """A setting is unknown, missing or wrong; the program does not start."""

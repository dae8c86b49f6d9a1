"""The forms of letters: to whom, about what, in which words; and of what was answered."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import MultipleFileField
from wtforms.validators import DataRequired, Length

from models import Addressee, Letter
from rollout.arabic import fold
from rollout.obstacles.reading import Held
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from rollout.works.bodies import official
from views.followup.obstacles_forms import NEEDED, ObstacleForm
from views.security.conflicts import Version, begin_at
from views.security.current import database
from views.security.forms import REQUIRED, Day, Line, Prose, RowChoice


def addressees() -> list[Addressee]:
    """Everybody to whom papers go, in the order of their codes."""
    return list(database().scalars(select(Addressee).order_by(Addressee.code)))


def likely(session: Session, one: Held) -> Addressee | None:
    """Who of the addressees stands for the body that has to solve an obstacle; None where nobody does, and somebody has to be chosen."""
    body = fold(official(one.standing.body))
    named = (
        each for each in addressees()
        if body and (body in fold(each.body_ar) or body in fold(each.post_ar) or fold(official(each.body_ar)) == body)
    )
    return next(named, None)


class LetterForm(ObstacleForm):
    """A letter before it is sent. `seen` is the version of the draft from which the form was filled."""

    seen = Version()
    addressee = RowChoice(
        _("Addressee"), query_func=addressees, get_pk_func=lambda row: row.id, get_label=str, allow_blank=True, blank_text=_("Choose"),
        validators=[DataRequired(REQUIRED)],
    )
    subject = Line(_("Subject"), validators=[*NEEDED, Length(max=LONGEST_LINE)])
    words = Prose(
        _("Words of the letter"), validators=[*NEEDED, Length(max=LONGEST_NOTE)],
        description=_("Greeting, figures, the annex of sites, what is asked and by when come from the record; here stands the case."),
    )

    def fill(self, letter: Letter) -> None:
        """Show the draft as it is kept."""
        self.addressee.data = database().get(Addressee, letter.addressee_id)
        self.subject.data, self.words.data = letter.subject, letter.words
        begin_at(self, letter.row_version)


class ReplyForm(ObstacleForm):
    """The answer to a letter."""

    number = Line(_("Number of the reply"), validators=[Length(max=LONGEST_NAME)])
    happened_on = Day(_("Day of the reply"), validators=NEEDED)
    note = Prose(_("What it says"), validators=[Length(max=LONGEST_NOTE)])
    evidence = MultipleFileField(_("Scan of the reply"))

"""The forms in which a document is handed out, each from the same content: paper, a text to edit, a workbook to count with."""

from dataclasses import dataclass

from reports.document.content import Document
from rollout.errors import Refused
from rollout.text import Text, _


@dataclass(frozen=True)
class Form:
    """A form of file: the end of its name, what it is for browsers, and what people call it."""

    key: str
    media_type: str
    label: Text


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {
    form.key: form
    for form in (
        Form("pdf", "application/pdf", _("PDF")),
        Form("docx", f"{_OFFICE}.wordprocessingml.document", _("Word")),
        Form("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _("Excel")),
    )
}
"""The forms by the end of their files' names."""


def render(document: Document, form: str = "pdf") -> bytes:
    """The document as the bytes of a file of that form; the same document gives the same bytes on any day."""
    # Imported here: matplotlib and Typst take a second to load, and pages that print nothing should not wait for them.
    if form == "docx":
        from reports.forms import word

        return word.render(document)
    if form == "xlsx":
        from reports.forms import excel

        return excel.render(document)
    from reports.forms import pdf

    return pdf.render(document)


def read_forms(raw: str) -> tuple[str, ...]:
    """Forms written with commas between them, such as ``pdf,docx``; each once, in the order that was asked for."""
    asked = tuple(dict.fromkeys(part.strip().lower() for part in raw.split(",") if part.strip()))
    unknown = [part for part in asked if part not in FORMS]
    if unknown or not asked:
        form, forms = unknown[0] if unknown else "—", ", ".join(FORMS)
        raise Refused(_("There is no form of file called %(form)s; the forms are %(forms)s.", form=form, forms=forms))
    return asked

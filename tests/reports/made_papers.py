"""One paper of every kind, in a small world of its own: the story of ten desks, chairs and printers."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Paper, Signatory, Signature
from rollout.ledger.drafting import Draft, Row, draft
from tests.supplies import Supplies, ordered, received, verdict

STROKES = [[[100, 500], [200, 300], [300, 600], [400, 350], [520, 640]], [[150, 700], [600, 680]]]
SIGNED_AT = datetime(2023, 7, 2, 10, tzinfo=UTC)


def here(world: Supplies, line: int, quantity: int, **values: object) -> Row:
    return Row(world.lines[line].id, world.sites[0].id, quantity, **values)  # type: ignore[arg-type]


def every_kind(session: Session) -> tuple[Supplies, dict[str, Paper]]:
    """The world and the last paper of each kind in it; of the inspection the chair and the technical member have signed."""
    world = ordered(session, 10, prices=(150_000, 480_050, 99_900))
    world.supplier.name_ar = "الشركة المصرية للأثاث"
    for line, name in zip(world.lines, ("مكتب خشبي بثلاثة أدراج", "كرسي دوار بمسند", "طابعة ليزر"), strict=True):
        line.name_ar = name
    world.sites[0].name_ar, world.sites[1].name_ar = "مجمع خدمات صنبو", "مجمع خدمات باقور"
    world.post("increase", Row(world.lines[0].id, None, 5, reason="احتياج موقع إضافي"), day=date(2023, 6, 5))
    world.post("decrease", Row(world.lines[1].id, None, 3, drawn="contracted", reason="استغناء"), day=date(2023, 6, 6))
    world.post("allotment", here(world, 0, 2), day=date(2023, 6, 7))
    world.post("deallotment", here(world, 0, 1), day=date(2023, 6, 8))
    receipt = received(world, 10, 10, 10)
    found = verdict(8, 2, reason="خدوش في السطح"), verdict(10), verdict(9, 0, 1)
    inspection = world.follow("inspection", receipt, *found, facts={"decision": "١٢٣ لسنة ٢٠٢٣"})
    sign(session, inspection, 2)
    addition = world.follow("addition", inspection, 8, 10, 9)
    desks = world.lines_of(inspection)[0]
    refused = Row(desks.line_id, desks.site_id, 2, about_id=desks.id)
    letter = world.post("rejection", refused, about_id=inspection.id, store_id=inspection.store_id, day=date(2023, 7, 3),
                        due_on=date(2023, 7, 10))
    world.follow("withdrawal", letter, 2)
    again = world.lines_of(letter)[0]
    world.post("replacement", here(world, 0, 2, about_id=again.id, drawn="withdrawn"), about_id=letter.id, day=date(2023, 7, 12))
    world.post("issue", here(world, 0, 8), here(world, 1, 10), here(world, 2, 9), store_id=addition.store_id, day=date(2023, 7, 14))
    put = [here(world, line, quantity, drawn="issued") for line, quantity in ((0, 8), (1, 10), (2, 9))]
    installed = world.post("installation", *put, day=date(2023, 7, 15))
    world.post("service", here(world, 0, 4), day=date(2023, 7, 16))
    world.post("transfer", here(world, 1, 1, drawn="installed", to_site_id=world.sites[1].id), day=date(2023, 7, 17))
    world.post("return", here(world, 2, 1, drawn="installed", reason="عطل في وحدة التثبيت"), day=date(2023, 7, 18))
    world.post("restoration", here(world, 2, 1, drawn="installed"), day=date(2023, 7, 20))
    world.post("write_off", here(world, 1, 1, drawn="installed", reason="كسر القاعدة"), day=date(2023, 7, 21))
    audit = world.post("audit", here(world, 0, 4, short=1, surplus=2, drawn="installed", reason="لم يستدل عليه"), day=date(2023, 7, 22))
    world.post("found", here(world, 0, 1, drawn="installed"), day=date(2023, 7, 23))
    world.post("surplus_back", here(world, 0, 1), day=date(2023, 7, 24))
    world.post("order", here(world, 0, 1), day=date(2023, 7, 24))
    world.follow("surplus_kept", audit, 1, day=date(2023, 7, 25))
    chairs = world.lines_of(installed)[1]
    world.post("counter", here(world, 1, 2, drawn="installed", about_id=chairs.id, reason="خطأ في العد"), about_id=installed.id,
               day=date(2023, 7, 26))
    return world, {paper.kind: paper for paper in world.posted}


def sign(session: Session, paper: Paper, many: int) -> None:
    """So many of those who are to sign do."""
    people = session.scalars(select(Signatory).where(Signatory.paper_id == paper.id).order_by(Signatory.id)).all()
    session.add_all(
        Signature(signatory_id=one.id, governorate_id=one.governorate_id, strokes=STROKES, sha256="a" * 64, signed_at=SIGNED_AT)
        for one in people[:many]
    )
    session.flush()


def a_draft(world: Supplies, receipt: Paper, *, is_demo: bool = False) -> Paper:
    """Minutes of the first line of a receipt that nobody has closed."""
    line = world.lines_of(receipt)[0]
    home = world.session.scalars(select(Governorate.id).where(Governorate.code == "EG-AST")).one()
    rows = [Row(line.line_id, line.site_id, 2, 2, 0, about_id=line.id)]
    entered = Draft("inspection", date(2023, 8, 1), rows, governorate_id=home, store_id=receipt.store_id, about_id=receipt.id)
    return draft(world.session, world.contract, entered, by=None, is_demo=is_demo)

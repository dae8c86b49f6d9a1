"""Writing a demo register and its journal in bulk: the one place that records with a moment of the past."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, CentrePair, Evidence, LocalUnit, Markaz, Programme, ProgressEntry, Site
from models.places import search_text
from rollout.arabic import fold, sort_key
from rollout.demo.bulk import BulkRows, file_of
from rollout.demo.clockwork import day_of, register_moment
from rollout.demo.deriving import ToldCount, ToldStep
from rollout.demo.followup.issuing import LETTER_OF, Papers
from rollout.demo.followup.storing import NUMBERED as FOLLOWED
from rollout.demo.followup.storing import FollowUpRows
from rollout.demo.pairs import store_pairs
from rollout.demo.places import NOTE, Place
from rollout.demo.storing_plan import planned, store_promises
from rollout.demo.storing_work import NUMBERED, WorkRows
from rollout.demo.supply.storing import NUMBERED as SUPPLIED
from rollout.demo.supply.storing import SupplyRows
from rollout.demo.telling import Telling
from rollout.evidence import Store, Stored

_NUMBERED = (Site, LocalUnit, Markaz, ProgressEntry, CentrePair, *NUMBERED, *SUPPLIED, *FOLLOWED)


class Storing(BulkRows):
    """One loading of a demo programme: its places, what is told of them, and the work behind."""

    def __init__(
        self, session: Session, officers: Mapping[str, int], papers: Mapping[str, Stored], store: Store | None = None
    ) -> None:
        super().__init__(session, officers, papers, _NUMBERED)
        self.store_of_files = store
        self.programmes = dict(session.execute(select(Programme.code, Programme.id)).all())
        self.marakez = {
            (row.governorate_id, row.folded): row.id for row in session.execute(select(Markaz.governorate_id, Markaz.folded, Markaz.id))
        }
        self.units: dict[tuple[int, str], int] = {}
        self.work = WorkRows(self)
        self.supply = SupplyRows(self)

    def store(self, tellings: Iterable[Telling]) -> tuple[int, int]:
        """Write the sites and all that is told about them; gives the numbers of sites and of journal entries."""
        sites = entries = 0
        followed = FollowUpRows(self, LETTER_OF if self.store_of_files else "")
        for copy, group in groupby(tellings, key=lambda telling: telling.place.copy):
            several = list(group)
            ids = self._store_places([planned(telling) for telling in several])
            sites += len(several)
            entries += self._store(several, ids)
            if copy == 0:
                followed.store(several, ids)
        self.tell_the_database()
        issuing = Papers(self, self.store_of_files) if self.store_of_files else None
        if issuing:
            issuing.send()
        followed.close_meetings(issuing.keep if issuing else None)
        if issuing:
            issuing.issue()
        return sites, entries

    def _store(self, tellings: list[Telling], ids: dict[str, int]) -> int:
        store_promises(self, tellings, ids)
        store_pairs(self, tellings, ids)
        numbers = self.work.store(tellings, ids)
        entries, proofs = self._entries(tellings, ids, numbers)
        self.insert(ProgressEntry, entries)
        self.insert(Evidence, proofs)
        self.insert(Evidence, self.work.papers(tellings, numbers))
        self.insert(Affirmation, self._affirmations(tellings, ids))
        self.supply.store([telling.furniture for telling in tellings if telling.furniture], ids)
        return len(entries)

    def _store_places(self, places: list[Place]) -> dict[str, int]:
        marakez: list[dict[str, Any]] = []
        units: list[dict[str, Any]] = []
        sites = [self._site(place, marakez, units) for place in places]
        for model, rows in ((Markaz, marakez), (LocalUnit, units), (Site, sites)):
            self.insert(model, rows)
        return {row["code"]: row["id"] for row in sites}

    def _site(self, place: Place, marakez: list[dict[str, Any]], units: list[dict[str, Any]]) -> dict[str, Any]:
        governorate_id = self.governorates[place.governorate]
        markaz_id = self._markaz(governorate_id, place.markaz_ar, marakez) if place.markaz_ar else None
        unit_id = self._unit(governorate_id, markaz_id, place, units) if place.village_ar and markaz_id else None
        return dict(
            id=self.new_id(Site), code=place.code, kind=place.kind.value, governorate_id=governorate_id, markaz_id=markaz_id,
            local_unit_id=unit_id, programme_id=self.programmes[place.programme], name_ar=place.name_ar, name_en=place.name_en, aliases="",
            executing_body=place.executing_body, planned_on=place.planned_on, notes=place.notes, is_demo=True,
            recorded_at=register_moment(), folded=search_text(place.code, place.name_ar, place.name_en, ""),
            sort_key=sort_key(place.name_ar)[:200], row_version=1,
        )

    def _markaz(self, governorate_id: int, name: str, rows: list[dict[str, Any]]) -> int:
        key = (governorate_id, fold(name))
        if key not in self.marakez:
            self.marakez[key] = self.new_id(Markaz)
            rows.append(
                dict(
                    id=self.marakez[key], governorate_id=governorate_id, name_ar=name, name_en="", folded=key[1],
                    sort_key=sort_key(name)[:200], in_phase1=False, source_note=NOTE,
                )
            )
        return self.marakez[key]

    def _unit(self, governorate_id: int, markaz_id: int, place: Place, rows: list[dict[str, Any]]) -> int:
        key = (markaz_id, fold(place.village_ar))
        if key not in self.units:
            self.units[key] = self.new_id(LocalUnit)
            rows.append(
                dict(
                    id=self.units[key], markaz_id=markaz_id, governorate_id=governorate_id, name_ar=place.village_ar,
                    name_en=place.village_en, folded=key[1], sort_key=sort_key(place.village_ar)[:200],
                )
            )
        return self.units[key]

    def _entries(
        self, tellings: list[Telling], ids: dict[str, int], work: Mapping[int, int]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        told = [(entry, telling.place) for telling in tellings for entry in telling.entries]
        # In the order of recording, as a journal grows; of one moment, what is corrected comes before its correction.
        told.sort(key=lambda pair: pair[0].recorded_at)
        numbers: dict[int, int] = {}
        entries, proofs = [], []
        for entry, place in told:
            number = numbers[id(entry)] = self.new_id(ProgressEntry)
            event = entry.event
            common = self.common(place, entry.recorded_at)
            entries.append(
                dict(
                    common, id=number, site_id=ids[place.code], source=entry.source, news_on=day_of(entry.recorded_at), stage=event.stage,
                    state=event.state.value, done=event.done, wanted=event.wanted, effective_on=event.on, note=event.note,
                    reason=event.reason, waiver_by=event.waiver_by, waiver_reason=event.waiver_reason,
                    replaces_id=numbers[id(entry.corrects)] if entry.corrects else None,
                )
            )
            paper = self.papers.get(entry.paper or "")
            if paper:
                proof = entry.proof
                step = work[id(proof)] if isinstance(proof, ToldStep) else None
                count = work[id(proof)] if isinstance(proof, ToldCount) else None
                proofs.append(dict(common, entry_id=number, step_id=step, attendance_id=count, reason="", **file_of(paper)))
        return entries, proofs

    def _affirmations(self, tellings: list[Telling], ids: dict[str, int]) -> list[dict[str, Any]]:
        said: list[tuple[datetime, Place]] = sorted(
            ((moment, telling.place) for telling in tellings for moment in telling.quiet), key=lambda pair: pair[0]
        )
        return [
            dict(self.common(place, moment), site_id=ids[place.code], source="demo", news_on=day_of(moment)) for moment, place in said
        ]

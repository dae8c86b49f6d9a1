"""Registers to measure on: the demo programme as it is, cut short, and many times over, on SQLite and on PostgreSQL."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.engine import URL

from rollout import migrations
from rollout.database import engine_for, session_for
from rollout.demo import tellings
from rollout.demo.papers import put_papers
from rollout.demo.places import enlarged
from rollout.demo.storing import Storing
from rollout.evidence import store_for
from rollout.scope import everything
from rollout.settings import Settings
from tests.bench.measuring import Backend
from tests.cast import bring_in
from tests.postgres import run_on
from tests.serving import SECRET_KEY


@dataclass(frozen=True)
class World:
    """A database with a register of `size` sites and its history, and the cast to sign in."""

    database: str
    size: int
    settings: Settings
    backend: Backend

    @property
    def name(self) -> str:
        return f"{self.size:,} sites, {self.database}"


class Worlds:
    """Makes databases in a folder and on a running PostgreSQL."""

    def __init__(self, folder: Path, server: URL) -> None:
        self.folder = folder
        self.server = server

    @contextmanager
    def of(self, size: int) -> Iterator[list[World]]:
        """The same register on both databases."""
        made = [self._of("SQLite", size), self._of("PostgreSQL", size)]
        yield made
        for world in made:
            self._drop(world, f"sites_{size}")

    def each(self, size: int) -> Iterator[World]:
        """The same register on one database after the other; a large one takes its time to build, so what is measured is told at once."""
        for database in ("SQLite", "PostgreSQL"):
            world = self._of(database, size)
            yield world
            self._drop(world, f"sites_{size}")

    def _of(self, database: str, size: int) -> World:
        world, started, used = self._empty(database, f"sites_{size}"), time.perf_counter(), time.process_time()
        papers = put_papers(store_for(world.settings.files_url))
        with session_for(world.settings.database_url) as session, everything(session):
            bring_in(session)
            Storing(session, {}, papers).store(tellings(enlarged(size)))
            session.commit()
        made = replace(world, size=size)
        print(f"\n({made.name}: built in {time.perf_counter() - started:.0f} s, {time.process_time() - used:.0f} s of cpu)", flush=True)
        return made

    @contextmanager
    def empty(self, name: str) -> Iterator[list[World]]:
        """Both databases with the reference data and no site."""
        made = [self._empty(database, name) for database in ("SQLite", "PostgreSQL")]
        for world in made:
            with session_for(world.settings.database_url) as session:
                bring_in(session)
                session.commit()
        yield made
        for world in made:
            self._drop(world, name)

    def _empty(self, database: str, name: str) -> World:
        if database == "SQLite":
            url, backend = f"sqlite:///{self.folder / name}.db", Backend()
        else:
            run_on(self.server, f"create database {name}")
            url, backend = self.server.set(database=name).render_as_string(hide_password=False), Backend(self.server)
        migrations.upgrade(url)
        work = self.folder / f"{name}_{database}"
        settings = Settings(database_url=url, files_url=f"file://{work / 'files'}", work_folder=str(work), secret_key=SECRET_KEY)
        return World(database, 0, settings, backend)

    def _drop(self, world: World, name: str) -> None:
        engine_for(world.settings.database_url).dispose()
        if world.backend.server:
            run_on(self.server, f"drop database {name} with (force)")
        else:
            (self.folder / f"{name}.db").unlink()

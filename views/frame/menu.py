"""A page of the program and its place in the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rollout.text import Text


@dataclass(frozen=True)
class Page:
    """A page of the program: its view, and its place in the menu where it has one.

    The view's `class_permission_name` says which page of `rollout.roles` it is; who may use its default view sees it in the menu, under
    the heading of its `group`. Pages of one group stand together. A page that is another one for each post has a label that is asked.
    """

    view: type[Any]
    label: Text | Callable[[], Text] | None = None
    icon: str = "circle"
    group: Text | None = None

    @property
    def name(self) -> Text | None:
        """As it stands in the menu of whoever is signed in."""
        return self.label() if callable(self.label) else self.label

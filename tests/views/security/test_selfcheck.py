"""What the program refuses to start with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask_appbuilder import ModelRestApi, ModelView, expose
from flask_appbuilder.baseviews import BaseView

from models import Markaz, Programme
from rollout.app import create_app
from rollout.errors import BadSetting
from rollout.settings import Settings
from tests.serving import SECRET_KEY
from tests.views.security.sample_pages import SampleView
from tests.views.visiting import House
from views.security.api import SecureApi
from views.security.interface import SecureInterface
from views.security.model_view import UnsafePage
from views.security.view import SecureView


class OpenView(SecureView):
    class_permission_name = "home"
    route_base = "/open"

    @expose("/")
    def read(self) -> str:
        return "for everybody"


class StrangePermissionView(SampleView):
    class_permission_name = "no such page"


class FrameworksOwnView(ModelView):
    class_permission_name = "sites"
    datamodel = SecureInterface(Markaz)


class FrameworksOwnApi(ModelRestApi):
    class_permission_name = "sites"
    datamodel = SecureInterface(Markaz)


class PlainView(BaseView):
    class_permission_name = "home"


class CarelessApi(SecureApi):
    class_permission_name = "programmes"
    resource_name = "careless"
    datamodel = SecureInterface(Programme)
    list_columns = show_columns = add_columns = edit_columns = search_columns = order_columns = ["code"]


@pytest.mark.parametrize("view", [OpenView, StrangePermissionView, FrameworksOwnView, FrameworksOwnApi, PlainView, CarelessApi])
def test_an_open_page_does_not_start(make_house: Callable[..., House], view: type) -> None:
    with pytest.raises(UnsafePage):
        make_house(view)


GOOD = Settings(env="production", database_url="sqlite://", secret_key=SECRET_KEY, trusted_hosts=("localhost",), https=True)


@pytest.mark.parametrize("change", [{"secret_key": "short"}, {"secret_key": "x" * 64}, {"trusted_hosts": ()}])
def test_an_unsafe_production_does_not_start(change: dict[str, Any]) -> None:
    assert create_app(GOOD)
    with pytest.raises(BadSetting):
        create_app(replace(GOOD, **change))

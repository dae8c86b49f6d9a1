"""The parent of pages that we write ourselves."""

from typing import Any

from flask import current_app
from flask_appbuilder.baseviews import BaseView


class SecureView(BaseView):
    """A page with addresses of its own. Each exposed method is `guarded`; the start-up check refuses one that is not.

    Name `class_permission_name` (a page of `rollout.roles`) and, where methods are not named after their action,
    `method_permission_name` (method to action without ``can_``).
    """

    default_view = "read"
    takes_files: frozenset[str] = frozenset()
    """The methods to which files are sent; all others take forms only, and small ones."""

    def create_blueprint(self, appbuilder: Any, *args: Any, **kwargs: Any) -> Any:
        blueprint = super().create_blueprint(appbuilder, *args, **kwargs)
        current_app.config["UPLOADS"] |= {f"{self.endpoint}.{method}" for method in self.takes_files}
        return blueprint

    def update_redirect(self) -> None:
        """The framework keeps a trail of addresses in the cookie; our pages know where they lead."""

    def render_template(self, template: str, **values: Any) -> str:
        return super().render_template(template, **values)

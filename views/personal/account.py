"""One's own account."""

from views.security.login import AccountView

__all__ = ["AccountView"]

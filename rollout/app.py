"""The web application, put together in steps that can be read aloud."""

from flask import Flask, request
from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from werkzeug.middleware.proxy_fix import ProxyFix

from rollout.database import address, engine_options
from rollout.settings import ROOT, Settings, load
from rollout.text import CATALOGUES, LANGUAGES, language, use_language


def create_app(settings: Settings | None = None) -> Flask:
    """An application of its own for each call. Reads the database when asked for a page, and never writes at the start."""
    settings = settings or load()
    app = Flask("rollout", root_path=str(ROOT), template_folder="views/templates", static_folder=None)
    configure(app, settings)
    with app.app_context():
        listen(app, settings)
        speak(app, settings)
        protect(app)
        database = connect(app)
        register_pages(app, database)
        confine(app)
        answer_errors(app)
        check(app, settings)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Every switch of the frameworks below, in the position that was proven."""
    cookie = {"SECURE": settings.https, "HTTPONLY": True, "SAMESITE": "Lax", "NAME": "__Host-s" if settings.https else "session"}
    hosts = list(settings.trusted_hosts) or None
    app.config.update(
        {f"SESSION_COOKIE_{name}": value for name, value in cookie.items()},
        ROLLOUT=settings,
        APP_NAME="Tashgheel",
        SECRET_KEY=settings.secret_key,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        TRUSTED_HOSTS=hosts,
        FAB_SAFE_REDIRECT_HOSTS=hosts or [],
        MAX_FORM_MEMORY_SIZE=300_000,
        MAX_FORM_PARTS=4_000,
        SQLALCHEMY_DATABASE_URI=address(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        WTF_CSRF_TIME_LIMIT=None,
        JWT_ACCESS_TOKEN_EXPIRES=600,
        JWT_REFRESH_TOKEN_EXPIRES=12 * 3600,
        JWT_TOKEN_LOCATION=["headers"],
        FAB_CREATE_DB=False,
        FAB_UPDATE_PERMS=False,
        FAB_ADD_OPENAPI_VIEWS=False,
        FAB_ADD_MENU_API=False,
        FAB_ADD_SECURITY_API=False,
        FAB_API_SWAGGER_UI=False,
        FAB_API_ALLOW_JSON_QS=False,
        AUTH_USER_REGISTRATION=False,
        RATELIMIT_ENABLED=False,
        LANGUAGES={code: {"flag": "", "name": code} for code in LANGUAGES},
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_TRANSLATION_DIRECTORIES=str(CATALOGUES),
    )


def listen(app: Flask, settings: Settings) -> None:
    """Believe exactly as many proxies as stand in front."""
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def protect(app: Flask) -> None:
    """What must stand before the framework's own hooks."""
    from views.frame import assets
    from views.security import addresses, protection

    addresses.number_rows(app)
    assets.pack_pages(app)
    protection.limit_requests(app)
    protection.check_origin(app)
    protection.guard_answers(app)
    assets.install(app)


def speak(app: Flask, settings: Settings) -> None:
    """Arabic or English, as this browser chose; templates and rules use one catalogue.

    First of all hooks: a request that another hook refuses is refused in the language of its browser, not in that of the last one.
    """
    from views.security.login import LANGUAGE_COOKIE

    @app.before_request
    def choose_language() -> None:
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        use_language(chosen if chosen in LANGUAGES else settings.language)

    app.jinja_env.globals.update(current_language=language)


def connect(app: Flask) -> SQLA:
    return SQLA(app, metadata=Model.metadata)


def register_pages(app: Flask, database: SQLA) -> None:
    """The builder, the pages in their order, and the menu."""
    from views.frame.shell import install_frame
    from views.pages import PAGES
    from views.security.builder import Frame

    builder = Frame(app, database.session)
    app.extensions["babel"].locale_selector = language
    for page in PAGES:
        builder.add_view_no_menu(page.view)
    install_frame(app, PAGES)


def confine(app: Flask) -> None:
    """After the framework has said who the user is: open their scope."""
    from views.security import once, protection, returning

    protection.confine_requests(app)
    returning.tell_what_was_saved(app)
    once.answer_once(app)


def answer_errors(app: Flask) -> None:
    from views.frame.errors import install_errors

    install_errors(app)


def check(app: Flask, settings: Settings) -> None:
    from views.security.selfcheck import refuse_unsafe

    refuse_unsafe(app, settings)


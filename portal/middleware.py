"""What every request gets: a number, who acts in it, security headers, and an answer to a refusal."""

import secrets
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from home.history import Actor, acting
from home.refusals import Refused
from home.remembering import one_look
from portal import openapi, problems

Next = Callable[[HttpRequest], HttpResponse]


def request_id(get_response: Next) -> Next:
    """Gives each request a number that stands in the answer, in the log and in the history."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return answer


def api_answers(get_response: Next) -> Next:
    """Gives each answer to a program the version of the API, and each refusal the form of a problem.

    Also what Django answers by itself: an unknown host, a method that is not there, a crash.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not problems.is_api(request):
            return get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"  # an operation knows GET alone; the server leaves the body out
        response = _problem(get_response(request))
        if is_head:
            request.method = "HEAD"
        response["API-Version"] = openapi.VERSION
        return response

    return answer


def _problem(response: HttpResponse) -> HttpResponse:
    is_told = response.status_code < 400 or response["Content-Type"] == "application/problem+json"
    if is_told or (settings.DEBUG and response.status_code == 500):
        return response
    problem = problems.answer(problems.for_status(response.status_code), status=response.status_code)
    if "Allow" in response:
        problem["Allow"] = response["Allow"].replace("GET", "GET, HEAD")
    return problem


def who_acts(get_response: Next) -> Next:
    """Says for the time of a request who acts in it; without this nothing on record can change."""

    def answer(request: HttpRequest) -> HttpResponse:
        number = getattr(request, "request_id", "")
        if problems.is_api(request):  # the session of a browser gives no rights there, and is not even read
            with acting(Actor("API"), via="api", request_id=number):
                return get_response(request)
        with one_look():
            # Without the cookie of a session nobody is signed in; not looking keeps a page the same for all (no Vary).
            user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
            if user is not None and user.is_authenticated:
                actor, via = Actor(user.get_full_name() or user.get_username(), user), "web"
            else:
                actor, via = Actor("bezoeker"), "public"
            with acting(actor, via=via, request_id=number):
                return get_response(request)

    return answer


def refusals(get_response: Next) -> Next:
    """Turns a refusal that no screen answered itself into a page in the reader's language."""

    class Answer:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
            if isinstance(exception, Refused):
                return problems.page(request, exception)
            return None

    return Answer()


class Language(LocaleMiddleware):
    """The language of the address, else of the reader; an address that is not there is not looked for elsewhere."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Says the language of the answer; Django's own would send a 404 on to an address with a language in it."""
        if not translation.get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """Strict on public pages; the admin, which has inline scripts of its own, gets a wider policy by its path."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Adds the policy of this path; a preview gets that of the editor around it, which may show it in a frame."""
        if getattr(request, "is_dummy", False):
            return response
        if request.path.startswith(settings.ADMIN_PATH):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)

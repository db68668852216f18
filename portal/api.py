"""The API of the portal: version 1."""

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI

api = NinjaAPI(title="Korte Lijnen", version="1.0.0", docs_url=None, urls_namespace="api")


def unknown(request: HttpRequest) -> JsonResponse:
    """An address below /api/ that does not exist."""
    body = {"type": "about:blank", "title": "Not found", "status": 404, "code": "notFound"}
    return JsonResponse(body, status=404, content_type="application/problem+json")

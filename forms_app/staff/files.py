"""A file that was sent with a form, for who may see its ticket; each opening is on record."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from forms_app import uploads
from home import files
from home.refusals import Refused
from tickets import access


@require_admin_access
@require_safe
def ticket_file(request: HttpRequest, reference: str, file: Any) -> HttpResponseBase:
    """The file, as something to keep; 404 for who may not see the ticket, and for a file that may not be opened."""
    try:
        ticket = access.get_visible(request.user, reference)
        upload = uploads.of_ticket(ticket, str(file))
        uploads.opened(upload).close()
    except Refused as refusal:
        if refusal.code != "not_found":
            raise
        raise Http404 from refusal
    access.looked(request.user, ticket, "file")
    return files.download(upload.storage_key, upload.name, upload.content_type)

"""Pictures that were uploaded: served as pictures and as nothing else."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

KINDS = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
"""Kinds that hold no script, by the end of a name; a drawing (SVG) can, so it is none of them."""

OF_PAGES = "images"
OF_STAFF = frozenset({"original_images", "avatar_images"})
"""As they were uploaded, with all a camera wrote in them: only editors look at those."""

LASTS = 7 * 24 * 3600


@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """A picture of a page, for everybody; an upload, for staff.

    :raises Http404: for any other folder or kind of file, and for who may not see it.
    """
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None or not (folder == OF_PAGES or (folder in OF_STAFF and _is_staff(request))):
        raise Http404
    try:
        opened = default_storage.open(f"{folder}/{name}")
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=kind)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, max_age=LASTS, **{"public" if folder == OF_PAGES else "private": True})
    return response


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("wagtailadmin.access_admin"))

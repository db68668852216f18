"""What a higher floor may fill in for forms."""

from typing import Any

from home.slots import Slot

preview: Slot[[Any, Any, str], Any] = Slot("forms_app.slots.preview")
"""(form, request, mode) -> the answer that shows an unpublished form as a visitor would see it, even half a form."""

preview_modes: Slot[[], Any] = Slot("forms_app.slots.preview_modes")
"""The (mode, label) pairs that `preview` knows."""

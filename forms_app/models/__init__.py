"""The rows of the form engine."""

from forms_app.models.definition import Form, FormString, FormVersion
from forms_app.models.filling import Draft
from forms_app.models.submission import Submission

__all__ = ["Draft", "Form", "FormString", "FormVersion", "Submission"]

"""The rows of the form engine."""

from forms_app.models.approving import SecondPersonTask
from forms_app.models.counts import FormDayStat
from forms_app.models.definition import Form, FormTally, FormVersion, scheduled
from forms_app.models.filling import Draft
from forms_app.models.pages import FormPage
from forms_app.models.strings import FormString
from forms_app.models.submission import Submission, SubmissionAmendment, SubmissionExport
from forms_app.models.upload import Upload

__all__ = [
    "Draft",
    "Form",
    "FormDayStat",
    "FormPage",
    "FormString",
    "FormTally",
    "FormVersion",
    "SecondPersonTask",
    "Submission",
    "SubmissionAmendment",
    "SubmissionExport",
    "Upload",
    "scheduled",
]

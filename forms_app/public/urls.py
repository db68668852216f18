"""Addresses of a form: its start, its steps, the check, the receipt."""

from django.urls import path

from forms_app.public import check, later, onward, receipt, starting, steps, uploads

app_name = "form"
urlpatterns = [
    path("klaar/<str:signed>/", receipt.receipt_page, name="receipt"),
    path("klaar/<str:signed>/pdf/", receipt.receipt_pdf, name="receipt_pdf"),
    path("verder/", later.code_page, name="code"),
    path("wissen/", later.clear, name="clear"),
    path("gewist/", later.cleared_page, name="cleared"),
    path("<slug:form>/", starting.start_page, name="start"),
    path("<slug:form>/opnieuw/", starting.start_again, name="start_again"),
    path("<slug:form>/later/", later.later_page, name="later"),
    path("<slug:form>/controle/", check.check_page, name="check"),
    path("<slug:form>/bestand/<uuid:file>/", uploads.own_file, name="file"),
    path("<slug:form>/<slug:step>/bestanden/<slug:field>/", uploads.change_files, name="files"),
    path("<slug:form>/naar/<slug:panel>/", onward.move_page, name="move"),
    path("<slug:form>/<slug:step>/", steps.step_page, name="step"),
]

"""Addresses of what is done with a whole form, below /admin/forms/."""

from django.urls import path

from forms_app.staff import building, trial

app_name = "building"
urlpatterns = [
    path("import/", building.import_new, name="import_new"),
    path("<int:pk>/overview/", building.overview_page, name="overview"),
    path("<int:pk>/export/", building.export_file, name="export"),
    path("<int:pk>/import/", building.import_over, name="import_over"),
    path("<int:pk>/trial/", trial.trial_page, name="trial"),
    path("<int:pk>/set/", building.make_set, name="make_set"),
    path("<int:pk>/step/", building.take_step, name="take_step"),
]

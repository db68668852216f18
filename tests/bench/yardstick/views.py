"""The bare form: eight fields, a token, three rows in one commit, a redirect."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect

from tests.bench.yardstick.models import BareEvent, BareMail, BareQuestion


class BareForm(forms.Form):
    """Eight fields."""

    name = forms.CharField(max_length=200)
    email = forms.EmailField()
    phone = forms.CharField(max_length=40, required=False)
    postcode = forms.RegexField(r"^[1-9][0-9]{3} ?[A-Za-z]{0,2}$")
    topic = forms.ChoiceField(choices=[("les", "Les"), ("brief", "Brief"), ("geld", "Geld")])
    language = forms.ChoiceField(choices=[("nl", "Nederlands"), ("ar", "العربية")])
    question = forms.CharField(widget=forms.Textarea)
    contact_how = forms.ChoiceField(choices=[("email", "E-mail"), ("phone", "Telefoon")])


@csrf_protect
def bare_form(request: HttpRequest) -> HttpResponse:
    """Keeps what was typed and goes on."""
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            row = BareQuestion.objects.create(**form.cleaned_data)
            BareEvent.objects.create(question=row, act="received")
            BareMail.objects.create(question=row, recipient=row.email, text=f"Wij hebben uw vraag: {row.pk}")
        return redirect("/yardstick/done/")
    return render(request, "yardstick/form.html", {"form": form})


def done(request: HttpRequest) -> HttpResponse:
    """Where the redirect leads."""
    return HttpResponse("ok")

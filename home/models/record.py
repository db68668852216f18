"""What stands on record beside the history rows, written once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.history import AppendOnly


class GateOpening(AppendOnly):
    """That the append-only tables were opened: by whom, what for."""

    class Purpose(models.TextChoices):
        """The only reasons there are."""

        ERASURE = "erasure", _("persoonsgegevens wissen")
        ACCESS_LOG = "access_log", _("inzagelog opschonen")
        DESTRUCTION = "destruction", _("vernietigen na archivering")

    purpose = models.CharField(_("doel"), max_length=20, choices=Purpose)
    reason = models.TextField(_("reden"))
    actor_label = models.CharField(_("wie"), max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=20)
    request_id = models.CharField(max_length=64, blank=True)
    act_key = models.UUIDField()
    at = models.DateTimeField(_("wanneer"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("opening van de geschiedenis")
        verbose_name_plural = _("openingen van de geschiedenis")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.purpose}"


class HistoryRoot(AppendOnly):
    """One signed statement over all digests since the statement before.

    `statement`: {"at": moment, "before": signature of the root before, "tables": {table: {"after": id, "upto": id,
    "count": rows, "root": hash}}}, ids exclusive and inclusive.
    """

    at = models.DateTimeField(_("wanneer"))
    statement = models.JSONField()
    signature = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        verbose_name = _("zegel van een dag")
        verbose_name_plural = _("zegels per dag")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class RightsEvent(AppendOnly):
    """A change of rights that Django or Wagtail keeps itself: who changed it, how it was, how it is."""

    what = models.CharField(_("wat"), max_length=100, help_text=_("Soort en nummer van de rij, zoals auth.group:3."))
    action = models.CharField(_("actie"), max_length=20)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    actor_label = models.CharField(_("wie"), max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=20)
    request_id = models.CharField(max_length=64, blank=True)
    act_key = models.UUIDField()
    at = models.DateTimeField(_("wanneer"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("wijziging van rechten")
        verbose_name_plural = _("wijzigingen van rechten")
        indexes = [models.Index(fields=["what", "id"], name="rights_of_what")]

    def __str__(self) -> str:
        return f"{self.what} {self.action}"

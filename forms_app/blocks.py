"""Steps, fields and options as an editor writes them; every demand on them is made by compiling."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks import BlockGroup
from wagtail.images.blocks import ImageChooserBlock

from forms_app.fields.calculation import FORMULAS
from forms_app.fields.date import LIMITS, PERIODS
from forms_app.fields.panel import TONES
from forms_app.meanings import MEANINGS
from forms_app.words import FORMULA_LABELS, MEANING_LABELS, PERIOD_LABELS, TEST_LABELS, TONE_LABELS, TYPE_LABELS
from home.words import ICON_LABELS

MODES = [("all", _("alle regels kloppen")), ("any", _("één van de regels klopt"))]
PERSONAL = [("yes", pgettext_lazy("personal", "ja")), ("no", pgettext_lazy("personal", "nee"))]


class PickBlock(blocks.FieldBlock):
    """A plain text (the id of a block, a code of the desk); a script in the editor lays a choice over it."""

    def __init__(self, role: str = "question", help_text: Any = "", **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=False,
            help_text=help_text,
            widget=forms.TextInput(attrs={"data-controller": f"form-{role}", "autocomplete": "off"}),
        )
        super().__init__(help_text=help_text, **kwargs)


class ConditionBlock(blocks.StructBlock):
    """One row: a question, what is tested, and the answer it is compared with."""

    question = PickBlock("question", label=_("Vraag"))
    test = blocks.ChoiceBlock(choices=list(TEST_LABELS.items()), default="is", required=False, label=_("Toets"))
    value = PickBlock("value", label=_("Antwoord"))

    class Meta:
        icon = "link"
        label = _("Regel")
        label_format = ""


class ConditionsBlock(blocks.StreamBlock):
    """The rows of a condition beside the steps."""

    row = ConditionBlock()

    class Meta:
        required = False


def rows(label: Any) -> blocks.ListBlock:
    """The rows of a condition inside a step or a field."""
    return blocks.ListBlock(ConditionBlock(), default=[], label=label, collapsed=True)


def mode() -> blocks.ChoiceBlock:
    """Whether all rows must hold, or one."""
    return blocks.ChoiceBlock(choices=MODES, required=False, label=_("Als"))


def key() -> PickBlock:
    """The name in stored answers, frozen at the first publishing."""
    return PickBlock(
        "key",
        label=_("Sleutel"),
        help_text=_(
            "Naam in de opgeslagen antwoorden. Leeg: gemaakt uit de tekst. Na publiceren ligt de sleutel vast."
        ),
    )


class OptionBlock(blocks.StructBlock):
    """One answer to pick."""

    label = blocks.CharBlock(required=False, label=_("Tekst"))
    hint = blocks.CharBlock(required=False, label=_("Uitleg"))
    key = key()
    category = PickBlock(
        "category", label=_("Categorie"), help_text=_("Van de balie. Alleen bij de vraag naar het onderwerp.")
    )
    icon = blocks.ChoiceBlock(
        required=False,
        label=_("Pictogram"),
        choices=list(ICON_LABELS.items()),
        help_text=_("Alleen bij antwoorden die als kaarten staan."),
    )

    image = ImageChooserBlock(
        required=False, label=_("Afbeelding"), help_text=_("Alleen bij antwoorden die als afbeeldingen staan.")
    )
    alt = blocks.CharBlock(
        required=False,
        label=_("Wat is er te zien?"),
        help_text=_("Voor mensen die de afbeelding niet zien. Eén zin."),
    )
    namely = blocks.BooleanBlock(
        required=False,
        label=_("Vraagt “namelijk”"),
        help_text=_("Wie dit kiest, schrijft erbij wat hij bedoelt."),
    )

    class Meta:
        label = _("Antwoord")
        label_format = "{label}"
        form_layout = BlockGroup(
            children=["label", "category"], settings=["hint", "key", "icon", "image", "alt", "namely"]
        )


OF_THE_SITE = ("key", "image")
"""What a file about a form does not set as a setting: the key stands apart, a picture is in the library of one site."""


class QuestionBlock(blocks.StructBlock):
    """What every question has."""

    label = blocks.CharBlock(required=False, label=_("Vraag"))
    hint = blocks.TextBlock(required=False, rows=2, label=_("Uitleg"))
    required = blocks.BooleanBlock(required=False, default=True, label=_("Verplicht"))
    key = key()
    meaning = blocks.ChoiceBlock(
        choices=[(name, MEANING_LABELS[name]) for name in MEANINGS], required=False, label=_("Betekenis")
    )
    personal = blocks.ChoiceBlock(choices=PERSONAL, required=False, label=_("Persoonsgegeven"))
    in_routing = blocks.BooleanBlock(required=False, label=_("Te gebruiken in routering"))
    visible_mode = mode()
    visible_if = rows(_("Alleen tonen als"))
    required_mode = mode()
    required_if = rows(_("Verplicht als"))


SETTINGS = [
    "required",
    "key",
    "meaning",
    "personal",
    "in_routing",
    "visible_mode",
    "visible_if",
    "required_mode",
    "required_if",
]


def layout(*own: str) -> BlockGroup:
    """What an editor sees at once, and what is folded away."""
    return BlockGroup(children=["label", "hint", *own], settings=SETTINGS)


class PlainBlock(QuestionBlock):
    """A question without settings of its own."""

    class Meta:
        form_layout = layout()
        label_format = "{label}"


class TextBlock(QuestionBlock):
    """A question answered in words."""

    max_length = blocks.IntegerBlock(required=False, label=_("Hoogste aantal tekens"))

    class Meta:
        form_layout = layout("max_length")
        label_format = "{label}"


class NumberBlock(QuestionBlock):
    """A question answered with a number."""

    minimum = blocks.CharBlock(required=False, label=_("Minstens"))
    maximum = blocks.CharBlock(required=False, label=_("Hoogstens"))
    decimals = blocks.IntegerBlock(required=False, label=_("Cijfers achter de komma"))
    unit = blocks.CharBlock(required=False, label=_("Eenheid"), help_text=_("Staat achter het getal, zoals: uur."))

    class Meta:
        form_layout = layout("minimum", "maximum", "decimals", "unit")
        label_format = "{label}"


class ChoiceBlock(QuestionBlock):
    """A question with answers to pick one of."""

    options = blocks.ListBlock(OptionBlock(), default=[], label=_("Antwoorden"), collapsed=True)
    display = blocks.ChoiceBlock(
        choices=[("list", _("lijst")), ("cards", _("kaarten")), ("pictures", _("afbeeldingen"))],
        required=False,
        label=_("Weergave"),
    )

    class Meta:
        form_layout = layout("options", "display")
        label_format = "{label}"


class ChoicesBlock(QuestionBlock):
    """A question with answers to pick some of."""

    options = blocks.ListBlock(OptionBlock(), default=[], label=_("Antwoorden"), collapsed=True)
    at_most = blocks.IntegerBlock(required=False, label=_("Hoogste aantal"))

    class Meta:
        form_layout = layout("options", "at_most")
        label_format = "{label}"


class RegisterBlock(QuestionBlock):
    """A question answered from a register."""

    unknown = blocks.BooleanBlock(required=False, label=_("“Weet ik niet” mag"))

    class Meta:
        form_layout = layout("unknown")
        label_format = "{label}"


class OrganisationBlock(QuestionBlock):
    """A question answered from the register of partners."""

    not_listed = blocks.BooleanBlock(
        required=False, default=True, label=_("“Staat er niet bij” mag"), help_text=_("De naam wordt dan getypt.")
    )

    class Meta:
        form_layout = layout("not_listed")
        label_format = "{label}"


class DateBlock(QuestionBlock):
    """A question answered with a day."""

    period = blocks.ChoiceBlock(
        choices=[(name, PERIOD_LABELS[name]) for name in PERIODS], required=False, label=_("Welke dagen mogen")
    )
    days_ahead = blocks.IntegerBlock(required=False, label=_("Minstens zoveel dagen na vandaag"))
    working_days_ahead = blocks.IntegerBlock(required=False, label=_("Minstens zoveel werkdagen na vandaag"))
    at_most_days_ahead = blocks.IntegerBlock(required=False, label=_("Hoogstens zoveel dagen na vandaag"))
    years_ago = blocks.IntegerBlock(required=False, label=_("Hoogstens zoveel jaar geleden"))

    class Meta:
        form_layout = layout("period", *LIMITS)
        label_format = "{label}"


class UploadBlock(QuestionBlock):
    """A question answered with files."""

    most_files = blocks.IntegerBlock(
        required=False, label=_("Hoogste aantal bestanden"), help_text=_("Leeg: 3. Hoogstens 10.")
    )
    most_megabytes = blocks.IntegerBlock(
        required=False, label=_("Hoogste aantal MB van een bestand"), help_text=_("Leeg: 10. Hoogstens 25.")
    )

    class Meta:
        form_layout = layout("most_files", "most_megabytes")
        label_format = "{label}"


def _named(block: type[blocks.StructBlock], kind: str, icon: str) -> blocks.StructBlock:
    return block(label=TYPE_LABELS[kind], icon=icon)


_INSIDE = {
    "text": (TextBlock, "pilcrow"),
    "long_text": (TextBlock, "pilcrow"),
    "email": (PlainBlock, "mail"),
    "phone": (PlainBlock, "mobile-alt"),
    "number": (NumberBlock, "order"),
    "iban": (PlainBlock, "tag"),
    "date": (DateBlock, "date"),
    "choice": (ChoiceBlock, "list-ul"),
    "choices": (ChoicesBlock, "list-ul"),
    "yes_no": (PlainBlock, "check"),
}
"""What may stand in a group: `fields.SIMPLE`, in the order in which an editor chooses."""

_NOT_INSIDE = ("meaning", "in_routing", "visible_mode", "visible_if", "required_mode", "required_if")
"""What a question in a group cannot have."""


def _inner(kind: str) -> blocks.StructBlock:
    """A question as it stands in a group: without a meaning and without conditions."""
    block, icon = _INSIDE[kind]
    shown: Any = block._meta_class.form_layout
    own = [name for name in SETTINGS if name not in _NOT_INSIDE]
    meta = type("Meta", (), {"form_layout": BlockGroup(children=list(shown.children), settings=own)})
    made = type(f"Inner{block.__name__}", (block,), {**dict.fromkeys(_NOT_INSIDE), "Meta": meta})
    return _named(made, kind, icon)


class InnerFieldsBlock(blocks.StreamBlock):
    """The questions of a group."""

    class Meta:
        required = False
        collapsed = True


class GroupBlock(QuestionBlock):
    """A few questions that are asked again and again."""

    row_label = blocks.CharBlock(
        required=False,
        label=_("Naam van een regel"),
        help_text=_("Staat met een nummer boven elke regel, zoals: Kind."),
    )
    fields = InnerFieldsBlock([(kind, _inner(kind)) for kind in _INSIDE], label=_("Vragen in de groep"))
    min_rows = blocks.IntegerBlock(required=False, label=_("Minstens zo vaak"), help_text=_("Leeg: 1."))
    max_rows = blocks.IntegerBlock(required=False, label=_("Hoogstens zo vaak"), help_text=_("Leeg: 10. Hoogstens 20."))
    meaning = None
    in_routing = None

    class Meta:
        form_layout = BlockGroup(
            children=["label", "hint", "row_label", "fields"],
            settings=["min_rows", "max_rows", *(name for name in SETTINGS if name not in ("meaning", "in_routing"))],
        )
        label_format = "{label}"


class CalculationBlock(blocks.StructBlock):
    """What follows from earlier answers."""

    label = blocks.CharBlock(required=False, label=_("Kop"))
    hint = blocks.TextBlock(required=False, rows=2, label=_("Uitleg"))
    formula = blocks.ChoiceBlock(
        choices=[(name, FORMULA_LABELS[name]) for name in FORMULAS],
        default="sum",
        required=False,
        label=_("Wat wordt uitgerekend"),
    )
    of = PickBlock(
        "operands",
        label=_("Uit welke vragen"),
        help_text=_("Vragen die eerder in het formulier staan; bij dagen twee datums."),
    )
    unit = blocks.CharBlock(required=False, label=_("Eenheid"), help_text=_("Staat achter het getal, zoals: uur."))
    key = key()

    class Meta:
        form_layout = BlockGroup(children=["label", "hint", "formula", "of", "unit"], settings=["key"])
        label_format = "{label}"


class PanelBlock(blocks.StructBlock):
    """Something to read between the questions."""

    label = blocks.CharBlock(required=False, label=_("Kop"))
    text = blocks.TextBlock(required=False, rows=3, label=_("Tekst"))
    tone = blocks.ChoiceBlock(choices=[(name, TONE_LABELS[name]) for name in TONES], required=False, label=_("Toon"))
    link_text = blocks.CharBlock(required=False, label=_("Tekst van de link"))
    link_url = blocks.CharBlock(required=False, label=_("Adres van de link"), help_text=_("https, tel, mailto of /pad"))
    link_form = blocks.CharBlock(
        required=False,
        label=_("Of: ga naar formulier"),
        help_text=_("De sleutel van een formulier. Wat al is ingevuld, gaat mee als de betekenis dezelfde is."),
    )
    key = key()
    visible_mode = mode()
    visible_if = rows(_("Alleen tonen als"))

    class Meta:
        form_layout = BlockGroup(
            children=["label", "text"],
            settings=["tone", "link_text", "link_url", "link_form", "key", "visible_mode", "visible_if"],
        )
        label_format = "{label}"


class FieldsBlock(blocks.StreamBlock):
    """The questions of a step."""

    text = _named(TextBlock, "text", "pilcrow")
    long_text = _named(TextBlock, "long_text", "pilcrow")
    email = _named(PlainBlock, "email", "mail")
    phone = _named(PlainBlock, "phone", "mobile-alt")
    number = _named(NumberBlock, "number", "order")
    iban = _named(PlainBlock, "iban", "tag")
    date = _named(DateBlock, "date", "date")
    choice = _named(ChoiceBlock, "choice", "list-ul")
    choices = _named(ChoicesBlock, "choices", "list-ul")
    yes_no = _named(PlainBlock, "yes_no", "check")
    statement = _named(PlainBlock, "statement", "check")
    postcode = _named(PlainBlock, "postcode", "site")
    address = _named(PlainBlock, "address", "home")
    municipality = _named(RegisterBlock, "municipality", "site")
    organisation = _named(OrganisationBlock, "organisation", "group")
    language = _named(PlainBlock, "language", "globe")
    upload = _named(UploadBlock, "upload", "upload")
    group = _named(GroupBlock, "group", "copy")
    calculation = _named(CalculationBlock, "calculation", "decimal")
    panel = _named(PanelBlock, "panel", "info-circle")

    class Meta:
        required = False
        collapsed = True


class StepBlock(blocks.StructBlock):
    """One screen of a form."""

    title = blocks.CharBlock(required=False, label=_("Titel"))
    intro = blocks.TextBlock(required=False, rows=2, label=_("Inleiding"))
    fields = FieldsBlock(label=_("Vragen"))
    key = key()
    visible_mode = mode()
    visible_if = rows(_("Alleen tonen als"))

    class Meta:
        form_layout = BlockGroup(children=["title", "intro", "fields"], settings=["key", "visible_mode", "visible_if"])
        label_format = "{title}"


class StepsBlock(blocks.StreamBlock):
    """The steps of a form."""

    step = StepBlock(label=_("Stap"), icon="form")

    class Meta:
        required = False


def settings() -> dict[str, dict[str, str]]:
    """What a file about a form may set: type of a block -> settings by name.

    Beside the types of fields: `step`, `item` for an answer, `group.` before the type of a question in a group. Each
    setting is of a kind that `definitions` knows; the key stands apart, and a picture is of the library of one site.
    """
    step: Any = StepBlock()
    fields: Any = step.child_blocks["fields"].child_blocks
    inside = {f"group.{kind}": block for kind, block in fields["group"].child_blocks["fields"].child_blocks.items()}
    every = {"step": step, "item": OptionBlock(), **fields, **inside}
    return {
        kind: {
            name: found
            for name, child in block.child_blocks.items()
            if name not in OF_THE_SITE and (found := _kind_of(child))
        }
        for kind, block in every.items()
    }


def labels() -> dict[str, str]:
    """What each setting of a block is called in the editor."""
    step: Any = StepBlock()
    every = [*reversed(step.child_blocks["fields"].child_blocks.values()), step, OptionBlock()]
    return {name: str(child.label) for block in every for name, child in block.child_blocks.items()}


def _kind_of(block: Any) -> str:
    if isinstance(block, InnerFieldsBlock):
        return "inner"
    if isinstance(block, blocks.StreamBlock):
        return "fields"
    if isinstance(block, blocks.ListBlock):
        return "rows" if isinstance(block.child_block, ConditionBlock) else "options"
    if isinstance(block, blocks.BooleanBlock):
        return "yes"
    return "whole" if isinstance(block, blocks.IntegerBlock) else "text"

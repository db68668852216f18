"""A question answered by pictures of the library."""

import gc
import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Drawing
from wagtail.images import get_image_model

from forms_app import authoring, blocks, definitions, publishing
from forms_app.models import Form
from home import pictures
from home.history import recorded
from tests.forms_app import loaded
from tests.walking import Walk
from tickets.models import Ticket

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # Wagtail leaves its own while it makes sizes
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def image(settled: Ticket, settings: Any, tmp_path: Any) -> Iterator[Any]:
    settings.MEDIA_ROOT = tmp_path
    drawn = BytesIO()
    Drawing.new("RGB", (900, 600), "navy").save(drawn, "PNG")
    with recorded("toets"):
        file = ImageFile(BytesIO(drawn.getvalue()), name="brief.png")
        yield get_image_model().objects.create(title="Brief", file=file)
    gc.collect()  # here, where what Wagtail left open may be said


def pictured(image: Any) -> Form:
    def change(steps: list[dict[str, Any]]) -> None:
        topic = steps[0]["value"]["fields"][0]["value"]
        topic["display"] = "pictures"
        for option in topic["options"]:
            option["value"] |= {"image": image.pk, "alt": "Een envelop"}

    return loaded.publish(loaded.form(), change)


def test_each_answer_has_a_picture_of_one_size_that_is_served_like_any_other(image: Any) -> None:
    pictured(image)
    page = Walk(Client(), "vraag").get("waarover").content.decode()
    found = re.findall(r'<img src="([^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)"', page)
    assert [(alt, width, height) for _src, alt, width, height in found] == [("Een envelop", "480", "360")] * 2
    assert found[0][0].endswith(".jpg")
    assert found[0][0].startswith("/media/images/")
    assert Walk(Client(), "vraag").step("waarover", topic="brief", question="Wat nu?").status_code == 200


def test_pictures_that_were_made_cost_two_queries(image: Any, django_assert_num_queries: Any) -> None:
    pictures.cards({image.pk})
    with django_assert_num_queries(2):
        pictures.cards({image.pk})
    with django_assert_num_queries(0):
        pictures.cards(set())


def test_a_definition_that_comes_back_leaves_the_pictures_where_they_are(image: Any) -> None:
    form = pictured(image)
    definition = authoring.definition_of(form)
    assert "image" not in definition["steps"][0]["fields"][0]["options"][0]
    read = definitions.read(json.dumps(definition).encode(), blocks.settings())
    with recorded("toets"):
        draft = authoring.update(form, read)
    document, problems = publishing.compile_form(draft)
    assert problems == []
    assert document["steps"][0]["fields"][0]["options"][0]["picture"]["width"] == 480

"""The invented region of the tests: two municipalities, pages in Dutch and English."""

from pathlib import Path

from home import sites
from home.history import Actor, acting, recorded
from home.models import Municipality, User
from tests.standing import maker

FOLDER = Path(__file__).parent
LANGUAGES = ("nl", "en", "ar", "fa-af")


@maker("waterdam_region")
def load() -> int:
    """Makes the region; how many pages."""
    with acting(Actor("test"), via="command"), recorded():
        for name, code in (("Waterdam", "GM0001"), ("Polderkerk", "GM0002")):
            if not Municipality.objects.filter(code=code).exists():
                Municipality.objects.create(name=name, code=code, phone=f"{code[-2:]}-1234567", desk=f"Balie {name}")
        return sites.load(FOLDER, languages=LANGUAGES, name="Regio Waterdam", hostname="http://testserver")


def bea(name: str = "bea") -> User:
    """The administrator, or another one."""
    with acting(Actor("test"), via="command"), recorded():
        return User.objects.create_superuser(name, f"{name}@example.org", "geheim-geheim")

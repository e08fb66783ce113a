"""The lines of the account API."""

from tests.api.access.cases import asks
from tests.api.access.house import Ask, House
from tests.api.asking import AUTH
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.services.passwords import hash_now

PASSWORD = "a long and quiet evening"


@asks(f"POST {AUTH}/register", "a new account")
def _(_: House) -> Ask:
    return Ask(
        body={
            "email": "newcomer@example.com",
            "password": PASSWORD,
            "fullname": "New Comer",
            "role": "tutor",
            "timeZone": "Europe/Berlin",
        }
    )


@asks(f"POST {AUTH}/login", "the student's password")
def _(house: House) -> Ask:
    with unit_of_work(now=utc_now()) as session:
        session.get_one(User, house.bob.user_id).password_hash = hash_now(PASSWORD)
    return Ask(body={"username": house.bob.email, "password": PASSWORD})


@asks(f"POST {AUTH}/logout", "one's own session")
@asks(f"GET {AUTH}/currentuser", "oneself")
def _(_: House) -> Ask:
    return Ask()

"""The lines of the account API."""

from tests.api.access.cases import asks
from tests.api.access.house import Ask, House
from tests.api.asking import AUTH
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.services import api_keys
from tutorhub_app.services.passwords import hash_now
from tutorhub_app.services.unit import call

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


@asks(f"POST {AUTH}/v1/apikeys", "a key of one's own")
def _(_: House) -> Ask:
    return Ask(body={"name": "A program"})


@asks(f"GET {AUTH}/v1/apikeys", "one's own, the tutor has one")
def _(house: House) -> Ask:
    call(api_keys.create, house.alice.principal, "A program")
    return Ask()


@asks(f"DELETE {AUTH}/v1/apikeys/{{apiKeyId}}", "the tutor's key")
def _(house: House) -> Ask:
    return Ask((call(api_keys.create, house.alice.principal, "A program").record.id,))


@asks(f"POST {AUTH}/logout", "one's own session")
@asks(f"GET {AUTH}/currentuser", "oneself")
def _(_: House) -> Ask:
    return Ask()

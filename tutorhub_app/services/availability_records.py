"""A tutor's windows one by one, as the scheduling API has them. Nothing is merged here, and booked
lessons stay whatever becomes of the hours."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import availability as data
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import AvailabilityRecord
from tutorhub_app.services.unit import reads


@reads
def get(
    session: Session, principal: Principal | None, availability_id: str, *, now: datetime
) -> AvailabilityRecord:
    """One window, for its tutor and for administrators. NotFound, NotAllowed."""
    me = require_signed_in(principal)
    row = data.availability_record(session, availability_id)
    if row is None:
        raise NotFound("There is no such availability, or no longer.")
    policy.require(
        me,
        Permission.AVAILABILITY_MANAGE,
        concerned=me.tutor_profile_id == row.tutor_profile_id,
        objects=(row.id, row.tutor_profile_id),
    )
    return row

"""The ticket that a request brings to a lesson's room."""

from typing import Annotated

from fastapi import Depends, Header


async def ticket(authorization: Annotated[str, Header()] = "") -> str:
    """As in `Authorization: Bearer <ticket>`; "" when there is none."""
    scheme, _, found = authorization.partition(" ")
    return found.strip() if scheme.lower() == "bearer" else ""


Ticket = Annotated[str, Depends(ticket)]

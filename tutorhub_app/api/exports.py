"""`/exports`: what administrators download, and everyone of themselves, as files."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Query, Response
from fastapi.responses import StreamingResponse

from tutorhub_app import routes
from tutorhub_app.api.asking import Asking, OwnOrigin
from tutorhub_app.api.edge import install_edge
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.csv_text import BYTE_ORDER_MARK, csv_lines
from tutorhub_app.services import audit_log, user_export
from tutorhub_app.services.audit_log import AuditQuery, AuditView
from tutorhub_app.services.unit import run
from tutorhub_app.services.user_export import Export

PREFIX = routes.EXPORTS
COLUMNS = (
    "Time (UTC)",
    "What happened",
    "Action",
    "Actor",
    "Actor's email",
    "Actor's id",
    "Person concerned",
    "Their email",
    "Their id",
    "Reason",
    "Details",
    "Object",
    "Object's id",
)

Filter = Annotated[str, Query(max_length=100)]
Instant = Annotated[datetime | None, Query()]


def exports_api() -> FastAPI:
    app = FastAPI(title="TutorHub exports", docs_url=None, redoc_url=None, openapi_url=None)
    install_edge(app, maximum_body=None)

    # An export is noted in the log, and no GET changes anything.
    @app.post(routes.AUDIT_CSV.removeprefix(PREFIX), dependencies=[OwnOrigin])
    async def audit_csv(
        asking: Asking,
        actor: Filter = "",
        action: Filter = "",
        person: Filter = "",
        since: Instant = None,
        until: Instant = None,
    ) -> StreamingResponse:
        asked = AuditQuery(actor, action, person, _aware(since), _aware(until))
        query = await run(audit_log.export, asking, asked)
        name = f"audit-{utc_now():%Y-%m-%d}.csv"
        return StreamingResponse(
            _audit_lines(asking, query),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @app.post(routes.OWN_EXPORT.removeprefix(PREFIX), dependencies=[OwnOrigin])
    async def own(asking: Asking) -> Response:
        return _file(await run(user_export.export_own, asking))

    @app.post(
        routes.PERSON_EXPORT.removeprefix(PREFIX) + "/{user_id}.json", dependencies=[OwnOrigin]
    )
    async def person(asking: Asking, user_id: str) -> Response:
        return _file(await run(user_export.export_user, asking, user_id))

    return app


def _file(made: Export) -> Response:
    return Response(
        made.text,
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )


async def _audit_lines(asking: Principal | None, query: AuditQuery) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + csv_lines([COLUMNS])
    part = await run(audit_log.stretch, asking, query)
    while part.entries:
        yield csv_lines(map(_cells, part.entries))
        if part.rest is None:
            return
        part = await run(audit_log.stretch, asking, query, part.rest)


def _cells(entry: AuditView) -> tuple[str, ...]:
    return (
        f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        entry.sentence,
        entry.action,
        entry.actor_name,
        entry.actor_email,
        entry.actor_id or "",
        entry.subject_name,
        entry.subject_email,
        entry.subject_id or "",
        entry.reason,
        "; ".join(f"{name}: {text}" for name, text in entry.facts),
        entry.object_kind,
        entry.object_id,
    )


def _aware(instant: datetime | None) -> datetime | None:
    """Without an offset it is UTC."""
    return instant.replace(tzinfo=UTC) if instant and instant.tzinfo is None else instant

"""`/files`: photos of tutors, sent by their owners and shown to everyone."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from tutorhub_app import routes
from tutorhub_app.api.asking import Asking, OwnOrigin
from tutorhub_app.api.bodies import read_body
from tutorhub_app.api.edge import install_edge
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.services import photos
from tutorhub_app.services.unit import run

PREFIX = routes.FILES
SECONDS_TO_UPLOAD = 90

# A name is never used for a second picture.
_KEPT_FOR_A_YEAR = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

TutorId = Annotated[str | None, Query(alias="tutor", max_length=36)]


def files_api() -> FastAPI:
    app = FastAPI(title="TutorHub files", docs_url=None, redoc_url=None, openapi_url=None)
    # A page shows many photos, and a whole school may have one address. Uploads have a rate of
    # their own.
    install_edge(app, maximum_body=None, more_seconds=SECONDS_TO_UPLOAD, counted=False)

    @app.get("/photos/{name}")
    async def show(name: str) -> Response:
        path = photos.find_photo(name)
        if path is None:
            raise NotFound("There is no such photo, or no longer.")
        return FileResponse(path, media_type="image/webp", headers=_KEPT_FOR_A_YEAR)

    @app.put("/photos", dependencies=[OwnOrigin])
    async def change(request: Request, asking: Asking, tutor: TutorId = None) -> JSONResponse:
        profile_id = _profile_of(asking, tutor)
        await run(photos.require_may_change, asking, profile_id)
        photos.require_media_type(request.headers.get("content-type", ""))
        data = await read_body(request, photos.require_size)
        return JSONResponse({"photo": await photos.change_photo(asking, profile_id, data)})

    @app.delete("/photos", dependencies=[OwnOrigin])
    async def remove(asking: Asking, tutor: TutorId = None) -> JSONResponse:
        await photos.remove_photo(asking, _profile_of(asking, tutor))
        return JSONResponse({"photo": ""})

    return app


def _profile_of(asking: Principal | None, tutor: str | None) -> str:
    """Whose photo it is about: the named tutor's, else one's own."""
    profile_id = tutor or require_signed_in(asking).tutor_profile_id
    if not profile_id:
        raise NotFound("There is no such tutor, or no longer.")
    return profile_id

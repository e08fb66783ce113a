"""What the pages tell of a screening, made from what the services say. Plain functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.online_lessons import JOIN_BEFORE
from tutorhub_app.domain.screening import MEETING_LENGTH, Act, Stage
from tutorhub_app.domain.screening_events import EventKind
from tutorhub_app.domain.timeline import Mark, TimelineStep
from tutorhub_app.services.screening_calendar import Clash
from tutorhub_app.services.screening_views import HistoryEntry, ScreeningView
from tutorhub_app.states import booking_shown
from tutorhub_app.states.booking_shown import Viewer


@dataclass(frozen=True)
class ProposalShown:
    """A proposed time. `clash` is what the viewer has then; `can_agree`: the viewer may."""

    key: str
    time: str
    theirs: str
    relative: str
    clash: str
    is_over: bool
    can_agree: bool


@dataclass(frozen=True)
class ScreeningShown:
    """One request as its page shows it. `next` is what happens next, in a sentence; `when` and
    what follows it are of the agreed meeting, which is held at `link`, or in our `room`, where
    one joins from `join_from` until `ends_at`. Texts are empty where there is nothing to tell."""

    id: str = ""
    stage: str = ""
    side: str = ""
    title: str = ""
    student_name: str = ""
    tutor_name: str = ""
    other_name: str = ""
    tutor_href: str = ""
    pack_id: str = ""
    asked: str = ""
    message: str = ""
    next: str = ""
    when: str = ""
    theirs: str = ""
    starts_at: str = ""
    relative: str = ""
    link: str = ""
    room: str = ""
    join_from: str = ""
    ends_at: str = ""
    reason: str = ""
    appeal: str = ""
    proposed_by: str = ""
    any_time: bool = False
    may_ask_again: bool = False
    is_open: bool = False


def screening_shown(view: ScreeningView, viewer: Viewer, now: datetime) -> ScreeningShown:
    is_planned = view.stage in (Stage.AGREED, Stage.HELD)
    meets = view.scheduled_datetime if is_planned else None
    return ScreeningShown(
        id=view.id,
        stage=view.stage.value,
        side=view.side.value,
        title=view.pack_title,
        student_name=view.student_name,
        tutor_name=view.tutor_name,
        other_name=_other(view),
        tutor_href=routes.tutor(view.tutor_profile_id),
        pack_id=view.pack_id,
        asked=words.day_and_clock(view.created_at, viewer.zone, viewer.hour_cycle),
        message=view.message or "",
        next=next_sentence(view, viewer, now),
        when=_when(meets, viewer) if meets else "",
        theirs=booking_shown.tutor_span(meets, meets + MEETING_LENGTH, viewer, view.tutor_zone)
        if meets
        else "",
        starts_at=meets.isoformat() if meets else "",
        relative=words.how_far(meets, now) if meets else "",
        link=(view.meeting_link or "") if is_planned and not view.is_our_room else "",
        room=routes.join(view.id),
        join_from=(meets - JOIN_BEFORE).isoformat() if meets and view.is_our_room else "",
        ends_at=(meets + MEETING_LENGTH).isoformat() if meets else "",
        reason=view.reason or "",
        appeal=view.appeal.message if view.appeal else "",
        proposed_by=view.proposed_by.value if view.proposed_by else "",
        any_time=not view.proposals,
        may_ask_again=_may_ask_again(view, now),
        is_open=view.stage in (Stage.REQUESTED, Stage.AGREED, Stage.HELD),
    )


def acts_shown(view: ScreeningView) -> list[str]:
    return sorted(act.value for act in view.acts)


def proposals_shown(
    view: ScreeningView,
    clashes: Mapping[datetime, Sequence[Clash]],
    viewer: Viewer,
    now: datetime,
) -> list[ProposalShown]:
    others = Side.TUTOR if view.side is Side.STUDENT else Side.STUDENT
    may_agree = Act.AGREE in view.acts and view.proposed_by is others
    return [
        ProposalShown(
            key=booking_shown.key_of(at),
            time=_when(at, viewer),
            theirs=booking_shown.tutor_span(at, at + MEETING_LENGTH, viewer, view.tutor_zone),
            relative=words.how_far(at, now),
            clash="; ".join(_clash(each, viewer) for each in clashes.get(at, ())),
            is_over=at <= now,
            can_agree=may_agree and at > now and at not in clashes,
        )
        for at in view.proposals
    ]


def next_sentence(view: ScreeningView, viewer: Viewer, now: datetime) -> str:
    """What happens next, for the one who looks."""
    if view.side is Side.STUDENT:
        if view.stage is Stage.REJECTED:
            return _after_rejection(view, viewer, now)
        return _next_for_student(view, viewer)
    return _next_for_tutor(view, viewer) if view.side is Side.TUTOR else _next_for_all(view, viewer)


def steps_shown(view: ScreeningView, viewer: Viewer) -> list[TimelineStep]:
    """Requested, time agreed, held, decided: what was, what is now, what comes."""

    def at(instant: datetime | None) -> str:
        return words.day_and_clock(instant, viewer.zone, viewer.hour_cycle) if instant else ""

    asked = TimelineStep("Requested", Mark.DONE, at(view.created_at))
    if view.stage in (Stage.WITHDRAWN, Stage.EXPIRED):
        is_withdrawn = view.stage is Stage.WITHDRAWN
        return [
            asked,
            TimelineStep(
                "Withdrawn" if is_withdrawn else "Expired",
                Mark.OFF,
                at(view.decided_at),
                "" if is_withdrawn else "Nobody answered in time.",
            ),
        ]
    if view.stage is Stage.REQUESTED:
        asked = TimelineStep("Requested", Mark.NOW, at(view.created_at))
    steps = [asked]
    meets = view.scheduled_datetime if view.agreed_at else None
    if view.stage in (Stage.REQUESTED, Stage.AGREED, Stage.HELD) or meets:
        steps.append(_agreed_step(view, at(meets)))
        steps.append(_held_step(view, at(view.ends_at)))
    if view.stage is Stage.APPROVED:
        steps.append(TimelineStep("Approved", Mark.GOOD, at(view.decided_at), view.reason or ""))
    elif view.stage is Stage.REJECTED:
        steps.append(TimelineStep("Not approved", Mark.BAD, at(view.decided_at), view.reason or ""))
    else:
        mark = Mark.NOW if view.stage is Stage.HELD else Mark.AHEAD
        steps.append(TimelineStep("Decision", mark, "", ""))
    return steps


def _agreed_step(view: ScreeningView, meets: str) -> TimelineStep:
    if view.stage is Stage.REQUESTED:
        return TimelineStep("Time agreed", Mark.AHEAD)
    mark = Mark.NOW if view.stage is Stage.AGREED else Mark.DONE
    return TimelineStep("Time agreed", mark, meets)


def _held_step(view: ScreeningView, ended: str) -> TimelineStep:
    if view.stage in (Stage.REQUESTED, Stage.AGREED):
        return TimelineStep("Meeting held", Mark.AHEAD)
    return TimelineStep("Meeting held", Mark.DONE, ended)


def _next_for_student(view: ScreeningView, viewer: Viewer) -> str:
    tutor = view.tutor_name
    match view.stage:
        case Stage.REQUESTED if view.waits_for is Side.STUDENT:
            return (
                f"{tutor} offers other times. Agree to one{_by(view, viewer)}, or propose others."
            )
        case Stage.REQUESTED:
            return f"{tutor} answers next{_by(view, viewer)}. You are told at once."
        case Stage.AGREED:
            return f"You meet {tutor} then. Afterwards {tutor} decides, and says why."
        case Stage.HELD:
            return f"The meeting is over. {tutor} decides next."
        case Stage.APPROVED:
            return "You are in. Enroll in the course pack and book the first lesson."
        case Stage.WITHDRAWN:
            return "You withdrew this request. You can ask again whenever you like."
        case _:
            return "Nobody answered in time, so this request has ended. You can ask again."


def _after_rejection(view: ScreeningView, viewer: Viewer, now: datetime) -> str:
    again = " You may ask again now."
    if not _may_ask_again(view, now):
        again = f" You may ask again from {_day(view.ask_again_at, viewer)}."
    if view.appeal and view.appeal.outcome is None:
        return f"An administrator looks at your appeal next.{again}"
    if view.appeal:
        return f"An administrator looked at your appeal, and the decision stays.{again}"
    if Act.APPEAL in view.acts:
        return f"You may appeal once, if you think this is wrong.{again}"
    return again.strip()


def _next_for_tutor(view: ScreeningView, viewer: Viewer) -> str:
    student = view.student_name
    match view.stage:
        case Stage.REQUESTED if view.waits_for is Side.STUDENT:
            return f"You offered other times. {student} answers next{_by(view, viewer)}."
        case Stage.REQUESTED:
            return f"{student} waits for your answer{_by(view, viewer)}."
        case Stage.AGREED:
            return "You meet then. Decide afterwards; you may also decide before."
        case Stage.HELD:
            return f"The meeting is over. {student} waits for your decision."
        case Stage.APPROVED:
            return f"{student} can enroll and book."
        case Stage.REJECTED if view.appeal and view.appeal.outcome is None:
            return f"{student} appealed. An administrator decides next."
        case Stage.REJECTED:
            again = _day(view.ask_again_at, viewer)
            return f"{student} may ask again from {again}." if again else "Nothing waits for you."
        case Stage.WITHDRAWN:
            return f"{student} withdrew this request. Nothing waits for you."
        case _:
            return "Nobody answered in time, so this request has ended."


def _next_for_all(view: ScreeningView, viewer: Viewer) -> str:
    match view.stage:
        case Stage.REQUESTED:
            who = view.student_name if view.waits_for is Side.STUDENT else view.tutor_name
            return f"{who} answers next{_by(view, viewer)}."
        case Stage.AGREED:
            return f"They meet then. Afterwards {view.tutor_name} decides."
        case Stage.HELD:
            return f"The meeting is over. {view.tutor_name} decides next."
        case Stage.APPROVED:
            return f"{view.student_name} can enroll and book."
        case Stage.REJECTED if view.appeal and view.appeal.outcome is None:
            return f"{view.student_name} appealed. Your decision is next."
        case Stage.REJECTED:
            again = _day(view.ask_again_at, viewer)
            return f"{view.student_name} may ask again from {again}." if again else ""
        case Stage.WITHDRAWN:
            return f"{view.student_name} withdrew this request."
        case _:
            return "Nobody answered in time, so this request has ended."


def _may_ask_again(view: ScreeningView, now: datetime) -> bool:
    if view.stage is Stage.REJECTED:
        return view.ask_again_at is None or view.ask_again_at <= now
    return view.stage in (Stage.WITHDRAWN, Stage.EXPIRED)


def _other(view: ScreeningView) -> str:
    return view.tutor_name if view.side is Side.STUDENT else view.student_name


def _by(view: ScreeningView, viewer: Viewer) -> str:
    if view.expires_at is None:
        return ""
    return f" by {words.day_and_clock(view.expires_at, viewer.zone, viewer.hour_cycle)}"


def _day(instant: datetime | None, viewer: Viewer) -> str:
    return words.day_and_clock(instant, viewer.zone, viewer.hour_cycle) if instant else ""


def _when(starts_at: datetime, viewer: Viewer) -> str:
    day = words.long_day(viewer.day_of(starts_at))
    return f"{day}, {viewer.span(starts_at, starts_at + MEETING_LENGTH)}"


def _clash(clash: Clash, viewer: Viewer) -> str:
    what = "a lesson" if clash.is_lesson else "a screening"
    who = f" with {clash.who}" if clash.who else ""
    return f"You have {what}{who} then, {viewer.span(clash.starts_at, clash.ends_at)}"


def plain_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """The services begin a sentence about a field with the field's name; beside it on a page that
    is said already."""
    plain = {}
    for name, sentence in errors.items():
        rest = sentence.removeprefix(f"{name}: ")
        plain[name] = rest[:1].upper() + rest[1:]
    return plain


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened: who did what, when, and what they said with it."""

    what: str
    when: str
    text: str


def history_shown(view: ScreeningView, viewer: Viewer) -> list[HistoryLine]:
    return [
        HistoryLine(
            what=event_words(entry, viewer),
            when=words.day_and_clock(entry.at, viewer.zone, viewer.hour_cycle),
            # The message of a request stands on the page by itself.
            text="" if entry.kind is EventKind.REQUESTED else entry.reason or "",
        )
        for entry in view.history
    ]


_DONE = {
    EventKind.REQUESTED: "asked for a meeting",
    EventKind.PROPOSED: "proposed other times",
    EventKind.OFFERED: "offered other times",
    EventKind.AGREED: "agreed to a time",
    EventKind.UNPLANNED: "called off the time",
    EventKind.LINKED: "changed where the meeting is held",
    EventKind.COMMENTED: "left a comment",
    EventKind.APPROVED: "approved the request",
    EventKind.REJECTED: "did not approve the request",
    EventKind.REOPENED: "opened the request again",
    EventKind.WITHDRAWN: "withdrew the request",
    EventKind.APPEALED: "appealed to an administrator",
    EventKind.APPEAL_GRANTED: "granted the appeal",
    EventKind.APPEAL_REFUSED: "kept the decision after the appeal",
}


def event_words(entry: HistoryEntry, viewer: Viewer) -> str:
    """Such as "You offered other times: Tue 3 Mar 18:00, Wed 4 Mar 18:00"."""
    if entry.kind is EventKind.EXPIRED:
        return "The request expired: nobody answered in time"
    who = "You" if entry.by_viewer else entry.actor_name or "An administrator"
    told = entry.facts.get("proposals") or entry.facts.get("startsAt") or ""
    times = [
        words.day_and_clock(datetime.fromisoformat(each), viewer.zone, viewer.hour_cycle)
        for each in told.split()
    ]
    if entry.kind is EventKind.REQUESTED and not times:
        times = ["any time"]
    what = f"{who} {_DONE[entry.kind]}"
    return f"{what}: {', '.join(times)}" if times else what

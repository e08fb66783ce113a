import { Suspense, lazy, useEffect, useState } from "react";
import { Message } from "./chat.jsx";
import { Door } from "./doors.jsx";
import { lessonOf, replayOf } from "./room_api.js";
import { noun, span, webLink, when } from "./words.js";

const Replay = lazy(async () => ({ default: (await import("./replay.jsx")).Replay }));

/** What is left of a lesson that was held: its recording, its board, its chat; who was there. */
export function Finished({ lesson, ticket, me, dark }) {
  const [told, setTold] = useState(null);
  const [replay, setReplay] = useState(null);
  useEffect(() => {
    lessonOf(ticket).then(setTold, () => setTold({ chat: [], attendance: null }));
    replayOf(ticket).then(setReplay, () => setReplay({ events: [] }));
  }, [ticket]);
  const recording = told?.lesson?.recordUrl ?? lesson.recordUrl;
  return (
    <Door title={lesson.title} wide>
      <p className="th-muted">{`${when(lesson)}. This ${noun(lesson)} is over.`}</p>
      {recording && <Recording address={recording} />}
      <section className="room-part">
        <h2 className="th-h2">The board</h2>
        {replay === null && <p role="status">Loading what was drawn</p>}
        {replay?.events.length === 0 && <p className="th-muted">Nothing was drawn.</p>}
        {replay?.events.length > 0 && (
          <Suspense fallback={<p role="status">Loading the board</p>}>
            <Replay replay={replay} ticket={ticket} dark={dark} />
          </Suspense>
        )}
      </section>
      {told?.attendance && <Attendance stays={told.attendance} />}
      {told?.chat.length > 0 && (
        <section className="room-part">
          <h2 className="th-h2">The chat</h2>
          <ul className="room-chat-past">
            {told.chat.map((message) => (
              <Message key={message.id} message={message} isMine={message.from === me.id} />
            ))}
          </ul>
        </section>
      )}
    </Door>
  );
}

function Recording({ address }) {
  // The public address may be another than the one this page was asked at.
  const path = webLink(address) ? new URL(address).pathname : address;
  return (
    <section className="room-part">
      <h2 className="th-h2">The recording</h2>
      <video className="room-video" src={path} controls preload="metadata" aria-label="Recording" />
    </section>
  );
}

const time = (iso) =>
  new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

const between = (from, to) => Date.parse(to) - Date.parse(from);

function Attendance({ stays }) {
  if (stays.length === 0) return null;
  return (
    <section className="room-part">
      <h2 className="th-h2">Who was there</h2>
      <ul className="room-stays">
        {stays.map(({ name, door, joinedAt, leftAt }, place) => (
          <li key={place}>
            <span className="th-strong">{name}</span>
            <span className="th-muted">{door === "teacher" ? "Teacher" : "Student"}</span>
            <span className="th-num">
              {leftAt
                ? `${time(joinedAt)}–${time(leftAt)}, ${span(between(joinedAt, leftAt))}`
                : `from ${time(joinedAt)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Button, IconButton } from "@radix-ui/themes";
import FullCalendar from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import list from "@fullcalendar/react/list";
import timeGrid from "@fullcalendar/react/timegrid";
import breezy from "@fullcalendar/react/themes/breezy";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/breezy/theme.css";
import "@fullcalendar/react/themes/breezy/palettes/indigo.css";
import "./week_calendar.css";

const PLUGINS = [breezy, timeGrid, dayGrid, list, interaction];
const PHONE = "(max-width: 639px)";
const PHONE_VIEWS = { timeGridWeek: "timeGridThreeDays" };
// A change the server has not answered by then is taken back on the screen.
const ANSWER_MS = 3000;
const DAY_MS = 86_400_000;
const NOTHING_MOVED = { answer: null, moves: {} };

// Each kind: its name for screen readers, its icon (24 px strokes), and its layer, lowest behind.
// `title` stands in where an event has none and the name would be too long.
const KINDS = {
  online: {
    name: "Online hours",
    title: "Online",
    layer: 0,
    icon: "m16 13 5.2 3.5V7.5L16 11M3 6h12v12H3z",
  },
  face_to_face: {
    name: "Face-to-face hours",
    title: "Face to face",
    layer: 0,
    icon: "M20 10c0 5-8 12-8 12s-8-7-8-12a8 8 0 0 1 16 0M12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  },
  both: {
    name: "Hours online or face to face",
    title: "Online or face to face",
    layer: 0,
    icon: "M8 3 4 7l4 4M4 7h16M16 21l4-4-4-4M20 17H4",
  },
  time_off: { name: "Time off", layer: 1, icon: "M12 3a6 6 0 0 0 9 9 9 9 0 1 1-9-9" },
  lesson: {
    name: "Lesson",
    layer: 2,
    icon: "M12 7v14M3 18V4h5a4 4 0 0 1 4 4 4 4 0 0 1 4-4h5v14h-6a3 3 0 0 0-3 3 3 3 0 0 0-3-3z",
  },
  lesson_past: { name: "Past lesson", layer: 2, icon: "M20 6 9 17l-5-5" },
  screening: {
    name: "Screening",
    layer: 2,
    icon: "M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2zM8 10h8",
  },
  outside: {
    name: "Lesson outside your hours",
    layer: 2,
    icon: "m21.7 18-8-14a2 2 0 0 0-3.4 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3M12 9v4M12 17v.01",
  },
};
const kindOf = (name) => KINDS[name] ?? KINDS.lesson;

function Icon({ path }) {
  return (
    <svg className="wc-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function useMedia(query) {
  const subscribe = useCallback(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

// The newest value without being a reason to rebuild what uses it.
function useLatest(value) {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}

// Days of whole dates, whatever the zone.
const dayBefore = (iso) =>
  new Date(Date.parse(`${iso.slice(0, 10)}T00:00Z`) - DAY_MS).toISOString().slice(0, 10);

// Cards are laid over the blocks. Two cards at one time share the width instead.
function crowdedIds(events) {
  const cards = events
    .filter((event) => kindOf(event.kind).layer === 2)
    .map((event) => [Date.parse(event.start), Date.parse(event.end), event.id])
    .sort((a, b) => a[0] - b[0]);
  const crowded = new Set();
  let [latestEnd, latestId] = [-Infinity, null];
  for (const [start, end, id] of cards) {
    if (start < latestEnd) crowded.add(id).add(latestId);
    if (end > latestEnd) [latestEnd, latestId] = [end, id];
  }
  return crowded;
}

function toFullCalendar(events, moves, editable, wholeDays) {
  const crowded = crowdedIds(events);
  return events.map((event) => {
    const { name, title, layer } = kindOf(event.kind);
    const moved = moves[event.id];
    const allDay = wholeDays && event.kind === "time_off";
    const dates = { start: event.start, end: event.end, ...moved };
    return {
      id: event.id,
      title: event.title || title || name,
      start: allDay ? dates.start.slice(0, 10) : dates.start,
      end: allDay ? dates.end.slice(0, 10) : dates.end,
      allDay,
      editable: Boolean(editable && event.editable && layer === 0 && !moved),
      className: [
        `wc-event wc-${event.kind}`,
        layer === 2 && "wc-card",
        crowded.has(event.id) && "wc-crowded",
        moved && "wc-saving",
      ]
        .filter(Boolean)
        .join(" "),
      layer,
      extendedProps: { kind: event.kind, detail: event.detail, saving: Boolean(moved) },
    };
  });
}

// The label of an hour sits on its line, so the line itself must not be the upper edge.
function aLittleBefore(hhmm) {
  const [hours, minutes] = hhmm.split(":").map(Number);
  return { minutes: Math.max(0, hours * 60 + minutes - 15) };
}

// In little room the start alone; the end is seen in the grid.
const startOnly = (timeText) => timeText.split(/\s*[–-]\s*/)[0];

function EventContent({ info, dayFormat, listed, inMonth }) {
  const { event } = info;
  const oneLine = !listed && (info.isShort || inMonth);
  const timeText = oneLine || (info.isNarrow && !listed) ? startOnly(info.timeText) : info.timeText;
  const { kind, detail, saving } = event.extendedProps;
  if (!kind) return <span className="wc-time">{info.timeText}</span>; // a block being drawn
  const { name, icon } = kindOf(kind);
  const day = dayFormat.format(Date.parse(`${event.startStr.slice(0, 10)}T00:00Z`));
  return (
    <div
      className={`wc-body${listed ? " wc-listed" : ""}${oneLine ? " wc-short" : ""}`}
      data-event-id={event.id}
      data-start={event.startStr}
      data-end={event.endStr}
    >
      <Icon path={icon} />
      <span className="wc-hidden">{`${name}, ${day}, `}</span>
      {timeText && (kind !== "time_off" || listed) && <span className="wc-time">{timeText}</span>}
      <span className="wc-title">{event.title}</span>
      {detail && <span className="wc-detail">{detail}</span>}
      {saving && <span className="wc-hidden">, saving</span>}
    </div>
  );
}

function Toolbar({ title, unit, onPrevious, onNext, onToday }) {
  return (
    <div className="wc-toolbar">
      <h2 className="wc-range" aria-live="polite">
        {title}
      </h2>
      <div className="wc-buttons">
        <Button className="wc-button" variant="soft" color="gray" onClick={onToday}>
          Today
        </Button>
        <IconButton
          className="wc-button"
          variant="soft"
          color="gray"
          aria-label={`Previous ${unit}`}
          onClick={onPrevious}
        >
          <Icon path="m15 18-6-6 6-6" />
        </IconButton>
        <IconButton
          className="wc-button"
          variant="soft"
          color="gray"
          aria-label={`Next ${unit}`}
          onClick={onNext}
        >
          <Icon path="m9 18 6-6-6-6" />
        </IconButton>
      </div>
    </div>
  );
}

const UNITS = {
  timeGridWeek: "week",
  timeGridThreeDays: "three days",
  timeGridDay: "day",
  dayGridMonth: "month",
  listWeek: "week",
};

// What a drag left behind holds until the server has answered: the calendar shows it where it was
// dropped (so nothing jumps), marked as being saved. An answer is a change of the events or of the
// count of answers; after it the events are the truth. Without any, the block springs back.
function useMoves(answer) {
  const [moved, setMoved] = useState(NOTHING_MOVED);
  const moves = moved.answer === answer ? moved.moves : NOTHING_MOVED.moves;
  useEffect(() => {
    if (moved.answer !== answer) return undefined;
    const timer = setTimeout(() => setMoved(NOTHING_MOVED), ANSWER_MS);
    return () => clearTimeout(timer);
  }, [moved, answer]);
  const move = useCallback(
    (id, start, end) =>
      setMoved((before) => ({
        answer,
        moves: { ...(before.answer === answer ? before.moves : {}), [id]: { start, end } },
      })),
    [answer],
  );
  return [moves, move];
}

// The library measures its first drawing and corrects it in the next frame. Until then it is kept
// from sight, so that nothing is seen to move.
function useMeasured() {
  const [measured, setMeasured] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setMeasured(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return measured;
}

function Calendar(props) {
  const { events, timeZone, initialDate, locale } = props;
  const phone = useMedia(PHONE);
  const asked = props.view || "timeGridWeek";
  const view = (phone && (props.phoneView || PHONE_VIEWS[asked])) || asked;
  const inGrid = view.startsWith("timeGrid");
  const listed = view.startsWith("list");
  const inMonth = view.startsWith("dayGrid");

  const calendar = useRef(null);
  const frame = useRef(null);
  const latest = useLatest(props);
  const range = useRef("");
  const [title, setTitle] = useState("");
  // Equal only to itself: a new one for each answer of the server.
  const answer = useMemo(() => ({}), [events, props.answered]);
  const [moves, move] = useMoves(answer);
  const measured = useMeasured();

  const shown = useMemo(
    () => toFullCalendar(events, moves, props.editable, !inGrid),
    [events, moves, props.editable, inGrid],
  );
  const dayFormat = useMemo(
    () =>
      new Intl.DateTimeFormat(locale, {
        weekday: "long",
        day: "numeric",
        month: "long",
        timeZone: "UTC",
      }),
    [locale],
  );
  const formats = useMemo(() => {
    const time = { hour: props.hour12 ? "numeric" : "2-digit", minute: "2-digit" };
    const clock = { hourCycle: props.hour12 ? "h12" : "h23", hour12: Boolean(props.hour12) };
    return {
      event: { ...time, ...clock },
      slot: props.hour12 ? { hour: "numeric", ...clock } : { ...time, ...clock },
    };
  }, [props.hour12]);

  useEffect(() => calendar.current?.getApi().unselect(), [answer]);
  useEffect(() => {
    if (initialDate) calendar.current?.getApi().gotoDate(initialDate);
  }, [initialDate]);
  useEffect(() => {
    const api = calendar.current?.getApi();
    if (api && api.view.type !== view) api.changeView(view);
  }, [view]);
  useEffect(() => {
    const escape = (key) => key.key === "Escape" && calendar.current?.getApi().unselect();
    document.addEventListener("keydown", escape);
    return () => document.removeEventListener("keydown", escape);
  }, []);

  const datesSet = useCallback((info) => {
    setTitle(info.view.title);
    makeScrollable(frame.current);
    const [first, last] = [info.startStr.slice(0, 10), dayBefore(info.endStr)];
    const key = `${first} ${last} ${info.timeZone}`;
    if (range.current === key) return;
    range.current = key;
    latest.current.onDatesChange?.(first, last);
  }, []);
  const change = ({ event }) => {
    move(event.id, event.startStr, event.endStr);
    latest.current.onEventChange?.(event.id, event.startStr, event.endStr);
  };

  const go = (way) => () => calendar.current?.getApi()[way]();
  return (
    <section ref={frame} className="week-calendar" aria-label={props.label || "Calendar"}>
      <Toolbar
        title={title}
        unit={UNITS[view] ?? "page"}
        onPrevious={go("prev")}
        onNext={go("next")}
        onToday={go("today")}
      />
      <div className={measured ? "wc-grid" : "wc-grid wc-measuring"}>
        <FullCalendar
          ref={calendar}
          plugins={PLUGINS}
          headerToolbar={false}
          height="100%"
          timeZone={timeZone}
          locale={locale || "en-GB"}
          firstDay={props.firstDay ?? 1}
          initialDate={initialDate || undefined}
          initialView={view}
          views={VIEWS}
          titleFormat={phone && !inMonth ? SHORT_TITLE : undefined}
          allDaySlot={false}
          allDayText="All day"
          slotMinTime="00:00:00"
          slotMaxTime="24:00:00"
          slotDuration={HALF_HOUR}
          slotMinHeight={28}
          slotHeaderInterval={HOUR}
          slotHeaderFormat={formats.slot}
          eventTimeFormat={formats.event}
          snapDuration={`00:${String(props.stepMinutes || 15).padStart(2, "0")}:00`}
          scrollTime={aLittleBefore(props.scrollTime || "08:00")}
          scrollTimeReset={false}
          nowIndicator
          events={shown}
          eventContent={(info) => (
            <EventContent info={info} dayFormat={dayFormat} listed={listed} inMonth={inMonth} />
          )}
          eventClass={eventClass}
          columnEventInnerClass="wc-inner"
          listItemEventBeforeClass="wc-dot"
          listDaysClass="wc-list"
          listDayClass="wc-list-day"
          slotHeaderInnerClass="wc-hour"
          eventShortHeight={40}
          dayNarrowWidth={120}
          dayMaxEvents
          editable={Boolean(props.editable)}
          eventResizableFromStart
          dragRevertDuration={200}
          selectable={Boolean(props.selectable)}
          selectMirror
          selectMinDistance={4}
          longPressDelay={350}
          select={(info) => latest.current.onSelect?.(info.startStr, info.endStr)}
          eventDrop={change}
          eventResize={change}
          eventClick={(info) => latest.current.onEventClick?.(info.event.id)}
          eventInteractive={Boolean(props.onEventClick)}
          datesSet={datesSet}
          noEventsText="Nothing here in these days."
        />
      </div>
    </section>
  );
}

const HALF_HOUR = { minutes: 30 };
const HOUR = { hours: 1 };
const SHORT_TITLE = { month: "short", day: "numeric" };
const VIEWS = {
  timeGrid: { eventOrder: "layer,start,-duration,title" },
  dayGrid: { eventOrder: "-layer,start,title" },
  timeGridWeek: { titleFormat: { year: "numeric", month: "long", day: "numeric" } },
  timeGridThreeDays: { type: "timeGrid", duration: { days: 3 }, titleFormat: SHORT_TITLE },
};
const eventClass = (info) => info.isMirror && "wc-event wc-mirror";

// The hours scroll on their own, so the keyboard has to reach them even when no event is there.
function makeScrollable(frame) {
  let box = frame?.querySelector("[data-time]");
  while (box && box !== frame && !/auto|scroll/.test(getComputedStyle(box).overflowY)) {
    box = box.parentElement;
  }
  if (box && box !== frame) {
    box.tabIndex = 0;
    box.classList.add("wc-scroller");
  }
}

// Drawn once the zone is known: in any other it would ask for the wrong days.
export function WeekCalendar(props) {
  return props.timeZone ? <Calendar {...props} /> : null;
}

export function CalendarLegend({ kinds }) {
  return (
    <ul className="wc-legend" aria-label="What the calendar shows">
      {kinds.map((kind) => (
        <li key={kind}>
          <span className={`wc-event wc-${kind} wc-swatch`} aria-hidden="true">
            <Icon path={kindOf(kind).icon} />
          </span>
          {kindOf(kind).name}
        </li>
      ))}
    </ul>
  );
}

import { useEffect, useState } from "react";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const two = (number) => String(number).padStart(2, "0");

/** The server's clock, by what it said it was; the browser's own may be wrong. */
export class ServerClock {
  constructor() {
    this.ahead = 0;
  }

  heard(iso) {
    if (iso) this.ahead = Date.parse(iso) - Date.now();
  }

  now() {
    return Date.now() + this.ahead;
  }
}

/** The time now, each second anew. */
export function useNow(clock) {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), SECOND);
    return () => clearInterval(timer);
  }, [clock]);
  return now;
}

/** "1:02:03", "4:05". */
export function clockTime(ms) {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "2 days", "3 h 05 min", "4:05". */
export function span(ms) {
  if (ms >= 48 * HOUR) return `${Math.floor(ms / (24 * HOUR))} days`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h ${two(Math.floor((ms % HOUR) / MINUTE))} min`;
  return clockTime(ms);
}

/** What a room is for; of one that is not known yet, that it is for a lesson. */
export const noun = (lesson) => (lesson?.isMeeting ? "meeting" : "lesson");

/** "Monday, 3 March, 15:00–16:30", in the browser's zone. */
export function when({ startsAt, endsAt }) {
  const [start, end] = [new Date(startsAt), new Date(endsAt)];
  const day = start.toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  const time = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;
  return `${day}, ${time(start)}–${time(end)}`;
}

/** How the lesson stands in time: {text, kind}; `kind` is before, running, ending or over. */
export function timeLeft({ startsAt, endsAt }, now) {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)];
  if (now < start) return { text: `Starts in ${span(start - now)}`, kind: "before" };
  const left = end - now;
  if (left > 5 * MINUTE) return { text: `${span(left)} left`, kind: "running" };
  if (left > 0) return { text: `${clockTime(left)} left`, kind: "ending" };
  return { text: "Time is up", kind: "over" };
}

const LINK = /https?:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,;:!?)\]}]+$/;

/** The text in pieces, {text} or {text, href}. Only whole http and https addresses are links. */
export function linked(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(TRAILING, "");
    if (!URL.canParse(address)) continue;
    pieces.push({ text: text.slice(end, match.index) }, { text: address, href: address });
    end = match.index + address.length;
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}

/** `link` when it leads to a page, else "". */
export function webLink(link) {
  return link && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol) ? link : "";
}

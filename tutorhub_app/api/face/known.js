/** The ids that answers brought along, so that the next request need not be typed. */

import { keep, kept } from "./dom.js";

const MOST = 12;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d\d-\d\d(?=$|T)/;
const WEEK = 7 * 24 * 60 * 60 * 1000;
const { toldOn } = document.documentElement.dataset;
const known = kept("known", {});

/** Ids seen under this name, the latest first. */
export function knownIds(name) {
  return known[name] ?? [];
}

/** Remember each id in an answer: `lessonSlots[0].id` as `lessonSlotId`, `studentId` as itself. */
export function remember(answer) {
  walk(answer, null);
  keep("known", known);
}

export function rememberId(name, id) {
  if (!ID.test(id)) return;
  known[name] = [id, ...knownIds(name).filter((other) => other !== id)].slice(0, MOST);
}

/** A copy of an example that can be sent today: with ids that are known, and days to come. */
export function ofToday(value, name = null) {
  if (Array.isArray(value)) return value.map((one) => ofToday(one));
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, ofToday(inner, key)]),
    );
  }
  if (typeof value !== "string") return value;
  return ID.test(value) ? (knownIds(name)[0] ?? value) : value.replace(DAY, moved);
}

/** As long after today as it was after the day of the examples, on the same day of the week. */
function moved(day) {
  const weeks = Math.ceil((Date.now() - Date.parse(toldOn)) / WEEK);
  return weeks > 0 ? new Date(Date.parse(day) + weeks * WEEK).toISOString().slice(0, 10) : day;
}

function walk(value, name) {
  if (Array.isArray(value)) {
    // The first row of a list is the likeliest to be wanted, so it is remembered last.
    [...value].reverse().forEach((one) => walk(one, name));
  } else if (value && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "object") walk(inner, key);
      else if (key === "id" && name) rememberId(`${singular(name)}Id`, inner);
      else if (key.endsWith("Id") && key !== "requestId") rememberId(key, String(inner));
    }
  }
}

function singular(name) {
  if (name.endsWith("ies")) return `${name.slice(0, -3)}y`;
  return name.endsWith("s") ? name.slice(0, -1) : name;
}

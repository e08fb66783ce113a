/** What the pages ask of the room's server over HTTP. */

const ROOT = "/classroom";
const PARTICIPANT = "th-room-participant";
const NAME = "th-room-name";

export const NETWORK = "The server could not be reached. Check your connection and try again.";

/** `status` is 0 when the server was not reached. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** A UUID; `crypto.randomUUID` is only there over https. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function kept(key, make) {
  try {
    const value = sessionStorage.getItem(key) ?? make();
    sessionStorage.setItem(key, value);
    return value;
  } catch {
    return make(); // a browser that keeps nothing
  }
}

/** Who this tab is: the same after a reload. */
export const participantId = () => kept(PARTICIPANT, uuid);
export const nameOfBefore = () => kept(NAME, () => "");
export const keepName = (name) => {
  try {
    sessionStorage.setItem(NAME, name);
  } catch {
    // It is asked for again.
  }
};

async function ask(path, { ticket, ...options } = {}) {
  const headers = { ...options.headers };
  if (ticket) headers.Authorization = `Bearer ${ticket}`;
  let answer;
  try {
    answer = await fetch(ROOT + path, { credentials: "same-origin", ...options, headers });
  } catch {
    throw new Refused(0, NETWORK);
  }
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => null);
  const sentence = [body?.detail, body?.message].find((words) => typeof words === "string");
  throw new Refused(answer.status, sentence ?? NETWORK);
}

/** At the door: what is behind it, and the ticket for everything else. */
export async function enter({ door, token, name }) {
  const answer = await ask("/enter", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ door, token, name, participant: participantId() }),
  });
  return answer.json();
}

/** The lesson with its chat and, for teachers, who was there. */
export const lessonOf = async (ticket) => (await ask("/lesson", { ticket })).json();

/** All that happened on the board, in order: {events: [{at, items}], startedAt, endedAt}. */
export async function replayOf(ticket) {
  const events = [];
  let [page, after] = [null, ""];
  do {
    page = await (await ask(`/replay${after}`, { ticket })).json();
    events.push(...page.events);
    after = page.next === null ? "" : `?after=${encodeURIComponent(page.next)}`;
  } while (after);
  return { ...page, events };
}

export async function fileOf(ticket, id) {
  return (await ask(`/files/${encodeURIComponent(id)}`, { ticket })).blob();
}

export async function sendFile(ticket, id, blob) {
  await ask(`/files/${encodeURIComponent(id)}`, {
    ticket,
    method: "PUT",
    headers: { "Content-Type": blob.type },
    body: blob,
  });
}

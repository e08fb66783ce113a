/** What a browser that records asks of the server. */

const ROOT = "/classroom/recordings";
const PATIENCE_MS = 30_000;
const NETWORK = "The server could not be reached.";

/** `status` is 0 when the server was not reached; `code` names what was wrong. */
export class Refused extends Error {
  constructor(status, code, sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
  }

  /** Whether the same may go well later. */
  get isPassing() {
    return [0, 408, 429].includes(this.status) || this.status >= 500;
  }
}

async function ask(ticket, path, { method = "GET", json, body } = {}) {
  const headers = { Authorization: `Bearer ${ticket}` };
  if (json) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(ROOT + path, {
      method,
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
      body: json ? JSON.stringify(json) : body,
    });
  } catch {
    throw new Refused(0, "", NETWORK);
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const said = await answer.json().catch(() => null);
  const code = String(said?.message ?? "").replace("errMsg_", "");
  throw new Refused(answer.status, code, said?.detail ?? NETWORK);
}

export const startRecording = (ticket, mediaType) =>
  ask(ticket, "", { method: "POST", json: { mediaType } });

export const recordingsOf = async (ticket) => (await ask(ticket, "")).recordings;

export const sendPiece = (ticket, { recording, part, piece, blob }) =>
  ask(ticket, `/${recording}/parts/${part}/pieces/${piece}`, { method: "PUT", body: blob });

export const finishRecording = (ticket, recording, parts) =>
  ask(ticket, `/${recording}/finish`, { method: "POST", json: { parts } });

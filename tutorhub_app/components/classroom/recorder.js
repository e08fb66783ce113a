import { Emitter } from "./emitter.js";
import { recordingsOf, startRecording } from "./recording_api.js";
import { RecordingPart, mediaType } from "./recording_part.js";
import { Sender } from "./recording_sender.js";
import { RecordingStore } from "./recording_store.js";

const LOOK_MS = 2000;
const UNABLE =
  "This browser can not record. Use a current Chrome, Edge or Firefox, or Safari 18.4 or later.";
const NO_ROOM =
  "This browser has no room left to keep the recording until it is sent. It ends here; what was recorded is sent.";
const ENDED = "The recording was ended by the server. What came until then is kept.";

/**
 * The recording of a lesson in this browser, over drops and reloads.
 *
 * Tells "change" with its `view`: `state` is idle, starting, recording, sending, making or ready;
 * `rate` pictures a second; `since` when this browser began (ms); `waiting` pieces are not sent
 * yet; `isOffline` while the server does not answer; `isSilent` while the browser lets no sound
 * through; `problem` is a sentence; `url` where the last one is watched.
 */
export class Recorder extends Emitter {
  view = {
    state: "idle",
    since: null,
    rate: null,
    waiting: 0,
    isOffline: false,
    isSilent: false,
    problem: "",
    url: "",
  };

  #ticket;
  #lesson;
  #boardRoot;
  #streams;
  #store = null;
  #recording = null;
  #part = null;
  #sender = null;
  #kept = Promise.resolve();
  #isClosed = false;

  constructor({ ticket, lesson, boardRoot, streams }) {
    super();
    this.#ticket = ticket;
    this.#lesson = lesson;
    this.#boardRoot = boardRoot;
    this.#streams = streams;
    window.addEventListener("beforeunload", this.#warn);
  }

  /** Go on with what this tab recorded before it was reloaded, or send what it still has of it. */
  async resume() {
    const store = await this.#opened();
    let found;
    try {
      found = await recordingsOf(this.#ticket);
    } catch {
      return;
    }
    if (this.view.state !== "idle" || this.#isClosed) return;
    const mine = found.find(({ isMine, state }) => isMine && state === "recording");
    const open = found.filter(({ state }) => state === "recording").map(({ id }) => id);
    for (const note of await store.notes()) {
      // Another tab may be recording, too.
      if (note.lesson === this.#lesson && !open.includes(note.id)) await store.forget(note.id);
    }
    if (!mine) return;
    await store.begin(mine.id, this.#lesson);
    const note = await store.note(mine.id);
    if (note.isStopped) {
      this.#become({ state: "sending" });
      this.#send(mine.id);
      return;
    }
    const parts = Object.keys(note.parts).map((number) => Number(number) + 1);
    this.#record(mine.id, Math.max(mine.parts, ...parts), mine.mediaType);
  }

  async start() {
    if (!["idle", "ready"].includes(this.view.state)) return;
    const type = mediaType();
    if (!type) {
      this.#become({ problem: UNABLE });
      return;
    }
    this.#become({ state: "starting", problem: "", url: "" });
    try {
      const { id } = await startRecording(this.#ticket, type);
      await (await this.#opened()).begin(id, this.#lesson);
      this.#record(id, 0, type);
    } catch (error) {
      this.#become({ state: "idle", problem: error.message });
    }
  }

  /** Resolves when the server has all of it, or it is clear that it will not. */
  async stop(problem = "") {
    if (this.view.state !== "recording") return this.#sender?.done.catch(() => {});
    const part = this.#part;
    this.#part = null;
    this.#become({ state: "sending", problem });
    await part.end().catch(() => {});
    await this.#kept;
    await this.#store.stop(this.#recording);
    this.#sender.poke();
    return this.#sender.done.catch(() => {});
  }

  /** The room is left: what there is is still sent, as long as the page is there. */
  async close() {
    this.#isClosed = true;
    await this.stop();
    window.removeEventListener("beforeunload", this.#warn);
  }

  #warn = (event) => {
    if (["starting", "recording", "sending"].includes(this.view.state)) event.preventDefault();
  };

  #record(id, number, type) {
    if (this.#isClosed) return;
    this.#send(id);
    let piece = 0;
    try {
      this.#part = new RecordingPart({
        type,
        boardRoot: this.#boardRoot,
        streams: this.#streams,
        onPiece: (blob) => this.#keep({ recording: id, part: number, piece: piece++, blob }),
        onRate: (rate) => this.#become({ rate }),
        onBroken: () => this.#goOn(id, number + 1, type),
      });
    } catch {
      this.#become({ state: "idle", problem: UNABLE });
      return;
    }
    this.#become({ state: "recording", since: this.view.since ?? Date.now() });
  }

  /** The browser's recorder broke off: another part. */
  async #goOn(id, number, type) {
    await this.#part?.end().catch(() => {});
    if (this.view.state === "recording") this.#record(id, number, type);
  }

  #keep(item) {
    this.#kept = this.#kept.then(async () => {
      try {
        await this.#store.add(item);
      } catch {
        this.stop(NO_ROOM);
        return;
      }
      this.#sender?.poke();
    });
    this.#become({ isSilent: this.#part ? !this.#part.isHeard : false });
  }

  async #opened() {
    this.#store ??= await RecordingStore.open();
    return this.#store;
  }

  #send(id) {
    if (this.#recording === id) return;
    this.#recording = id;
    this.#sender = new Sender({
      store: this.#store,
      ticket: this.#ticket,
      recording: id,
      onChange: ({ waiting, isOffline }) => this.#become({ waiting, isOffline }),
      onFull: (sentence) => this.stop(sentence),
    });
    this.#sender.done.then(
      (made) => this.#sent(made),
      (error) => this.#refused(error),
    );
  }

  async #refused(error) {
    const part = this.#part;
    this.#part = null;
    await part?.end().catch(() => {});
    this.#recording = null;
    const problem = error.code === "recordingHasEnded" ? ENDED : error.message;
    this.#become({ state: "idle", since: null, rate: null, waiting: 0, problem });
  }

  async #sent(made) {
    this.#recording = null;
    this.#become({ state: "making", since: null, rate: null, waiting: 0 });
    while (made && !this.#isClosed) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const found = (await recordingsOf(this.#ticket).catch(() => [])).find(
        ({ id }) => id === made.id,
      );
      if (found?.state === "ready") {
        this.#become({ state: "ready", url: new URL(found.url, location.href).pathname });
        return;
      }
      if (found?.state === "failed") {
        this.#become({ state: "idle", problem: "Nothing of this recording could be read." });
        return;
      }
    }
    this.#become({ state: "idle" });
  }

  #become(values) {
    this.view = { ...this.view, ...values };
    this.emit("change", this.view);
  }
}

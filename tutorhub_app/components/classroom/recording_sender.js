import { finishRecording, sendPiece } from "./recording_api.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Sends the pieces of one recording, the first first, until the server has acknowledged all; then
 * finishes it, once it was stopped. What fails in passing is tried again for as long as it takes.
 *
 * `onChange` is told of itself when `waiting` or `isOffline` changed. `done` resolves to the
 * recording as the server has it then, or to null when it is gone; it rejects with what the server
 * refused for good. `onFull` is called when the server takes no more: it is finished before that.
 */
export class Sender {
  waiting = 0;
  isOffline = false;

  #store;
  #ticket;
  #recording;
  #onChange;
  #onFull;
  #wake = () => {};
  #isClosed = false;

  constructor({ store, ticket, recording, onChange, onFull }) {
    this.#store = store;
    this.#ticket = ticket;
    this.#recording = recording;
    this.#onChange = onChange;
    this.#onFull = onFull;
    this.online = () => this.poke();
    window.addEventListener("online", this.online);
    this.done = this.#run().finally(() => window.removeEventListener("online", this.online));
  }

  /** There is something new to send, or it may go well now. */
  poke() {
    this.#wake();
  }

  close() {
    this.#isClosed = true;
    this.poke();
  }

  async #run() {
    let tries = 0;
    while (!this.#isClosed) {
      this.#tell({ waiting: await this.#store.count(this.#recording) });
      try {
        const item = await this.#store.next(this.#recording);
        if (item) await this.#send(item);
        else {
          const note = await this.#store.note(this.#recording);
          if (!note) return null;
          if (note.isStopped) return await this.#finish(note);
          await this.#pause();
        }
        tries = 0;
        this.#tell({ isOffline: false });
      } catch (error) {
        if (!error.isPassing) throw error;
        this.#tell({ isOffline: true });
        await this.#pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
        tries += 1;
      }
    }
    return null;
  }

  async #send(item) {
    try {
      await sendPiece(this.#ticket, item);
    } catch (error) {
      if (error.isPassing) throw error;
      if (error.code !== "recordingIsFull") {
        if (error.status === 404 || error.code === "recordingHasEnded") {
          await this.#store.forget(this.#recording);
        }
        throw error;
      }
      await this.#store.cut(item);
      this.#onFull(error.message);
      return;
    }
    await this.#store.forgetPiece(item);
  }

  async #finish(note) {
    const made = await finishRecording(this.#ticket, this.#recording, note.parts);
    await this.#store.forget(this.#recording);
    return made;
  }

  #tell(values) {
    if (Object.entries(values).every(([name, value]) => this[name] === value)) return;
    Object.assign(this, values);
    this.#onChange(this);
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = milliseconds && setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

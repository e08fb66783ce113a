const NAME = "tutorhub-recordings";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

const piecesOf = (recording, from = [], to = [[]]) =>
  IDBKeyRange.bound([recording, ...from], [recording, ...to]);

/**
 * What was recorded and that the server has not acknowledged yet, kept by the browser over a reload.
 * Of each recording there is a note: {id, lesson, parts: {part: how many pieces}, isStopped}.
 *
 * Where a browser keeps nothing, as in some private windows, it is kept until the page goes.
 */
export class RecordingStore {
  static async open() {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("pieces", { keyPath: ["recording", "part", "piece"] });
        request.result.createObjectStore("notes", { keyPath: "id" });
      };
      return new RecordingStore(await done(request));
    } catch {
      return new MemoryStore();
    }
  }

  constructor(database) {
    this.database = database;
  }

  close() {
    this.database.close();
  }

  #all(mode = "readwrite") {
    const transaction = this.database.transaction(["pieces", "notes"], mode);
    return {
      transaction,
      pieces: transaction.objectStore("pieces"),
      notes: transaction.objectStore("notes"),
    };
  }

  async notes() {
    return done(this.#all("readonly").notes.getAll());
  }

  async note(id) {
    return (await done(this.#all("readonly").notes.get(id))) ?? null;
  }

  async begin(id, lesson) {
    const { transaction, notes } = this.#all();
    const note = await done(notes.get(id));
    if (!note) notes.put({ id, lesson, parts: {}, isStopped: false });
    await ended(transaction);
  }

  /** Keep a piece {recording, part, piece, blob}. Rejects when the browser has no room left. */
  async add(item) {
    const { transaction, pieces, notes } = this.#all();
    pieces.put(item);
    const note = await done(notes.get(item.recording));
    if (note) {
      note.parts[item.part] = Math.max(note.parts[item.part] ?? 0, item.piece + 1);
      notes.put(note);
    }
    await ended(transaction);
  }

  /** The first piece that waits, or null. */
  async next(recording) {
    const cursor = await done(
      this.#all("readonly").pieces.openCursor(piecesOf(recording)),
    );
    return cursor?.value ?? null;
  }

  async count(recording) {
    return done(this.#all("readonly").pieces.count(piecesOf(recording)));
  }

  async forgetPiece({ recording, part, piece }) {
    const { transaction, pieces } = this.#all();
    pieces.delete([recording, part, piece]);
    await ended(transaction);
  }

  async stop(id) {
    const { transaction, notes } = this.#all();
    const note = await done(notes.get(id));
    if (note) notes.put({ ...note, isStopped: true });
    await ended(transaction);
  }

  /** Give up this piece and all after it: the recording ends before them. */
  async cut({ recording, part, piece }) {
    const { transaction, pieces, notes } = this.#all();
    pieces.delete(piecesOf(recording));
    const note = await done(notes.get(recording));
    if (note) {
      const before = Object.entries(note.parts).filter(([number]) => Number(number) < part);
      const parts = Object.fromEntries(before);
      if (piece > 0) parts[part] = piece;
      notes.put({ ...note, parts, isStopped: true });
    }
    await ended(transaction);
  }

  async forget(recording) {
    const { transaction, pieces, notes } = this.#all();
    pieces.delete(piecesOf(recording));
    notes.delete(recording);
    await ended(transaction);
  }
}

class MemoryStore {
  #notes = new Map();
  #pieces = [];

  close() {}

  async notes() {
    return [...this.#notes.values()];
  }

  async note(id) {
    return this.#notes.get(id) ?? null;
  }

  async begin(id, lesson) {
    if (!this.#notes.has(id)) this.#notes.set(id, { id, lesson, parts: {}, isStopped: false });
  }

  async add(item) {
    this.#pieces.push(item);
    const { parts } = this.#notes.get(item.recording) ?? { parts: {} };
    parts[item.part] = Math.max(parts[item.part] ?? 0, item.piece + 1);
  }

  async next(recording) {
    return this.#pieces.find((item) => item.recording === recording) ?? null;
  }

  async count(recording) {
    return this.#pieces.filter((item) => item.recording === recording).length;
  }

  async forgetPiece(gone) {
    this.#pieces = this.#pieces.filter(
      (item) =>
        item.recording !== gone.recording || item.part !== gone.part || item.piece !== gone.piece,
    );
  }

  async stop(id) {
    const note = this.#notes.get(id);
    if (note) note.isStopped = true;
  }

  async cut({ recording, part, piece }) {
    const note = this.#notes.get(recording);
    this.#pieces = this.#pieces.filter((item) => item.recording !== recording);
    if (!note) return;
    for (const number of Object.keys(note.parts)) {
      if (Number(number) >= part) delete note.parts[number];
    }
    if (piece > 0) note.parts[part] = piece;
    note.isStopped = true;
  }

  async forget(recording) {
    this.#pieces = this.#pieces.filter((item) => item.recording !== recording);
    this.#notes.delete(recording);
  }
}

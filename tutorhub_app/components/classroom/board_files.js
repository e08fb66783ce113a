import { fileOf, sendFile } from "./room_api.js";

const KEPT_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const MOST_BYTES = 4 * 1024 * 1024;
// A drawing without a size of its own, and what is too large, become a picture of this size.
const MOST_PIXELS = 2000;
const FIRST_WAIT_MS = 500;
const MOST_TRIES = 8;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function blobOf(dataURL) {
  const [head, body] = dataURL.split(",", 2);
  const type = head.slice("data:".length).split(";")[0];
  const text = head.endsWith(";base64") ? atob(body) : decodeURIComponent(body);
  return new Blob([Uint8Array.from(text, (character) => character.charCodeAt(0))], { type });
}

const dataURLOf = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/** The picture as PNG, or as JPEG where that is too large: what the server does not keep. */
async function redrawn(dataURL) {
  const image = new Image();
  image.src = dataURL;
  await image.decode();
  const [width, height] = [image.naturalWidth || 1000, image.naturalHeight || 1000];
  const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * scale, height * scale].map(Math.ceil);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const as = (type) => new Promise((resolve) => canvas.toBlob(resolve, type, 0.85));
  const png = await as("image/png");
  return png.size <= MOST_BYTES ? png : as("image/jpeg");
}

async function sendable(dataURL) {
  const blob = blobOf(dataURL);
  const isKept = KEPT_TYPES.includes(blob.type) && blob.size <= MOST_BYTES;
  return isKept ? blob : redrawn(dataURL);
}

/**
 * The board's pictures: sends those that were put on it here, and fetches those of others. Both go
 * over HTTP, beside the socket, so that a large picture does not hold up the strokes.
 * `onArrived(file)` gets what Excalidraw's `addFiles` takes; `onRefused(id, sentence)` is told what
 * the server will not keep.
 */
export class BoardFiles {
  constructor({ ticket, onArrived, onRefused }) {
    this.ticket = ticket;
    this.onArrived = onArrived;
    this.onRefused = onRefused;
    this.known = new Map(); // id -> what addFiles takes
    this.sent = new Set(); // on their way, or there
    this.asked = new Map(); // id -> Promise
    this.isClosed = false;
  }

  close() {
    this.isClosed = true;
  }

  /** Send the pictures of these elements that are here and not yet with the server. */
  offer(elements, files) {
    for (const { fileId, isDeleted } of elements) {
      const file = fileId && !isDeleted && files[fileId];
      if (!file || this.sent.has(fileId) || this.known.has(fileId)) continue;
      this.sent.add(fileId);
      this.known.set(fileId, file);
      this.send(fileId, file.dataURL);
    }
  }

  async send(id, dataURL, tries = 0) {
    try {
      await sendFile(this.ticket, id, await sendable(dataURL));
    } catch (problem) {
      if (this.isClosed) return;
      const isFinal = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
      if (isFinal || tries === MOST_TRIES) {
        this.onRefused(id, problem.message);
        return;
      }
      await wait(FIRST_WAIT_MS * 2 ** tries);
      await this.send(id, dataURL, tries + 1);
    }
  }

  /** Fetch the pictures of these elements that are not here. Ends when all are, or given up. */
  want(elements) {
    const missing = elements.filter(
      ({ fileId, isDeleted }) => fileId && !isDeleted && !this.known.has(fileId),
    );
    return Promise.all(missing.map(({ fileId }) => this.fetched(fileId)));
  }

  fetched(id) {
    if (!this.asked.has(id)) {
      this.asked.set(
        id,
        this.fetch(id).finally(() => this.asked.delete(id)),
      );
    }
    return this.asked.get(id);
  }

  /** An element comes before its picture, which may still be on its way to the server. */
  async fetch(id) {
    for (let tries = 0; tries < MOST_TRIES && !this.isClosed; tries += 1) {
      try {
        const blob = await fileOf(this.ticket, id);
        const file = {
          id,
          dataURL: await dataURLOf(blob),
          mimeType: blob.type,
          created: Date.now(),
        };
        this.known.set(id, file);
        this.onArrived(file);
        return;
      } catch {
        await wait(FIRST_WAIT_MS * 2 ** tries);
      }
    }
  }
}

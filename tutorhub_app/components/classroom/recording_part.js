import { Pace } from "./recording_pace.js";
import { RecordingPicture } from "./recording_picture.js";
import { RecordingSound } from "./recording_sound.js";

/** The first that a browser can; the first costs it least. */
const TYPES = ["video/webm;codecs=vp8,opus", "video/webm;codecs=vp9,opus", "video/webm"];
const PIECE_MS = 1000;
const VIDEO_BITS = 1_200_000;
const SOUND_BITS = 64_000;
const KEY_PICTURE_MS = 2000;
const LARGE = { width: 1280, height: 720 };
const SMALL = { width: 960, height: 540 };
/** With so few cores the page itself needs what a large picture takes. */
const FEW_CORES = 2;
const LONGEST_PAUSE_MS = 1000;

// A page that is not seen has its own clock slowed down; a worker's goes on.
const CLOCK = `
  let timer;
  onmessage = ({ data }) => {
    clearInterval(timer);
    timer = setInterval(() => postMessage(performance.timeOrigin + performance.now()), data);
  };
`;

const now = () => performance.timeOrigin + performance.now();

export const mediaType = () =>
  TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported(type)) ?? null;

/**
 * One stretch of recording without a break: what is seen and heard, in pieces of a second.
 *
 * `onPiece(blob)` is called in order; `onRate(rate)` when other than so many pictures a second are
 * taken; `onBroken()` when the browser stopped by itself.
 */
export class RecordingPart {
  #streams;
  #picture;
  #sound = new RecordingSound();
  #pace = new Pace();
  #clock;
  #recorder;
  #pictures;
  #shoot;
  #drawnAt = 0;
  #onRate;
  #isEnding = false;

  constructor({ type, boardRoot, streams, onPiece, onRate, onBroken }) {
    this.#streams = streams;
    this.#onRate = onRate;
    const size = (navigator.hardwareConcurrency ?? 4) > FEW_CORES ? LARGE : SMALL;
    this.#picture = new RecordingPicture({ ...size, boardRoot, streams });
    this.#picture.draw();
    const stream = this.#picture.canvas.captureStream(0);
    [this.#pictures] = stream.getVideoTracks();
    // Which of the two takes a picture, browsers do not agree on.
    this.#shoot = () => (this.#pictures.requestFrame ? this.#pictures : stream).requestFrame();
    this.#sound.follow(streams());
    this.#recorder = new MediaRecorder(new MediaStream([this.#pictures, this.#sound.track]), {
      mimeType: type,
      videoBitsPerSecond: VIDEO_BITS,
      audioBitsPerSecond: SOUND_BITS,
      videoKeyFrameIntervalDuration: KEY_PICTURE_MS,
    });
    this.#recorder.ondataavailable = ({ data }) => {
      if (data.size) onPiece(data);
    };
    this.#recorder.onerror = () => !this.#isEnding && onBroken();
    this.#recorder.start(PIECE_MS);
    this.#shoot();
    this.#startClock();
  }

  get isHeard() {
    return this.#sound.isOn;
  }

  /** Resolves when the last piece was told. */
  async end() {
    this.#isEnding = true;
    if (this.#recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => {
        this.#recorder.onstop = resolve;
      });
      this.#recorder.stop();
      await stopped;
    }
    this.#clock.terminate();
    this.#pictures.stop();
    this.#picture.close();
    this.#sound.close();
  }

  #startClock() {
    const address = URL.createObjectURL(new Blob([CLOCK], { type: "text/javascript" }));
    this.#clock = new Worker(address);
    URL.revokeObjectURL(address);
    this.#clock.onmessage = ({ data: struckAt }) => this.#tick(struckAt);
    this.#setRate();
  }

  #setRate() {
    this.#clock.postMessage(1000 / this.#pace.rate);
    this.#onRate(this.#pace.rate);
  }

  #tick(struckAt) {
    if (this.#recorder.state !== "recording") return;
    const began = now();
    const late = began - struckAt;
    // The page is behind: what it should have shown meanwhile is no use to anybody.
    if (late > 1000 / this.#pace.rate && began - this.#drawnAt < LONGEST_PAUSE_MS) {
      if (this.#pace.add(0, late, began)) this.#setRate();
      return;
    }
    this.#picture.draw();
    this.#shoot();
    this.#sound.follow(this.#streams());
    this.#drawnAt = now();
    if (this.#pace.add(this.#drawnAt - began, late, began)) this.#setRate();
  }
}

import { Emitter } from "./emitter.js";
import { LevelMeter } from "./level_meter.js";
import { problem, problemOf, unavailable } from "./media_problems.js";

const KINDS = ["mic", "camera"];
const TRACKS = { mic: "audio", camera: "video" };
const INPUTS = { mic: "audioinput", camera: "videoinput" };
const WISHES = {
  mic: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  // A mesh sends the picture once to each of the others.
  camera: {
    width: { ideal: 640 },
    height: { ideal: 360 },
    frameRate: { ideal: 24, max: 30 },
    facingMode: "user",
  },
};
const SCREEN_WISHES = { video: { frameRate: { ideal: 12, max: 15 } }, audio: true };
/** Problems that are mended by a device that comes. */
const MENDED_BY_DEVICE = ["missing", "chosenMissing", "lost"];

/** A browser may refuse its storage; then nothing is remembered. */
function stored(storage, key, value) {
  try {
    if (value === undefined) return window[storage].getItem(`tutorhub.${key}`) ?? "";
    window[storage].setItem(`tutorhub.${key}`, value);
  } catch {
    // As if it were empty.
  }
  return "";
}

/**
 * This browser's own camera, microphone and shared screen.
 *
 * Tells "change" with its `view`. `stream` is the same stream for good: its tracks come and go.
 * A muted microphone stays open and sends silence; a camera that is off is let go, light and all.
 * Nothing here throws: what went wrong stands in the view, as `problem`.
 */
export class LocalMedia extends Emitter {
  stream = new MediaStream();
  /** What of the screen is shared, or null. */
  screen = null;
  view = null;

  #wanted = {};
  #chosen = {};
  #asking = { mic: false, camera: false };
  #problems = { mic: null, camera: null, screen: null };
  #devices = { mic: [], camera: [] };
  #meter = new LevelMeter();
  #turn = Promise.resolve();
  #started = false;
  #closed = false;

  constructor() {
    super();
    for (const kind of KINDS) {
      this.#wanted[kind] = stored("sessionStorage", `${kind}Off`) !== "1";
      this.#chosen[kind] = stored("localStorage", kind);
    }
    navigator.mediaDevices?.addEventListener?.("devicechange", this.#onDeviceChange);
    this.#changed();
  }

  /** Ask for what is wanted. Again does nothing; `setMic` and `setCamera` try again. */
  start() {
    if (this.#started) return this.#turn;
    this.#started = true;
    return this.#inTurn(async () => {
      await this.#list();
      await this.#ask(KINDS.filter((kind) => this.#wanted[kind] && !this.#track(kind)));
    });
  }

  setMic(on) {
    return this.#set("mic", on);
  }

  setCamera(on) {
    return this.#set("camera", on);
  }

  /** Use the devices of these ids, and turn them on unless they are muted: `{mic, camera}`. */
  choose(ids) {
    return this.#inTurn(async () => {
      for (const kind of KINDS.filter((each) => ids[each] !== undefined)) {
        this.#chosen[kind] = ids[kind];
        stored("localStorage", kind, ids[kind]);
        const isOpen = Boolean(this.#track(kind));
        // Phones open one camera at a time.
        this.#letGo(kind);
        if (isOpen || this.#wanted[kind]) await this.#ask([kind], { exactly: true });
      }
    });
  }

  /** Whether something is shared now. Only a press may ask for it. */
  async shareScreen() {
    if (this.screen) return true;
    this.#problems.screen = null;
    const refusal = unavailable("getDisplayMedia");
    if (refusal) {
      this.#refuse("screen", problem("screen", refusal));
      return false;
    }
    let screen;
    try {
      screen = await navigator.mediaDevices.getDisplayMedia(SCREEN_WISHES);
    } catch (error) {
      this.#refuse("screen", problemOf("screen", error));
      return false;
    }
    if (this.#closed || this.screen) {
      for (const track of screen.getTracks()) track.stop();
      return Boolean(this.screen);
    }
    const [picture] = screen.getVideoTracks();
    // Letters are to stay sharp: rather fewer pictures a second.
    picture.contentHint = "detail";
    picture.addEventListener("ended", () => this.screen === screen && this.stopScreen());
    this.screen = screen;
    this.#changed();
    return true;
  }

  stopScreen() {
    for (const track of this.screen?.getTracks() ?? []) track.stop();
    this.screen = null;
    this.#changed();
  }

  /** How loud the microphone is now, from 0 to 1. */
  level() {
    return this.#meter.level(this.#track("mic"));
  }

  /** Let all devices go, for good. */
  close() {
    this.#closed = true;
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.#onDeviceChange);
    for (const kind of KINDS) this.#letGo(kind);
    this.#meter.close();
    this.stopScreen();
  }

  #set(kind, on) {
    this.#wanted[kind] = on;
    stored("sessionStorage", `${kind}Off`, on ? "0" : "1");
    const track = this.#track(kind);
    if (kind === "mic" && track) track.enabled = on;
    if (kind === "camera" && !on) this.#letGo(kind);
    this.#changed();
    return this.#inTurn(async () => {
      if (this.#wanted[kind] && !this.#track(kind)) await this.#ask([kind]);
    });
  }

  /** One after another: what asks for a device must see what the one before it got. */
  #inTurn(job) {
    this.#turn = this.#turn.then(() => (this.#closed ? undefined : job()));
    return this.#turn;
  }

  async #ask(kinds, { exactly = false } = {}) {
    if (!kinds.length) return;
    const refusal = unavailable("getUserMedia");
    if (refusal) {
      for (const kind of kinds) this.#refuse(kind, problem(kind, refusal));
      return;
    }
    for (const kind of kinds) this.#asking[kind] = true;
    this.#changed();
    let refused = null;
    try {
      const got = await navigator.mediaDevices.getUserMedia(this.#constraints(kinds, exactly));
      for (const track of got.getTracks()) this.#take(track);
    } catch (error) {
      refused = error;
    }
    for (const kind of kinds) this.#asking[kind] = false;
    if (!refused) {
      // Only now the browser tells what the devices are called.
      await this.#list();
    } else if (kinds.length > 1) {
      const rest = await this.#worthAskingFor(kinds, refused);
      for (const kind of kinds) {
        if (rest.includes(kind)) await this.#ask([kind]);
        else this.#refuse(kind, problemOf(kind, refused));
      }
    } else {
      this.#refuse(kinds[0], problemOf(kinds[0], refused));
    }
  }

  /** Refused together, one of two may still be had. But no one is asked twice in a row. */
  async #worthAskingFor(kinds, error) {
    if (error.name !== "NotAllowedError") return kinds;
    const states = await Promise.all(
      kinds.map(async (kind) => {
        const name = kind === "mic" ? "microphone" : "camera";
        const status = await navigator.permissions?.query({ name }).catch(() => null);
        return status?.state;
      }),
    );
    if (!states.includes("denied")) return kinds.filter((_, at) => states[at] === "granted");
    return kinds.filter((_, at) => states[at] !== "denied");
  }

  #constraints(kinds, exactly) {
    const wish = (kind) => {
      const id = this.#chosen[kind];
      return id
        ? { ...WISHES[kind], facingMode: undefined, deviceId: { [exactly ? "exact" : "ideal"]: id } }
        : WISHES[kind];
    };
    return Object.fromEntries(kinds.map((kind) => [TRACKS[kind], wish(kind)]));
  }

  #take(track) {
    const kind = track.kind === "audio" ? "mic" : "camera";
    // Meanwhile the lesson may have been left, or the camera turned off again.
    if (this.#closed || (kind === "camera" && !this.#wanted.camera)) {
      track.stop();
      return;
    }
    this.#letGo(kind);
    track.enabled = this.#wanted[kind];
    track.addEventListener("ended", () => this.#onEnded(kind, track));
    this.stream.addTrack(track);
    this.#problems[kind] = null;
    this.#changed();
  }

  #letGo(kind) {
    const track = this.#track(kind);
    if (!track) return;
    this.stream.removeTrack(track);
    track.stop();
    this.#changed();
  }

  /** A track that we stop ourselves tells nothing; this one was taken away. */
  #onEnded(kind, track) {
    if (this.#track(kind) !== track) return;
    this.stream.removeTrack(track);
    this.#refuse(kind, problem(kind, "lost"));
    this.#onDeviceChange();
  }

  #onDeviceChange = () =>
    this.#inTurn(async () => {
      await this.#list();
      const mended = KINDS.filter(
        (kind) =>
          this.#wanted[kind] &&
          !this.#track(kind) &&
          this.#devices[kind].length > 0 &&
          MENDED_BY_DEVICE.includes(this.#problems[kind]?.code),
      );
      for (const kind of mended) await this.#ask([kind]);
    });

  async #list() {
    const all = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    for (const kind of KINDS) {
      // "communications" is one of the others once more.
      const found = all.filter(
        (device) => device.kind === INPUTS[kind] && device.deviceId !== "communications",
      );
      this.#devices[kind] = found.map((device, at) => ({
        id: device.deviceId,
        label: device.label || `${kind === "mic" ? "Microphone" : "Camera"} ${at + 1}`,
      }));
    }
    this.#changed();
  }

  #refuse(kind, what) {
    this.#problems[kind] = what;
    this.#changed();
  }

  #track(kind) {
    const [track] = kind === "mic" ? this.stream.getAudioTracks() : this.stream.getVideoTracks();
    return track ?? null;
  }

  #changed() {
    const own = (kind) => {
      const track = this.#track(kind);
      return {
        on: Boolean(track && this.#wanted[kind]),
        wanted: this.#wanted[kind],
        asking: this.#asking[kind],
        problem: this.#problems[kind],
        id: track?.getSettings().deviceId ?? this.#chosen[kind],
        devices: this.#devices[kind],
      };
    };
    this.view = {
      mic: own("mic"),
      camera: own("camera"),
      screen: { on: this.screen !== null, problem: this.#problems.screen },
    };
    this.emit("change", this.view);
  }
}

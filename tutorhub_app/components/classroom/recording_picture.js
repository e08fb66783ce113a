import { contained, covering, layout } from "./recording_layout.js";

/** Excalidraw's layers, but for the one of handles and cursors. */
const LAYERS = ".excalidraw__canvas:not(.interactive)";
const PAPER = "#ffffff";
const WALL = "#1b1a2b";
const TILE = "#34324d";
const LETTERS = "#ffffff";
const FONT = "Inter, sans-serif";

const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();

/**
 * The picture that is recorded: the board, or a screen that is shared, and beside it everybody's
 * camera with their name. `boardRoot()` holds the board; `streams()` is
 * [{name, stream, isScreen}].
 */
export class RecordingPicture {
  canvas = document.createElement("canvas");

  #context;
  #boardRoot;
  #streams;
  #videos = new Map();

  constructor({ width, height, boardRoot, streams }) {
    this.canvas.width = width;
    this.canvas.height = height;
    this.#context = this.canvas.getContext("2d", { alpha: false });
    this.#boardRoot = boardRoot;
    this.#streams = streams;
  }

  draw() {
    const { width, height } = this.canvas;
    const everyone = this.#streams();
    this.#keepVideos(everyone);
    const screen = everyone.find(({ isScreen }) => isScreen);
    const cameras = everyone.filter(({ isScreen }) => !isScreen);
    const places = layout(width, height, cameras.length + (screen ? 1 : 0));
    this.#fill(WALL, { x: 0, y: 0, width, height });
    const tiles = [...places.tiles];
    if (screen) {
      this.#drawScreen(screen, places.main);
      this.#drawBoard(tiles.shift());
    } else this.#drawBoard(places.main);
    tiles.forEach((tile, place) => this.#drawPerson(cameras[place], tile));
  }

  close() {
    for (const video of this.#videos.values()) video.srcObject = null;
    this.#videos.clear();
  }

  #keepVideos(everyone) {
    const shown = new Set(everyone.map(({ stream }) => stream));
    for (const [stream, video] of this.#videos) {
      if (shown.has(stream)) continue;
      video.srcObject = null;
      this.#videos.delete(stream);
    }
    for (const stream of shown) {
      if (!stream || this.#videos.has(stream)) continue;
      const video = document.createElement("video");
      video.muted = true;
      video.playsInline = true;
      video.srcObject = stream;
      video.play().catch(() => {});
      this.#videos.set(stream, video);
    }
  }

  #fill(colour, { x, y, width, height }) {
    this.#context.fillStyle = colour;
    this.#context.fillRect(x, y, width, height);
  }

  #drawBoard(box) {
    this.#fill(PAPER, box);
    const root = this.#boardRoot();
    const layers = [...(root?.querySelectorAll(LAYERS) ?? [])].filter(
      ({ width, height }) => width && height,
    );
    if (layers.length === 0) return;
    const { width, height } = layers[0];
    const place = contained(width, height, box);
    for (const layer of layers) {
      this.#context.drawImage(layer, place.x, place.y, place.width, place.height);
    }
  }

  #drawScreen({ stream, name }, box) {
    const video = this.#playing(stream);
    if (!video) return;
    const place = contained(video.videoWidth, video.videoHeight, box);
    this.#context.drawImage(video, place.x, place.y, place.width, place.height);
    this.#drawName(`Screen of ${name}`, box);
  }

  #drawPerson({ stream, name }, box) {
    this.#fill(TILE, box);
    const video = this.#playing(stream);
    if (video) {
      const part = covering(video.videoWidth, video.videoHeight, box);
      this.#context.drawImage(
        video,
        ...[part.x, part.y, part.width, part.height],
        ...[box.x, box.y, box.width, box.height],
      );
    } else this.#drawInitials(name, box);
    this.#drawName(name, box);
  }

  #playing(stream) {
    const video = this.#videos.get(stream);
    const isOn = stream?.getVideoTracks().some(
      (track) => track.readyState === "live" && track.enabled && !track.muted,
    );
    return isOn && video?.videoWidth && video.readyState >= 2 ? video : null;
  }

  #drawInitials(name, { x, y, width, height }) {
    const context = this.#context;
    context.fillStyle = LETTERS;
    context.font = `600 ${Math.round(height / 3)}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(initials(name), x + width / 2, y + height / 2);
  }

  #drawName(name, { x, y, width, height }) {
    const context = this.#context;
    const size = Math.round(this.canvas.height / 45);
    context.font = `${size}px ${FONT}`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    const letters = [...name];
    const most = width - 3 * size;
    while (letters.length > 1 && context.measureText(letters.join("")).width > most) letters.pop();
    const text = letters.length < [...name].length ? `${letters.join("")}…` : name;
    const label = {
      x: x + size / 2,
      y: y + height - 2 * size,
      width: context.measureText(text).width + size,
      height: 1.6 * size,
    };
    this.#fill("rgba(0, 0, 0, 0.65)", label);
    context.fillStyle = LETTERS;
    context.fillText(text, label.x + size / 2, label.y + label.height / 2);
  }
}

/** All voices in one track. `streams()` is [{stream}]; whoever has no sound is silent. */
export class RecordingSound {
  #context = new AudioContext();
  #mixed = this.#context.createMediaStreamDestination();
  #sources = new Map();
  #wake = () => this.#context.resume();

  constructor() {
    // A browser may keep all sound off until the page is used.
    for (const type of ["pointerdown", "keydown"]) window.addEventListener(type, this.#wake);
    this.#wake();
  }

  get track() {
    return this.#mixed.stream.getAudioTracks()[0];
  }

  /** Whether the browser lets sound through. */
  get isOn() {
    return this.#context.state === "running";
  }

  follow(streams) {
    const tracks = streams.flatMap(({ stream }) => stream?.getAudioTracks() ?? []);
    for (const [track, source] of this.#sources) {
      if (tracks.includes(track) && track.readyState === "live") continue;
      source.disconnect();
      this.#sources.delete(track);
    }
    for (const track of tracks) {
      if (this.#sources.has(track) || track.readyState !== "live") continue;
      const source = this.#context.createMediaStreamSource(new MediaStream([track]));
      source.connect(this.#mixed);
      this.#sources.set(track, source);
    }
  }

  close() {
    for (const type of ["pointerdown", "keydown"]) window.removeEventListener(type, this.#wake);
    this.#context.close();
  }
}

/** How loud a track is. The browser's sound is only opened when somebody asks. */
export class LevelMeter {
  #context = null;
  #source = null;
  #analyser = null;
  #track = null;
  #samples = new Float32Array(512);

  /** The loudness of `track` now, from 0 to 1; 0 of none. */
  level(track) {
    if (!track || track.readyState !== "live" || !track.enabled) return 0;
    if (track !== this.#track) this.#listenTo(track);
    // Before the first press on a page it stays silent.
    if (this.#context.state === "suspended") this.#context.resume();
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.min(1, Math.sqrt(power / this.#samples.length) * 4);
  }

  close() {
    this.#source?.disconnect();
    this.#context?.close();
    this.#context = this.#source = this.#analyser = this.#track = null;
  }

  #listenTo(track) {
    this.#context ??= new AudioContext();
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: this.#samples.length });
    this.#source?.disconnect();
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    this.#track = track;
  }
}

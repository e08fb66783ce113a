// The sections of each connection, in this order for good. What is not there sends nothing, so that
// turning something on or off needs no new agreement.
const SECTIONS = [
  ["mic", "audio"],
  ["camera", "video"],
  ["screen", "video"],
  ["screenSound", "audio"],
];
/** A source of sound that has not been heard for so many milliseconds is silent. */
const HEARD_MS = 500;

/**
 * One connection to one other person: perfect negotiation, where the impolite side lays out the
 * sections and the polite side gives way when both offer at once.
 *
 * `link` is the id of this very connection. The impolite side makes it; each signal carries it, so
 * that nothing of an earlier connection is taken for one of this. `send(data)` passes a signal to
 * the other side; `onState()` is called when `state` or `streams` may have changed.
 */
export class Peer {
  /** What comes from the other side: `{camera, screen}`, each with its sound. */
  streams = { camera: null, screen: null };

  #makingOffer = false;
  #ignoringOffer = false;
  #settingAnswer = false;
  #tracks = {};
  #transceivers = null;
  #mostBits = 0;

  constructor({ link, polite, iceServers, send, onState }) {
    this.link = link;
    this.polite = polite;
    this.send = (data) => send({ link, ...data });
    this.onState = onState;
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.pc.onnegotiationneeded = () => this.#offer();
    this.pc.onicecandidate = ({ candidate }) => candidate && this.send({ candidate });
    this.pc.onconnectionstatechange = () => {
      if (this.isConnected) this.#limitCamera();
      this.onState();
    };
    if (!polite) {
      for (const [, kind] of SECTIONS) this.pc.addTransceiver(kind, { direction: "sendrecv" });
      this.#layOut();
    }
  }

  get isConnected() {
    return this.pc.connectionState === "connected";
  }

  /** Whether both sides agree on what was last offered. */
  get isSettled() {
    return this.pc.signalingState === "stable" && this.pc.remoteDescription !== null;
  }

  /** Send these tracks from now on: `{mic, camera, screen, screenSound}`, each one or null. */
  sendTracks(tracks) {
    this.#tracks = tracks;
    this.#place();
  }

  /** How many bits a second the camera's picture may take at most. */
  limitCamera(bits) {
    if (bits === this.#mostBits) return;
    this.#mostBits = bits;
    if (this.isConnected) this.#limitCamera();
  }

  async onSignal({ description, candidate }) {
    if (description) await this.#onDescription(description);
    // One of an offer that was ignored, or of before a restart, is of no use.
    else if (candidate) await this.pc.addIceCandidate(candidate).catch(() => {});
  }

  /** Look for a way through the network anew; what is sent and shown stays as it is. */
  restart(iceServers) {
    if (iceServers) this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
    this.pc.restartIce();
  }

  /** How loud the other side's voice is, from 0 to 1. */
  level() {
    const [source] = this.#transceivers?.mic.receiver.getSynchronizationSources?.() ?? [];
    const isRecent = source && performance.timeOrigin + performance.now() - source.timestamp;
    return isRecent < HEARD_MS ? Math.min(1, (source.audioLevel ?? 0) * 4) : 0;
  }

  close() {
    this.pc.onnegotiationneeded = this.pc.onicecandidate = this.pc.onconnectionstatechange = null;
    this.pc.close();
    // A closed connection's tracks stay on the screen with their last picture.
    this.streams = { camera: null, screen: null };
  }

  async #offer() {
    try {
      this.#makingOffer = true;
      await this.pc.setLocalDescription();
      this.send({ description: this.pc.localDescription });
    } catch (error) {
      this.#unlessClosed(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #onDescription(description) {
    const isOffer = description.type === "offer";
    const isReady =
      !this.#makingOffer && (this.pc.signalingState === "stable" || this.#settingAnswer);
    this.#ignoringOffer = !this.polite && isOffer && !isReady;
    // An answer to an offer that was taken back meanwhile.
    const isLate = !isOffer && this.pc.signalingState !== "have-local-offer";
    if (this.#ignoringOffer || isLate) return;
    try {
      this.#settingAnswer = !isOffer;
      await this.pc.setRemoteDescription(description);
      this.#settingAnswer = false;
      if (!isOffer) return;
      if (!this.#transceivers) {
        this.#layOut();
        this.onState();
      }
      await this.pc.setLocalDescription();
      this.send({ description: this.pc.localDescription });
    } catch (error) {
      this.#unlessClosed(error);
    } finally {
      this.#settingAnswer = false;
    }
  }

  /** A connection that is closed in the middle of something refuses the rest of it. */
  #unlessClosed(error) {
    if (this.pc.signalingState !== "closed") throw error;
  }

  #layOut() {
    const transceivers = this.pc.getTransceivers();
    this.#transceivers = Object.fromEntries(
      SECTIONS.map(([section], at) => [section, transceivers[at]]),
    );
    const camera = new MediaStream();
    const screen = new MediaStream();
    for (const [section] of SECTIONS) {
      const transceiver = this.#transceivers[section];
      transceiver.direction = "sendrecv";
      const stream = section.startsWith("screen") ? screen : camera;
      // Sound and picture of one stream are kept in step.
      transceiver.sender.setStreams?.(stream);
      stream.addTrack(transceiver.receiver.track);
    }
    this.streams = { camera, screen };
    this.#place();
  }

  #place() {
    if (!this.#transceivers) return;
    for (const [section] of SECTIONS) {
      const { sender } = this.#transceivers[section];
      const track = this.#tracks[section] ?? null;
      if (sender.track !== track) sender.replaceTrack(track).catch(() => {});
    }
  }

  #limitCamera() {
    const { sender } = this.#transceivers.camera;
    const parameters = sender.getParameters();
    if (!this.#mostBits || !parameters.encodings?.length) return;
    parameters.encodings[0].maxBitrate = this.#mostBits;
    // Refused while something else changes them; the next change of state tries again.
    sender.setParameters(parameters).catch(() => {});
  }
}

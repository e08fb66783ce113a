import { Emitter } from "./emitter.js";
import { Peer } from "./peer.js";

/** How long a connection may take to come about, at the first try and at the next ones. */
const TRY_MS = [15_000, 15_000, 20_000, 30_000];
/** How long one that broke may; most come back by themselves in a moment. */
const BROKEN_MS = 2_000;
/** Somebody whose socket dropped is back by then, mostly with the connection still whole. */
const BACK_AGAIN_MS = 10_000;
/** Bits a second of the camera's picture, by how many others it is sent to. */
const CAMERA_BITS = [0, 900_000, 600_000, 400_000];

/**
 * The connections to all others in the room, made and mended by signals over the room's socket.
 *
 * `streams` has one entry for each other person, and "streams" is told when it changes:
 * `{id, name, camera, screen, state, mic, cameraOn}`. `camera` is the stream of their voice and
 * picture, null until there is a connection; `cameraOn` and `mic` say what of it is turned on.
 * `screen` is null unless they share it. `state` is connecting, connected or reconnecting.
 *
 * Of two people the one with the lower id is polite. The other makes their connection, and both
 * greet by `hello`, which names the connection they have: who reloaded has none, and gets a new one.
 *
 * `people` are those in the room already when this is made after the socket's welcome. The media
 * stay open when this closes: they are not its own.
 */
export class Mesh extends Emitter {
  #socket;
  #me;
  #media;
  #iceServers;
  #others = new Map();
  #ends;
  #told = "";
  #streams = [];

  constructor({ socket, me, media, iceServers = [], people = [] }) {
    super();
    this.#socket = socket;
    this.#me = me;
    this.#media = media;
    this.#iceServers = iceServers;
    this.#ends = [
      socket.on("welcome", (message) => this.#onWelcome(message)),
      socket.on("joined", ({ person }) => this.#meet(person)),
      socket.on("left", ({ id }) => this.#onLeft(id)),
      socket.on("media", (message) => this.#onMedia(message)),
      socket.on("signal", ({ from, data }) => this.#onSignal(from, data)),
      media.on("change", () => this.#onOwnMedia()),
    ];
    this.#onWelcome({ people });
  }

  get streams() {
    return this.#streams;
  }

  /** How loud somebody's voice is now, from 0 to 1; one's own by one's own id. */
  levelOf(id) {
    return id === this.#me.id ? this.#media.level() : (this.#others.get(id)?.peer?.level() ?? 0);
  }

  close() {
    for (const end of this.#ends) end();
    for (const id of [...this.#others.keys()]) this.#forget(id);
    this.#changed();
  }

  /** Also the answer to each reconnection of the socket: what was signalled meanwhile is lost. */
  #onWelcome({ people, iceServers }) {
    this.#iceServers = iceServers ?? this.#iceServers;
    this.#told = "";
    this.#onOwnMedia();
    const present = people.filter((person) => person.id !== this.#me.id);
    for (const id of [...this.#others.keys()]) {
      if (!present.some((person) => person.id === id)) this.#onLeft(id);
    }
    for (const person of present) {
      this.#meet(person);
      this.#greet(person.id);
    }
  }

  #meet(person) {
    if (person.id === this.#me.id) return;
    const known = this.#others.get(person.id);
    clearTimeout(known?.farewell);
    this.#others.set(person.id, {
      peer: null,
      tries: 0,
      retry: 0,
      wasConnected: false,
      ...known,
      farewell: 0,
      person,
    });
    if (!known) this.#watch(person.id);
    this.#changed();
  }

  #onLeft(id) {
    const other = this.#others.get(id);
    if (!other || other.farewell) return;
    other.farewell = setTimeout(() => this.#forget(id), BACK_AGAIN_MS);
    this.#changed();
  }

  #forget(id) {
    const other = this.#others.get(id);
    clearTimeout(other.farewell);
    clearTimeout(other.retry);
    other.peer?.close();
    this.#others.delete(id);
    this.#changed();
  }

  #onMedia({ from, mic, camera, screen }) {
    const other = this.#others.get(from);
    if (!other) return;
    other.person = { ...other.person, mic, camera, screen };
    this.#changed();
  }

  #onOwnMedia() {
    for (const { peer } of this.#others.values()) peer?.sendTracks(this.#tracks());
    const { mic, camera, screen } = this.#media.view;
    const news = { mic: mic.on, camera: camera.on, screen: screen.on };
    const text = JSON.stringify(news);
    if (text !== this.#told && this.#socket.send("media", news)) this.#told = text;
  }

  #tracks() {
    const { stream, screen } = this.#media;
    return {
      mic: stream.getAudioTracks()[0],
      camera: stream.getVideoTracks()[0],
      screen: screen?.getVideoTracks()[0],
      screenSound: screen?.getAudioTracks()[0],
    };
  }

  #isPoliteTo(id) {
    return this.#me.id < id;
  }

  #send(id, data) {
    this.#socket.send("signal", { to: id, data });
  }

  #greet(id) {
    if (this.#isPoliteTo(id)) this.#sayHello(id);
    else this.#send(id, { ask: true });
  }

  #sayHello(id, link = this.#others.get(id).peer?.link ?? null) {
    this.#send(id, { hello: { link } });
  }

  #onSignal(from, data) {
    const other = this.#others.get(from);
    if (!other) return;
    if (data.ask) this.#sayHello(from);
    else if (data.hello) this.#onHello(from, data.hello);
    else this.#onSignalOf(other, data);
  }

  #onHello(id, { link }) {
    const { peer } = this.#others.get(id);
    if (link === null || link !== peer?.link) this.#connect(id, crypto.randomUUID());
    else if (!peer.isConnected || !peer.isSettled) this.#mend(id);
  }

  #onSignalOf(other, data) {
    const { person } = other;
    if (data.link !== other.peer?.link) {
      const opens = this.#isPoliteTo(person.id) && data.description?.type === "offer";
      if (!opens) return;
      this.#connect(person.id, data.link);
    }
    // Whatever went wrong, a connection that doesn't come is made anew.
    other.peer.onSignal(data).catch((error) => console.warn("A signal was refused:", error));
  }

  #connect(id, link) {
    const other = this.#others.get(id);
    other.peer?.close();
    const peer = new Peer({
      link,
      polite: this.#isPoliteTo(id),
      iceServers: this.#iceServers,
      send: (data) => this.#send(id, data),
      onState: () => other.peer === peer && this.#onState(id),
    });
    Object.assign(other, { peer, wasConnected: false });
    peer.sendTracks(this.#tracks());
    this.#shareBandwidth();
    this.#watch(id);
    this.#changed();
  }

  #shareBandwidth() {
    const peers = [...this.#others.values()].flatMap(({ peer }) => peer ?? []);
    const most = CAMERA_BITS[Math.min(peers.length, CAMERA_BITS.length - 1)];
    for (const peer of peers) peer.limitCamera(most);
  }

  #onState(id) {
    const other = this.#others.get(id);
    if (other.peer.isConnected) {
      clearTimeout(other.retry);
      Object.assign(other, { tries: 0, retry: 0, wasConnected: true });
    } else if (!other.retry) {
      this.#watch(id);
    }
    this.#changed();
  }

  #watch(id) {
    const other = this.#others.get(id);
    const isBroken = other.wasConnected && !other.tries;
    clearTimeout(other.retry);
    other.retry = setTimeout(
      () => {
        other.tries += 1;
        if (!other.farewell) this.#mend(id);
        this.#watch(id);
      },
      isBroken ? BROKEN_MS : TRY_MS[Math.min(other.tries, TRY_MS.length - 1)],
    );
  }

  /** First by another way through the network, then by a new connection. */
  #mend(id) {
    const { peer, tries, wasConnected } = this.#others.get(id);
    if (peer?.isSettled && wasConnected && tries <= 1) peer.restart(this.#iceServers);
    else if (this.#isPoliteTo(id)) this.#sayHello(id, null);
    else this.#connect(id, crypto.randomUUID());
  }

  #changed() {
    this.#streams = [...this.#others.values()].filter((other) => !other.farewell).map(shown);
    this.emit("streams", this.#streams);
  }
}

function shown({ person, peer, wasConnected, tries }) {
  const waiting = wasConnected || tries ? "reconnecting" : "connecting";
  return {
    id: person.id,
    name: person.name,
    camera: peer?.streams.camera ?? null,
    screen: person.screen ? (peer?.streams.screen ?? null) : null,
    state: peer?.isConnected ? "connected" : waiting,
    mic: Boolean(person.mic),
    cameraOn: Boolean(person.camera),
  };
}

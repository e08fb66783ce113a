const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 8000;
const PING_MS = 15_000;
// The server answers each ping: a connection that is silent for longer is dead, told or not.
const SILENCE_MS = 35_000;

const address = () => `${location.origin.replace(/^http/, "ws")}/classroom/socket`;

/**
 * One person's connection to a lesson's room. It comes back by itself after a drop, until the
 * server says "bye" or it is closed. Each message of the server is told by its type; beside them
 * there are `open` and `closed`.
 *
 * `onState` is told "connecting", "waiting" (in the waiting room), "inside", "offline" (and trying
 * again) and "ended".
 */
export class RoomSocket {
  constructor({ ticket, onState }) {
    this.ticket = ticket;
    /** Tells what of the board is here already: {id: [version, nonce]}, or undefined. */
    this.have = () => undefined;
    this.state = "connecting";
    this.onState = onState;
    this.listeners = new Map();
    this.tries = 0;
    this.ended = false;
    this.cameOnline = () => this.tryNow();
    window.addEventListener("online", this.cameOnline);
    this.connect();
  }

  /** Calls `fn(message)` for each message of this type; returns what ends that. */
  on(type, fn) {
    if (!this.listeners.has(type)) this.listeners.set(type, new Set());
    this.listeners.get(type).add(fn);
    return () => this.listeners.get(type).delete(fn);
  }

  /** Whether it went out: nothing is kept for later, as only its sender knows if it still holds. */
  send(type, body = {}) {
    if (this.socket?.readyState !== WebSocket.OPEN || this.state !== "inside") return false;
    this.socket.send(JSON.stringify({ type, ...body }));
    return true;
  }

  /** How much is on its way out, in bytes. */
  get waitingBytes() {
    return this.socket?.bufferedAmount ?? 0;
  }

  leave() {
    this.send("leave");
    this.close();
  }

  close() {
    this.end();
    this.socket?.close(1000);
  }

  connect() {
    clearTimeout(this.retry);
    const socket = new WebSocket(address());
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "hello", ticket: this.ticket, have: this.have() }));
      this.emit("open", {});
    };
    socket.onmessage = (event) => this.heard(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (socket === this.socket) this.dropped(event.code);
    };
    clearInterval(this.beat);
    this.beat = setInterval(() => this.ping(), PING_MS);
  }

  heard(message) {
    this.heardAt = Date.now();
    if (message.type === "welcome" || message.type === "waiting") {
      this.tries = 0;
      this.become(message.type === "welcome" ? "inside" : "waiting");
    }
    if (message.type === "bye") this.end();
    this.emit(message.type, message);
  }

  ping() {
    if (Date.now() - this.heardAt > SILENCE_MS) this.tryNow();
    else if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ type: "ping", t: Date.now() }));
    }
  }

  dropped(code) {
    clearInterval(this.beat);
    if (this.ended) return;
    this.become("offline");
    this.emit("closed", { code });
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += 1;
    // All who were dropped together should not come back together.
    this.retry = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  tryNow() {
    if (this.ended) return;
    const old = this.socket;
    this.become("offline");
    this.connect();
    old?.close();
  }

  end() {
    this.ended = true;
    clearTimeout(this.retry);
    clearInterval(this.beat);
    window.removeEventListener("online", this.cameOnline);
    this.become("ended");
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.onState?.(state);
  }

  emit(type, message) {
    for (const fn of [...(this.listeners.get(type) ?? [])]) fn(message);
  }
}

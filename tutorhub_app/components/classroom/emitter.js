/** Tells those who listen. */
export class Emitter {
  #listeners = new Map();

  /** Call `listener` with each value that is told of `type`. Returns what ends it. */
  on(type, listener) {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(type, value) {
    // A copy: who listens may end it meanwhile.
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(value);
  }
}

/** Pictures a second, from the best to what is still a recording. */
export const RATES = [24, 15, 10, 6, 3, 1];

const WINDOW_MS = 2000;
const STEADY_MS = 15_000;
/** The share of the page's time that composing may take, and the one at which it may take more. */
const MOST = 0.15;
const LITTLE = 0.08;
/** By how many milliseconds the page may run behind its clock, and when it is at ease. */
const LATE = 40;
const EASY = 15;

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/**
 * How many pictures a second may be composed so that drawing stays smooth. It is lowered as soon
 * as composing takes too much of the page's time, or the page runs late; and raised again, one step
 * at a time, after a while at ease.
 */
export class Pace {
  rate = RATES[1];

  #costs = [];
  #lates = [];
  #windowAt = null;
  #steadySince = null;

  /** A picture took `cost` ms, and its turn came `late` ms behind the clock. Whether the rate is
   * another now. */
  add(cost, late, now) {
    this.#costs.push(cost);
    this.#lates.push(late);
    this.#windowAt ??= now;
    this.#steadySince ??= now;
    if (now - this.#windowAt < WINDOW_MS) return false;
    const [spent, behind] = [mean(this.#costs), mean(this.#lates)];
    this.#costs = [];
    this.#lates = [];
    this.#windowAt = now;
    const step = RATES.indexOf(this.rate);
    const share = (rate) => (spent * rate) / 1000;
    if (share(this.rate) > MOST || behind > LATE) return this.#take(step + 1, now);
    if (behind > EASY || now - this.#steadySince < STEADY_MS) return false;
    return step > 0 && share(RATES[step - 1]) < LITTLE ? this.#take(step - 1, now) : false;
  }

  #take(step, now) {
    this.#steadySince = now;
    if (step >= RATES.length) return false;
    this.rate = RATES[step];
    return true;
  }
}

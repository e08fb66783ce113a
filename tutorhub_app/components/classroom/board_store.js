/**
 * What this browser knows of the whole board: the newest of each item, deleted ones too. An item is
 * an element of Excalidraw with its `page`, or a page itself. The higher version wins; of equal
 * ones the lower nonce. The server and everybody else decide by the same rule, so all end alike.
 */

export const PAGE = "page";
// Everybody starts with this page, so nobody has to wait for somebody who makes it.
const FIRST_PAGE = {
  id: "page:00000000-0000-4000-8000-000000000001",
  type: PAGE,
  page: "",
  version: 1,
  versionNonce: 0,
  isDeleted: false,
  index: 0,
  title: "",
};
const DRAWN = new Set([
  ...["rectangle", "diamond", "ellipse", "arrow", "line", "freedraw", "text", "image", "frame"],
]);
// Of one message; the server refuses frames much above.
const MOST_ITEMS = 200;
const MOST_CHARACTERS = 400_000;
const MOST_TOLD = 2000;
// The server keeps no larger item.
const LARGEST_ITEM = 190_000;

export const beats = (one, other) =>
  one.version > other.version ||
  (one.version === other.version && one.versionNonce < other.versionNonce);

export const nonce = () => crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;

/** Nothing that would load another page into the board. */
export const isDrawn = (item) => DRAWN.has(item.type);

export class BoardStore {
  constructor() {
    this.items = new Map();
    this.unsent = new Set();
    this.hasTold = false;
    this.items.set(FIRST_PAGE.id, FIRST_PAGE);
  }

  /** Take over what was drawn here on `page`. Whether there is anything to send. */
  drew(elements, page, isWhole) {
    for (const element of elements) {
      const known = this.items.get(element.id);
      if (known && !beats(element, known)) continue;
      if (!isDrawn(element) || !(element.isDeleted ? known : isWhole(element))) continue;
      this.items.set(element.id, { ...element, page: known?.page ?? page });
      this.unsent.add(element.id);
    }
    return this.unsent.size > 0;
  }

  /** Change or make an item here: `changes` win over what is known. */
  put(id, changes) {
    const known = this.items.get(id);
    const version = (known?.version ?? 0) + 1;
    this.items.set(id, { ...known, id, ...changes, version, versionNonce: nonce() });
    this.unsent.add(id);
  }

  /** Take over what others did; those that are news here. */
  received(items) {
    const news = items.filter((item) => {
      const known = this.items.get(item.id);
      return !known || beats(item, known);
    });
    for (const item of news) {
      this.items.set(item.id, item);
      this.unsent.delete(item.id);
    }
    return news;
  }

  /** What is here, for the server to say what either side lacks; undefined when that is much. */
  have() {
    this.hasTold = this.items.size <= MOST_TOLD;
    if (!this.hasTold) return undefined;
    const items = [...this.items.values()].filter((item) => item !== FIRST_PAGE);
    return Object.fromEntries(items.map((item) => [item.id, [item.version, item.versionNonce]]));
  }

  /** After a drop, or at first: `items` are news, or, unless told what is here, the whole board.
      What the server lacks (`wanted`) is to be sent, once more if need be. */
  welcomed(items, wanted) {
    const theirs = new Map(items.map((item) => [item.id, item]));
    const lacked = new Set(wanted);
    const isLacked = (item) => {
      if (this.hasTold) return lacked.has(item.id);
      return !theirs.has(item.id) || beats(item, theirs.get(item.id));
    };
    const news = this.received(items);
    for (const item of this.items.values()) {
      if (item !== FIRST_PAGE && isLacked(item)) this.unsent.add(item.id);
    }
    return news;
  }

  /** What to send next, as much as fits one message, and how long that is. `tooLarge` is what
      nobody else will ever see. */
  take() {
    const [items, tooLarge] = [[], []];
    let characters = 0;
    for (const id of this.unsent) {
      const item = this.items.get(id);
      const more = JSON.stringify(item).length;
      const isFull = items.length === MOST_ITEMS || characters + more > MOST_CHARACTERS;
      if (items.length && isFull) break;
      if (more > LARGEST_ITEM) tooLarge.push(item);
      else {
        items.push(item);
        characters += more;
      }
    }
    [...items, ...tooLarge].forEach((item) => this.unsent.delete(item.id));
    return { items, characters, tooLarge };
  }

  /** It did not go out after all. */
  untake(items) {
    items.forEach((item) => this.unsent.add(item.id));
  }

  /** The pages there are, in their order; `name` is what to call one without a title. */
  pages() {
    return [...this.items.values()]
      .filter((item) => item.type === PAGE && !item.isDeleted)
      .sort((a, b) => a.index - b.index || (a.id < b.id ? -1 : 1))
      .map((item, place) => ({
        id: item.id,
        title: item.title,
        index: item.index,
        name: item.title || `Page ${place + 1}`,
      }));
  }

  /** The drawn items of a page, deleted ones too, as Excalidraw has them. */
  elementsOf(page) {
    return [...this.items.values()].filter((item) => item.page === page && isDrawn(item));
  }
}

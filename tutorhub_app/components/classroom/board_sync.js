import { CaptureUpdateAction, isInvisiblySmallElement } from "@excalidraw/excalidraw";
import { newElementWith, reconcileElements, restoreElements } from "@excalidraw/excalidraw";
import { BoardFiles } from "./board_files.js";
import { PAGE, beats, isDrawn } from "./board_store.js";
import { uuid } from "./room_api.js";

// At most twenty messages of items a second, and as many of cursors as the eye can tell.
const SEND_MS = 50;
// The server counts 32,000 characters as a message, and bears sixty messages a second.
const MS_A_CHARACTER = 25 / 32_000;
const CURSOR_MS = 66;
const CATCH_UP_MS = 250;
// While the line is full, what changes is gathered instead of queued.
const FULL_LINE_BYTES = 1_000_000;

// As a tool: somebody who has not pointed at the board yet, but is on this page.
const NOWHERE = "none";
const shownTool = (tool) => (tool === "laser" ? "laser" : "pointer");
// So much of an empty page is seen on a phone as on a desk, or nearly.
const PAGE_WIDTH = 900;
const LEAST_ZOOM = 0.4;

const SERVER = "server";
const TOO_LARGE = "This is too large for the others to see. Draw it in parts.";
const NOT_UNDONE = { captureUpdate: CaptureUpdateAction.NEVER };

// Half-made things are not for others: restoring an empty text would delete it.
const isWhole = (element) =>
  !isInvisiblySmallElement(element) && !(element.type === "text" && !element.text);

const byIndex = (a, b) => (a.index < b.index ? -1 : a.index > b.index ? 1 : a.id < b.id ? -1 : 1);

/** Items as Excalidraw takes them. Sorted, or it would number them anew. */
export function restored(items) {
  const elements = items.map(({ page, ...element }) => element).sort(byIndex);
  const gone = elements.filter((element) => element.isDeleted);
  const here = elements.filter((element) => !element.isDeleted);
  return [...restoreElements(here, null), ...gone];
}

/**
 * Keeps Excalidraw's scene, the store of the whole board and the room's server in step. The scene
 * holds one page; the store all of them. Give it `attach(api)` once Excalidraw has loaded, and all
 * its changes and pointers.
 *
 * `onChange` is called when `pages`, `page`, `isSaved` or `followed` have changed.
 */
export class BoardSync {
  constructor({ socket, store, ticket, me, onChange, onProblem }) {
    Object.assign(this, { socket, store, me, onChange, onProblem });
    this.api = null;
    this.people = new Map();
    this.cursors = new Map();
    this.views = new Map(); // page -> where it is scrolled to
    this.pages = store.pages();
    this.page = this.pages[0].id;
    this.isSaved = true;
    this.follows = me.door === "student";
    this.mayAt = 0; // when the next message may go out
    this.files = new BoardFiles({
      ticket,
      onArrived: (file) => this.api?.addFiles([file]),
      onRefused: (id, sentence) => {
        this.removePicture(id);
        onProblem(`The picture can not be put on the board. ${sentence}`);
      },
    });
    socket.have = () => store.have();
    this.ends = [
      socket.on("welcome", (message) => this.welcomed(message)),
      socket.on("items", (message) => this.heard(message)),
      socket.on("saved", () => this.saved()),
      socket.on("cursor", (message) => this.pointed(message)),
      socket.on("joined", ({ person }) => this.came(person)),
      socket.on("left", ({ id }) => this.went(id)),
    ];
  }

  close() {
    this.ends.forEach((end) => end());
    this.files.close();
    [this.sending, this.catchingUp, this.pointing, this.drawing].forEach(clearTimeout);
  }

  attach(api) {
    this.api = api;
    // Whoever was quick has drawn already.
    this.changed(api.getSceneElementsIncludingDeleted(), api.getFiles());
    this.showPage();
  }

  // ---- from here to the others

  changed(elements, files) {
    if (this.store.drew(elements, this.page, isWhole)) this.sendSoon();
    this.files.offer(elements, files);
    if (elements.some((element) => this.isBehind(element))) this.catchUpSoon();
  }

  sendSoon() {
    this.saving();
    if (this.sending) return;
    const rest = Math.max(0, this.mayAt - performance.now());
    this.sending = setTimeout(() => this.sendNow(), rest);
  }

  sendNow() {
    this.sending = null;
    if (this.socket.state !== "inside") return; // all of it is sent when we are back
    let pause = SEND_MS;
    if (this.socket.waitingBytes < FULL_LINE_BYTES) {
      const { items, characters, tooLarge } = this.store.take();
      if (tooLarge.length) this.onProblem(TOO_LARGE);
      if (items.length && !this.socket.send("items", { items })) this.store.untake(items);
      pause = Math.max(SEND_MS, characters * MS_A_CHARACTER);
    }
    this.mayAt = performance.now() + pause;
    if (this.store.unsent.size) this.sendSoon();
  }

  pointer({ pointer, button }) {
    this.own = { x: pointer.x, y: pointer.y, tool: pointer.tool, button };
    if (this.pointing) return;
    this.pointing = setTimeout(() => this.tellCursor(), CURSOR_MS);
  }

  tellCursor() {
    clearTimeout(this.pointing);
    this.pointing = null;
    const selected = Object.keys(this.api?.getAppState().selectedElementIds ?? {}).slice(0, 50);
    const at = this.own ?? { x: 0, y: 0, tool: NOWHERE, button: "up" };
    this.socket.send("cursor", { page: this.page, ...at, selected });
  }

  // ---- from the others to here

  welcomed({ items, people, wanted }) {
    this.people = new Map(people.map((person) => [person.id, person]));
    this.cursors.clear();
    this.show(this.store.welcomed(items, wanted));
    this.refreshPages();
    if (this.store.unsent.size) this.sendSoon();
    else this.saved();
    this.tellCursor();
    this.drawCursors();
  }

  heard({ items, from }) {
    this.show(this.store.received(items));
    // The server had something newer than what was sent: there is nothing to save.
    if (from === SERVER) this.saved();
  }

  show(items) {
    if (items.some((item) => item.type === PAGE)) this.refreshPages();
    this.merge(items.filter((item) => item.page === this.page && isDrawn(item)));
  }

  merge(items) {
    if (!this.api || !items.length) return;
    const local = this.api.getSceneElementsIncludingDeleted();
    const elements = reconcileElements(local, restored(items), this.api.getAppState());
    this.api.updateScene({ elements, ...NOT_UNDONE });
    this.files.want(items);
  }

  /** What is being edited here is kept from others' changes; when it is put down, they count. */
  isBehind(element) {
    const known = this.store.items.get(element.id);
    return known !== undefined && beats(known, element);
  }

  catchUpSoon() {
    this.catchingUp ??= setTimeout(() => {
      this.catchingUp = null;
      const local = this.api.getSceneElementsIncludingDeleted();
      const behind = local.filter((element) => this.isBehind(element));
      this.merge(behind.map(({ id }) => this.store.items.get(id)));
    }, CATCH_UP_MS);
  }

  pointed({ from, type, ...cursor }) {
    this.cursors.set(from, cursor);
    this.follow();
    this.drawCursors();
  }

  came(person) {
    this.people.set(person.id, person);
    this.tellCursor();
    this.drawCursors();
  }

  went(id) {
    this.people.delete(id);
    this.cursors.delete(id);
    this.drawCursors();
  }

  drawCursors() {
    this.drawing ??= setTimeout(() => {
      this.drawing = null;
      this.api?.updateScene({ collaborators: this.collaborators() });
    }, 16);
  }

  collaborators() {
    const here = [...this.people.values()].filter(
      ({ id }) => id !== this.me.id && this.cursors.get(id)?.page === this.page,
    );
    return new Map(
      here.map(({ id, name, colour }) => {
        const { x, y, tool, button, selected } = this.cursors.get(id);
        const collaborator = {
          id,
          socketId: id,
          username: name,
          color: { background: colour, stroke: colour },
          pointer: tool === NOWHERE ? undefined : { x, y, tool: shownTool(tool) },
          button: button === "down" ? "down" : "up",
          selectedElementIds: Object.fromEntries((selected ?? []).map((each) => [each, true])),
        };
        return [id, collaborator];
      }),
    );
  }

  // ---- pages

  refreshPages() {
    const place = this.pages.findIndex(({ id }) => id === this.page);
    this.pages = this.store.pages();
    if (!this.pages.some(({ id }) => id === this.page)) {
      // It was deleted elsewhere; the one in its place is nearest.
      this.showOther(this.pages[Math.min(Math.max(place, 0), this.pages.length - 1)].id);
    }
    this.follow(); // the teacher may have gone before the page was known here
    this.onChange();
  }

  /** To another page, because somebody here wants to. */
  go(page) {
    if (page !== this.teachersPage()) this.setFollows(false);
    this.showOther(page);
  }

  showOther(page) {
    if (page === this.page) return;
    this.keepView();
    this.page = page;
    this.showPage();
    this.tellCursor();
    this.onChange();
  }

  showPage() {
    if (!this.api) return;
    const items = this.store.elementsOf(this.page);
    const elements = restored(items);
    const selected = { selectedElementIds: {}, editingGroupId: null };
    this.api.updateScene({ elements, appState: selected, ...NOT_UNDONE });
    // What was done on another page can not be undone on this one.
    this.api.history.clear();
    this.files.want(items);
    const view = this.views.get(this.page);
    const shown = elements.filter((element) => !element.isDeleted);
    if (view) this.api.updateScene({ appState: view, ...NOT_UNDONE });
    else if (shown.length) {
      this.api.scrollToContent(shown, { fitToContent: true, animate: false, maxZoom: 1 });
    } else {
      const { width } = this.api.getAppState();
      const zoom = { value: Math.max(LEAST_ZOOM, Math.min(1, width / PAGE_WIDTH)) };
      this.api.updateScene({ appState: { scrollX: 0, scrollY: 0, zoom }, ...NOT_UNDONE });
    }
    this.drawCursors();
  }

  keepView() {
    const { scrollX, scrollY, zoom } = this.api?.getAppState() ?? {};
    if (zoom) this.views.set(this.page, { scrollX, scrollY, zoom });
  }

  addPage() {
    const id = `page:${uuid()}`;
    const index = Math.max(...this.pages.map((page) => page.index)) + 1;
    this.putPage(id, { type: PAGE, page: "", isDeleted: false, index, title: "" });
    this.go(id);
  }

  renamePage(id, title) {
    this.putPage(id, { title: title.trim().slice(0, 80) });
  }

  deletePage(id) {
    if (this.pages.length > 1) this.putPage(id, { isDeleted: true });
  }

  restorePage(id) {
    this.putPage(id, { isDeleted: false });
    this.go(id);
  }

  putPage(id, changes) {
    this.store.put(id, changes);
    this.refreshPages();
    this.sendSoon();
  }

  // ---- following the teacher from page to page

  teachersPage() {
    const teacher = [...this.people.values()].find(
      ({ id, door }) => door === "teacher" && id !== this.me.id,
    );
    return teacher && this.cursors.get(teacher.id)?.page;
  }

  setFollows(follows) {
    if (this.me.door !== "student" || this.follows === follows) return;
    this.follows = follows;
    this.follow();
    this.onChange();
  }

  follow() {
    const page = this.follows && this.teachersPage();
    // Nobody's stroke is torn off.
    if (!page || this.own?.button === "down") return;
    if (this.pages.some(({ id }) => id === page)) this.showOther(page);
  }

  // ---- the rest

  removePicture(fileId) {
    const elements = this.api
      .getSceneElementsIncludingDeleted()
      .map((element) =>
        element.fileId === fileId ? newElementWith(element, { isDeleted: true }) : element,
      );
    this.api.updateScene({ elements, ...NOT_UNDONE });
  }

  saving() {
    if (this.isSaved) {
      this.isSaved = false;
      this.onChange();
    }
  }

  saved() {
    if (!this.isSaved && !this.store.unsent.size) {
      this.isSaved = true;
      this.onChange();
    }
  }
}

import { createElement, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { Link, useLocation, useNavigate } from "react-router";

const KEYS_OFF = "tutorhub-list-keys-off";

/**
 * The address with these parameters changed; empty ones are left out. Whatever changes but the
 * page itself begins at the first page.
 */
function addressWith({ pathname, search }, changes) {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ page: "", ...changes })) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  return text ? `${pathname}?${text}` : pathname;
}

/** A link to this list with one parameter changed. Switched off, it keeps its place and the focus. */
export function ListLink({ name, value, off, children, ...rest }) {
  const location = useLocation();
  const stay = (event) => event.preventDefault();
  return createElement(
    Link,
    {
      ...rest,
      to: addressWith(location, { [name]: value }),
      ...(off ? { "aria-disabled": "true", onClick: stay } : {}),
    },
    children,
  );
}

/** A column's header that sorts by it, and by it the other way round when pressed again. */
export function SortHeader({ name, current, first, children, ...rest }) {
  const location = useLocation();
  const isUp = current === name;
  const isDown = current === `-${name}`;
  const falls = isUp || (!isDown && first === "descending");
  const order = isUp ? "ascending" : isDown ? "descending" : "none";
  return createElement(
    "th",
    { ...rest, scope: "col", role: "columnheader", "aria-sort": order },
    createElement(
      Link,
      { to: addressWith(location, { sort: falls ? `-${name}` : name }), preventScrollReset: true },
      children,
    ),
  );
}

/**
 * The controls that narrow a list; each is named after its parameter of the address. A choice goes
 * there at once, a typed text with Enter. What they show follows the address, after Back, too; none
 * is made anew, so none loses the focus.
 */
export function ListForm({ children, label, className }) {
  const form = useRef(null);
  const location = useLocation();
  const navigate = useNavigate();
  const asked = useRef("");
  const isNew = useRef(true);

  const controls = () => [...form.current.elements].filter((control) => control.name);
  const usual = (control) => control.dataset.usual ?? "";
  const show = (isShown) => {
    const query = new URLSearchParams(location.search);
    for (const control of controls().filter(isShown)) {
      const value = query.get(control.name) ?? usual(control);
      if (control.value !== value) control.value = value;
    }
  };

  // Options may come later than the address that chooses one; a text may be half typed.
  useEffect(() => show((control) => control.tagName === "SELECT"));
  useEffect(() => {
    asked.current = "";
    // The page is shown before it is alive: what was typed meanwhile stays.
    show((control) => !isNew.current || control.value === (control.defaultValue ?? control.value));
    isNew.current = false;
  }, [location.search]);

  const go = () => {
    const changes = {};
    for (const control of controls()) {
      if (!control.validity.valid) continue;
      const value = control.value.trim();
      changes[control.name] = value === usual(control) ? "" : value;
    }
    const address = addressWith(location, changes);
    if (address === asked.current) return;
    asked.current = address;
    navigate(address, { preventScrollReset: true });
  };
  const onSubmit = (event) => {
    event.preventDefault();
    go();
  };
  const onChange = ({ target }) => {
    const isChoice = target.tagName === "SELECT" || target.type === "date";
    const isCleared = target.type === "search" && target.value === "";
    if (isChoice || isCleared) go();
  };
  return createElement(
    "form",
    { ref: form, role: "search", "aria-label": label, className, onSubmit, onChange, noValidate: true },
    children,
  );
}

/** The links or buttons that open the rows, in their order. */
function rowOpeners() {
  return [...document.querySelectorAll("#main [data-row]")].filter(
    (opener) => opener.getClientRects().length > 0,
  );
}

function isTyping(element) {
  return Boolean(element?.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]"));
}

/** Moves the focus to the next row, or the one before. False when there is none to go to. */
function move(step, isArrow) {
  const openers = rowOpeners();
  const active = document.activeElement;
  const here = openers.findIndex((opener) => opener.closest("tr, li")?.contains(active));
  // Away from the rows the arrow keys scroll the page, as everywhere.
  if (here < 0 && isArrow) return false;
  const next = here < 0 ? openers[step > 0 ? 0 : openers.length - 1] : openers[here + step];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function act(key) {
  if (key in STEPS) return move(STEPS[key], key.startsWith("Arrow"));
  const search = key === "/" && document.querySelector("#main input[type=search]");
  if (!search) return false;
  search.focus();
  search.select();
  return true;
}

/** Tells of it when the keys are switched in this tab or another one. */
function onSwitch(tell) {
  window.addEventListener("storage", tell);
  return () => window.removeEventListener("storage", tell);
}

/** What keys do in lists; and, as keys of one letter must, they can be switched off. */
export function ListKeys({ className, search }) {
  const isOff = useSyncExternalStore(
    onSwitch,
    () => localStorage.getItem(KEYS_OFF) !== null,
    () => false,
  );

  // Before the list is painted: who sees its rows can use the keys.
  useLayoutEffect(() => {
    if (isOff) return undefined;
    const onKey = (event) => {
      const withOthers = event.ctrlKey || event.metaKey || event.altKey;
      if (withOthers || event.defaultPrevented) return;
      // A search has one line: down from it is the first row that it found.
      const leaves = event.key === "ArrowDown" && event.target.closest("#main input[type=search]");
      if (leaves ? move(1, false) : !isTyping(event.target) && act(event.key)) {
        event.preventDefault();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOff]);

  const turn = () => {
    if (isOff) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
    // Other tabs are told by the browser, this one is not.
    window.dispatchEvent(new StorageEvent("storage", { key: KEYS_OFF }));
  };
  const key = (name) => createElement("kbd", { key: name }, name);
  const words = isOff
    ? ["Keys for this list are off. "]
    : [
        ...(search ? [key("/"), " search, "] : []),
        key("j"),
        " ",
        key("k"),
        " next and previous row, ",
        key("Enter"),
        " open. ",
      ];
  return createElement(
    "p",
    { className },
    ...words,
    createElement(
      "button",
      { type: "button", onClick: turn },
      isOff ? "Turn the keys on" : "Turn the keys off",
    ),
  );
}

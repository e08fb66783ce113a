/** Small helpers to make elements and keep things for as long as the tab lives. */

export const find = (selector, within = document) => within.querySelector(selector);

/** An element; `on*` properties are listeners, true is a bare attribute, null is none. */
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** Text in which `words like these` stand as code. */
export function prose(text) {
  return text.split("`").map((part, at) => (at % 2 ? el("code", {}, part) : part));
}

/** Paragraphs of a text with empty lines between them. */
export function paragraphs(text) {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => el("p", {}, prose(part.trim().replace(/\s+/g, " "))));
}

/** Says something to those who listen rather than look. */
export function say(text) {
  find("#said").textContent = text;
}

const PREFIX = "tutorhub-face:";

/** What was kept in this tab under the name, else `otherwise`. */
export function kept(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full or closed storage costs the memory of a reload, nothing else.
  }
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
    return true;
  } catch {
    // Without https there is no clipboard; the old way still works.
    const area = el("textarea", { value: text, class: "hidden" });
    (find("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    say(done ? `${what} copied` : `${what} could not be copied`);
    return done;
  }
}

/** A button that copies what `text()` gives, and says so. */
export function copyButton(label, what, text) {
  const button = el("button", { type: "button", class: "button quiet small" }, label);
  button.addEventListener("click", async () => {
    const done = await copy(text(), what);
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => {
      button.textContent = label;
    }, 1600);
  });
  return button;
}

/** JSON for people: laid out, coloured, and with its mistakes found. */

import { el } from "./dom.js";

const LARGEST_COLOURED = 200_000;
const TOKEN =
  /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

export function laidOut(value) {
  return JSON.stringify(value, null, 2);
}

/** A `pre` with the text in colours; keys, texts, numbers and words each in its own. */
export function coloured(text) {
  const code = el("code");
  if (text.length > LARGEST_COLOURED) {
    code.textContent = text;
  } else {
    let at = 0;
    for (const match of text.matchAll(TOKEN)) {
      code.append(text.slice(at, match.index));
      const [whole, quoted, colon, word] = match;
      const kind = quoted ? (colon ? "key" : "text") : word ? "word" : "number";
      code.append(el("span", { class: `json-${kind}` }, quoted ?? whole), colon ?? "");
      at = match.index + whole.length;
    }
    code.append(text.slice(at));
  }
  // It scrolls sideways, so it can be reached by key.
  return el("pre", { class: "code", tabindex: "0" }, code);
}

/** A sentence about what keeps the text from being JSON; null when nothing does. */
export function mistakeIn(text) {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const place = /position (\d+)/.exec(error.message);
    const what = error.message
      .replace(/ in JSON at position.*$/, "")
      .replace(/^JSON\.parse: /, "")
      .replace(/, "[\s\S]*$/, "");
    if (!place) return `Not JSON yet: ${what}.`;
    const line = text.slice(0, Number(place[1])).split("\n").length;
    return `Not JSON yet, line ${line}: ${what}.`;
  }
}

/** What a request was answered, or why it was not. */

import { copyButton, el } from "./dom.js";
import { coloured, laidOut } from "./json.js";

const PHRASES = {
  200: "OK",
  201: "Created",
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

export function showWaiting(place, giveUp) {
  place.setAttribute("aria-busy", "true");
  // A quick answer comes without a flicker; what was there stays until then.
  place.querySelector(".answer-head")?.classList.add("old");
  if (!place.childElementCount) {
    place.replaceChildren(el("p", { class: "hint" }, "Waiting for the answer…"));
  }
  const stop = el("button", { type: "button", class: "button quiet small stop" }, "Give up");
  stop.addEventListener("click", giveUp);
  place.append(stop);
}

export function showAnswer(place, answer) {
  const { status, milliseconds, headers, request } = answer;
  const { text, isJson } = readable(answer.text);
  const address = request.url.slice(location.origin.length);
  const phrase = answer.phrase || PHRASES[status] || "";
  place.removeAttribute("aria-busy");
  place.replaceChildren(
    el("h2", {}, "Answer"),
    el(
      "p",
      { class: "answer-head row", role: "status" },
      el("span", { class: `status s${String(status)[0]}` }, `${status} ${phrase}`),
      el("span", {}, `${milliseconds} ms`),
      el("span", {}, size(answer.text)),
      el("code", { class: "asked" }, `${request.method} ${address}`),
    ),
    answer.signIn
      ? el(
          "p",
          { class: "notice" },
          "This route needs a token. ",
          el(
            "button",
            { type: "button", class: "button small", onclick: answer.signIn },
            "Sign in",
          ),
        )
      : "",
    el(
      "div",
      { class: "with-tool" },
      isJson ? coloured(text) : el("pre", { class: "code", tabindex: "0" }, text || "(no body)"),
      copyButton("Copy", "The answer", () => text),
    ),
    el(
      "details",
      { class: "fold" },
      el("summary", {}, `Headers (${headers.length})`),
      el(
        "dl",
        { class: "fields" },
        headers.map(([name, value]) =>
          el("div", {}, el("dt", {}, el("code", {}, name)), el("dd", {}, value)),
        ),
      ),
    ),
  );
}

/** `error` is null when the person gave up. */
export function showFailure(place, error, again) {
  place.removeAttribute("aria-busy");
  place.replaceChildren(
    el("h2", {}, "Answer"),
    el(
      "p",
      { class: `notice ${error ? "bad" : ""}`, role: error ? "alert" : "status" },
      error
        ? "No answer came: the server or the network is away. What you typed is still here. "
        : "You gave up waiting. The server may still have done it. ",
      el("button", { type: "button", class: "button small", onclick: again }, "Send again"),
    ),
  );
}

function readable(text) {
  try {
    return { text: laidOut(JSON.parse(text)), isJson: true };
  } catch {
    return { text, isJson: false };
  }
}

function size(text) {
  const bytes = new Blob([text]).size;
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}

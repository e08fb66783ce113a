/** One route: what it is, how it is tried, and what it answered. */

import { showAnswer, showWaiting, showFailure } from "./answer.js";
import { copyButton, el, find, keep, kept, paragraphs, prose } from "./dom.js";
import { bodyField, Draft, parameterGroups } from "./form.js";
import { askedAs, onIdentity, openIdentity } from "./identity.js";
import { coloured, laidOut } from "./json.js";
import { remember } from "./known.js";
import { curlOf, missingIn, requestOf } from "./request.js";

const { root } = document.documentElement.dataset;
const ACCESS = {
  token: "Needs a token",
  optional: "A token is optional",
  public: "Open to everyone",
};
// The last answer of each route stays for as long as the page does.
const answers = new Map();

let current = null;
onIdentity(() => current?.refresh());

export function showRoute(panel, document, route) {
  const draft = new Draft(route);
  const answer =
    answers.get(route.slug) ?? el("section", { class: "answer", "aria-label": "Answer" });
  answers.set(route.slug, answer);
  const form = el("form", { class: "stack", novalidate: true, autocomplete: "off" });
  const curl = el("pre", { class: "code wraps" });
  const problem = el("p", { class: "problem", role: "alert" });
  const send = el("button", { class: "button solid" }, "Send", el("kbd", {}, "Ctrl ⏎"));

  const request = () => requestOf(route, draft.values, { root, token: askedAs().token });
  const command = () => curlOf(request());
  const refresh = () => {
    curl.textContent = curlOf(request(), { masked: true });
  };
  const changed = () => {
    draft.save();
    refresh();
  };
  form.append(
    ...parameterGroups(document, route, draft, changed),
    ...bodyField(document, route, draft, changed),
    el(
      "div",
      { class: "row" },
      send,
      copyButton("Copy as curl", "The curl command", command),
      problem,
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.textContent = "";
    const missing = missingIn(route, draft.values);
    if (missing.length) {
      problem.textContent = `The address needs ${missing.join(" and ")}.`;
      find(`[name="path ${missing[0]}"]`, form).focus();
      return;
    }
    sendNow(route, draft, answer, send);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  current = { refresh };
  refresh();

  panel.replaceChildren(
    head(route),
    form,
    el(
      "details",
      {
        class: "fold",
        open: kept("curl-open", false),
        ontoggle: (event) => keep("curl-open", event.target.open),
      },
      el("summary", {}, "As curl"),
      curl,
    ),
    answer,
    whatItAnswers(route),
  );
}

export function leaveRoute() {
  current = null;
}

function head(route) {
  const title = el("h1", { tabindex: "-1" }, route.title);
  const access = el("span", { class: `tag ${route.access}` }, ACCESS[route.access]);
  return el(
    "header",
    { class: "head" },
    el("a", { href: "#", class: "back" }, "All routes"),
    el("div", { class: "row" }, title, access),
    el(
      "div",
      { class: "row address" },
      el("span", { class: `method ${route.method.toLowerCase()}` }, route.method),
      el("code", { class: "path" }, route.path),
      copyButton("Copy link", "The link to this route", () => location.href),
    ),
    ...paragraphs(route.description),
  );
}

async function sendNow(route, draft, answer, send) {
  const { token, credentials } = askedAs();
  const request = requestOf(route, draft.values, { root, token });
  const giveUp = new AbortController();
  send.disabled = true;
  showWaiting(answer, () => giveUp.abort());
  const started = performance.now();
  try {
    const found = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      credentials,
      cache: "no-store",
      signal: giveUp.signal,
    });
    const text = await found.text();
    showAnswer(answer, {
      request,
      status: found.status,
      phrase: found.statusText,
      headers: [...found.headers],
      milliseconds: Math.round(performance.now() - started),
      text,
      signIn: found.status === 401 && !token ? openIdentity : null,
    });
    if (found.ok) learn(text);
  } catch (error) {
    showFailure(answer, giveUp.signal.aborted ? null : error, () => send.form.requestSubmit());
  } finally {
    send.disabled = false;
    answer.scrollIntoView({ block: "nearest" });
  }
}

function learn(text) {
  try {
    remember(JSON.parse(text));
  } catch {
    // Not JSON: there are no ids in it.
  }
}

function whatItAnswers(route) {
  // Failures that are the same everywhere stand behind the route's own.
  const common = route.answers.filter((one) => one.examples[0]?.name === "failure");
  const own = route.answers.filter((one) => !common.includes(one));
  return el(
    "section",
    { class: "answers", "aria-labelledby": "answers-title" },
    el("h2", { id: "answers-title" }, "What it answers"),
    own.map(answerOf),
    el(
      "details",
      { class: "fold" },
      el("summary", {}, "What any route can answer", common.flatMap((one) => [" ", statusOf(one)])),
      el("div", { class: "answers" }, common.map(answerOf)),
    ),
  );
}

function answerOf(one) {
  return el(
    "details",
    { class: "fold" },
    el("summary", {}, statusOf(one), " ", prose(one.description)),
    one.examples.map((example) =>
      el(
        "figure",
        {},
        example.name === "failure" ? null : el("figcaption", {}, example.name),
        coloured(laidOut(example.value)),
      ),
    ),
  );
}

function statusOf({ status }) {
  return el("span", { class: `status s${status[0]}` }, status);
}

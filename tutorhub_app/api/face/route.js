/** One route: what it is, the form that tries it, and what it answered. */

import { showAnswer, showWaiting, showFailure } from "./answer.js";
import { copyButton, el, find, keep, kept, paragraphs, prose } from "./dom.js";
import { askedAs, onIdentity, openIdentity } from "./identity.js";
import { coloured, laidOut, mistakeIn } from "./json.js";
import { knownIds, ofToday, remember } from "./known.js";
import { choicesOf, notNull, typeOf } from "./model.js";
import { curlOf, isList, missingIn, requestOf } from "./request.js";

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
  const answer = answers.get(route.slug) ?? el("section", { class: "answer", "aria-label": "Answer" });
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

/** What was typed for a route, kept until the tab is closed. */
class Draft {
  constructor(route) {
    this.name = `draft:${root}:${route.slug}`;
    this.values = { path: {}, query: {}, header: {}, body: null, ...kept(this.name, {}) };
    for (const { name, example, ...parameter } of route.parameters) {
      if (parameter.in === "path") this.values.path[name] ||= knownIds(name)[0] ?? "";
      else if (parameter.required) this.values[parameter.in][name] ??= ofToday(example) ?? "";
    }
    this.values.body ??= exampleBody(route.body?.examples[0]);
  }

  save() {
    keep(this.name, this.values);
  }
}

function exampleBody(example) {
  return example ? laidOut(ofToday(example.value)) : "";
}

function parameterGroups(document, route, draft, changed) {
  const group = (name, members) =>
    members.length
      ? [
          el(
            "fieldset",
            { class: "group" },
            el("legend", {}, name),
            members.map((one) => field(document, one, draft, changed)),
          ),
        ]
      : [];
  const own = route.parameters.filter((one) => !one.common);
  const common = route.parameters.filter((one) => one.common);
  const used = common.some((one) => draft.values[one.in][one.name]);
  return [
    ...group("In the address", own.filter((one) => one.in === "path")),
    ...group("Query", own.filter((one) => one.in === "query")),
    ...group("Headers", own.filter((one) => one.in === "header")),
    ...(common.length
      ? [
          el(
            "details",
            { class: "fold", open: used },
            el("summary", {}, `Common parameters (${common.length})`),
            el(
              "div",
              { class: "group" },
              common.map((one) => field(document, one, draft, changed)),
            ),
          ),
        ]
      : []),
  ];
}

function field(document, parameter, draft, changed) {
  const id = `${parameter.in}-${parameter.name}`;
  const values = draft.values[parameter.in];
  const choices = isList(parameter) ? null : choicesOf(document, parameter.schema);
  const hint = [parameter.description, isList(parameter) ? "Several with commas between." : ""]
    .filter(Boolean)
    .join(" ");
  const common = {
    id,
    name: `${parameter.in} ${parameter.name}`,
    "aria-describedby": hint ? `${id}-hint` : null,
  };
  const control = choices
    ? el(
        "select",
        common,
        el("option", { value: "" }, defaultText(parameter)),
        choices.map((choice) => el("option", { value: choice }, choice)),
      )
    : el("input", {
        ...common,
        list: `${id}-known`,
        placeholder: placeholder(document, parameter),
        spellcheck: "false",
        autocapitalize: "off",
      });
  control.value = values[parameter.name] ?? "";
  control.addEventListener("input", () => {
    values[parameter.name] = control.value;
    changed();
  });
  const known = choices
    ? null
    : el(
        "datalist",
        { id: `${id}-known` },
        knownIds(parameter.name).map((one) => el("option", { value: one })),
      );
  const tools =
    parameter.name === "Idempotency-Key"
      ? el(
          "button",
          {
            type: "button",
            class: "button quiet small",
            onclick: () => {
              control.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
              control.dispatchEvent(new Event("input"));
            },
          },
          "New key",
        )
      : null;
  return el(
    "div",
    { class: "field" },
    el(
      "label",
      { for: id },
      el("code", {}, parameter.name),
      parameter.required ? el("span", { class: "required" }, "required") : null,
    ),
    tools ? el("div", { class: "with-button" }, control, tools) : control,
    known,
    hint ? el("p", { id: `${id}-hint`, class: "hint" }, prose(hint)) : null,
  );
}

function defaultText(parameter) {
  const value = parameter.schema.default;
  if (value === undefined || value === null) return "not sent";
  return `not sent (${value})`;
}

function placeholder(document, parameter) {
  const example = ofToday(parameter.example) ?? parameter.schema.default;
  return example === undefined || example === null
    ? typeOf(document, notNull(document, parameter.schema))
    : String(example);
}

function bodyField(document, route, draft, changed) {
  if (!route.body) return [];
  const { examples } = route.body;
  const state = el("p", { class: "hint", id: "body-state" });
  const area = el("textarea", {
    id: "body",
    class: "mono",
    rows: "8",
    spellcheck: "false",
    autocapitalize: "off",
    "aria-describedby": "body-state",
  });
  area.value = draft.values.body;
  const check = () => {
    const mistake = area.value.trim() ? mistakeIn(area.value) : null;
    state.textContent = mistake ?? (area.value.trim() ? "" : "Empty: no body is sent.");
    state.classList.toggle("problem", Boolean(mistake));
    area.rows = Math.min(24, Math.max(4, area.value.split("\n").length + 1));
  };
  const set = (text) => {
    area.value = text;
    typed();
  };
  const typed = () => {
    draft.values.body = area.value;
    check();
    changed();
  };
  area.addEventListener("input", typed);
  check();
  const choose =
    examples.length > 1
      ? [
          el("label", { class: "hidden", for: "example" }, "Example"),
          el(
            "select",
            {
              id: "example",
              onchange: (event) => {
                const example = examples[Number(event.target.value)];
                if (example) set(exampleBody(example));
              },
            },
            el("option", { value: "" }, "Examples"),
            examples.map((one, at) => el("option", { value: String(at) }, one.name)),
          ),
        ]
      : [
          el(
            "button",
            { type: "button", class: "button quiet small", onclick: () => set(exampleBody(examples[0])) },
            "Example",
          ),
        ];
  const layOut = el(
    "button",
    {
      type: "button",
      class: "button quiet small",
      onclick: () => {
        if (!mistakeIn(area.value)) set(laidOut(JSON.parse(area.value)));
      },
    },
    "Lay out",
  );
  return [
    el(
      "fieldset",
      { class: "group" },
      el("legend", {}, "Body"),
      el(
        "div",
        { class: "field wide" },
        el(
          "div",
          { class: "row between" },
          el("label", { for: "body" }, "JSON"),
          el("div", { class: "row" }, choose, layOut),
        ),
        area,
        state,
      ),
      fieldTable(route.body),
    ),
  ];
}

function fieldTable(body) {
  if (!body.fields.length) return null;
  return el(
    "details",
    { class: "fold wide" },
    el("summary", {}, `Fields of the body (${body.fields.length})`),
    el(
      "dl",
      { class: "fields" },
      body.fields.map((one) =>
        el(
          "div",
          {},
          el(
            "dt",
            {},
            el("code", {}, one.name),
            one.required ? el("span", { class: "required" }, "required") : null,
          ),
          el("dd", {}, one.type, one.description ? el("span", { class: "hint" }, prose(one.description)) : null),
        ),
      ),
    ),
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
      el("summary", {}, "What any route can answer ", common.map(statusOf)),
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

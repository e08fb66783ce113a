/** The form of a route: a field for each parameter, one for the body, and what was typed. */

import { el, keep, kept, prose } from "./dom.js";
import { laidOut, mistakeIn } from "./json.js";
import { knownIds, ofToday } from "./known.js";
import { choicesOf, notNull, typeOf } from "./model.js";
import { isList } from "./request.js";

const { root } = document.documentElement.dataset;

/** What was typed for a route, kept until the tab is closed. */
export class Draft {
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

export function parameterGroups(document, route, draft, changed) {
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

export function bodyField(document, route, draft, changed) {
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
            {
              type: "button",
              class: "button quiet small",
              onclick: () => set(exampleBody(examples[0])),
            },
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
          el(
            "dd",
            {},
            one.type,
            one.description ? el("span", { class: "hint" }, prose(one.description)) : null,
          ),
        ),
      ),
    ),
  );
}

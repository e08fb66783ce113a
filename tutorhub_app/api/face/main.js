/** The API Face: the list of routes, and the one that the address names. */

import { el, find, paragraphs } from "./dom.js";
import { setUpIdentity } from "./identity.js";
import { markCurrent, showList } from "./list.js";
import { routesOf } from "./model.js";
import { leaveRoute, showRoute } from "./route.js";

const { root, outside, prefix, title } = document.documentElement.dataset;
const APIS = [
  ["Scheduling", "/coursescheduling-api"],
  ["Catalogue", "/tutorcatalog-api"],
  ["Accounts", "/auth-api"],
];

let api = null;
let routes = [];

function showApis() {
  find(".apis").append(
    ...APIS.map(([name, at]) => {
      const here = at === prefix;
      const href = here ? `${root}/` : `${outside}${at}/`;
      return el("a", { href, "aria-current": here ? "page" : null }, name);
    }),
  );
}

async function load() {
  const panel = find("#panel");
  try {
    const answer = await fetch(`${root}/openapi.json`);
    if (!answer.ok) throw new Error(`The document was answered ${answer.status}.`);
    api = await answer.json();
  } catch {
    panel.replaceChildren(
      el(
        "p",
        { class: "notice bad", role: "alert" },
        "The API's document could not be loaded. ",
        el("button", { type: "button", class: "button small", onclick: load }, "Try again"),
      ),
    );
    return;
  }
  routes = routesOf(api);
  showList(api, routes, {
    open: (slug) => {
      location.hash = slug;
    },
  });
  if (api.paths["/health"]) {
    find(".links").append(el("li", {}, el("a", { href: `${root}/health` }, "Health")));
  }
  show({ first: true });
}

function show({ first = false } = {}) {
  const slug = location.hash.slice(1);
  const route = routes.find((one) => one.slug === slug) ?? null;
  const panel = find("#panel");
  document.body.dataset.view = route ? "route" : "list";
  markCurrent(route?.slug ?? null);
  if (route) {
    document.title = `${route.method} ${route.path} · ${title}`;
    showRoute(panel, api, route);
  } else {
    document.title = title;
    leaveRoute();
    panel.replaceChildren(...home(slug));
  }
  if (!first) {
    window.scrollTo(0, 0);
    find("h1", panel)?.focus({ preventScroll: true });
  }
}

function home(slug) {
  const lost = slug
    ? [el("p", { class: "notice bad" }, `There is no route #${slug} here.`)]
    : [];
  return [
    ...lost,
    el("h1", { tabindex: "-1" }, api.info.title),
    el(
      "p",
      { class: "hint" },
      `Version ${api.info.version} at `,
      el("code", {}, location.origin + root),
    ),
    ...paragraphs(api.info.description ?? ""),
    el(
      "ol",
      { class: "steps" },
      el("li", {}, el("b", {}, "Choose who asks."), " Sign in above for a token, or stay nobody."),
      el(
        "li",
        {},
        el("b", {}, "Choose a route."),
        " The filter finds it by any word; the key / leads there.",
      ),
      el(
        "li",
        {},
        el("b", {}, "Send."),
        " Bodies are filled with an example, and ids with those of earlier answers.",
      ),
    ),
  ];
}

find("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  find("#main").focus();
});
window.addEventListener("hashchange", () => api && show());
showApis();
setUpIdentity();
await load();

/** The list of routes, and the filter above it. */

import { el, find } from "./dom.js";
import { byTag } from "./model.js";

let links = [];

export function showList(document, routes, { open }) {
  const list = find("#routes");
  links = [];
  list.replaceChildren(
    ...byTag(document, routes).map((group) => {
      const id = `tag-${group.name.replace(/\W+/g, "-")}`;
      const items = group.members.map((route) => item(route));
      return el(
        "section",
        { "aria-labelledby": id },
        el("h2", { id }, group.name),
        el("ul", {}, items),
      );
    }),
  );
  const filter = find("#filter");
  filter.addEventListener("input", () => apply(filter.value));
  filter.addEventListener("keydown", (event) => {
    const first = shownLinks()[0];
    if (event.key === "Enter" && first) open(first.hash.slice(1));
    if (event.key === "ArrowDown" && first) first.focus();
    if (event.key === "Escape") {
      filter.value = "";
      apply("");
    }
    if (["Enter", "ArrowDown"].includes(event.key)) event.preventDefault();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = shownLinks();
    const at = shown.indexOf(event.target) + step;
    (at < 0 ? filter : (shown[at] ?? shown.at(-1))).focus();
  });
  window.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (window.document.body.dataset.view === "route" && !filter.offsetParent) location.hash = "";
    filter.focus();
  });
  apply("");
}

/** Mark the route that is shown; null for none. */
export function markCurrent(slug) {
  for (const { link } of links) {
    if (link.hash === `#${slug}`) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest" });
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

function item(route) {
  const path = el("span", { class: "path" });
  // Long addresses break at their slashes.
  route.path.split("/").forEach((part, at) => {
    if (at) path.append("/", el("wbr"));
    path.append(part);
  });
  const link = el(
    "a",
    { href: `#${route.slug}`, class: "route-link", title: route.title },
    el("span", { class: `method ${route.method.toLowerCase()}` }, route.method),
    path,
  );
  const line = el("li", {}, link);
  const words = `${route.method} ${route.path} ${route.title} ${route.description} ${route.tag}`;
  links.push({ link, line, words: words.toLowerCase() });
  return line;
}

function shownLinks() {
  return links.filter(({ line }) => !line.hidden).map(({ link }) => link);
}

function apply(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { line, words } of links) {
    line.hidden = !wanted.every((word) => words.includes(word));
    found += line.hidden ? 0 : 1;
  }
  for (const section of find("#routes").children) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  const all = `${links.length} ${links.length === 1 ? "route" : "routes"}`;
  find("#found").textContent = wanted.length
    ? found
      ? `${found} of ${all}`
      : "No route has these words. Press Escape to see all."
    : all;
}

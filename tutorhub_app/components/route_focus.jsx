import { createElement, useEffect } from "react";
import { useLocation } from "react-router";

// Outlives the component: each page brings its own shell, and so its own RouteFocus.
let lastPath = null;

/**
 * After a move within the app, puts the focus on the new page's heading, so that keyboard and
 * screen reader go on from there and the page's name is read. The first page of a visit is left
 * alone, and so is a page that has already put the focus somewhere in its main region.
 */
export function RouteFocus() {
  const { pathname } = useLocation();

  useEffect(() => {
    const moved = lastPath !== null && lastPath !== pathname;
    lastPath = pathname;
    if (!moved) return undefined;
    const frame = requestAnimationFrame(() => {
      const main = document.getElementById("main");
      if (!main || (main !== document.activeElement && main.contains(document.activeElement))) {
        return;
      }
      const target = main.querySelector("h1") ?? main;
      if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [pathname]);

  return null;
}

/** The first stop of the Tab key: past the navigation to the content. Not a move of the router's. */
export function SkipLink({ children, className }) {
  const skip = (event) => {
    event.preventDefault();
    const main = document.getElementById("main");
    main?.focus();
    main?.scrollIntoView();
  };
  return createElement("a", { href: "#main", className, onClick: skip }, children);
}

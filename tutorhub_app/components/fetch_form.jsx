import { createElement, useEffect, useRef, useState } from "react";

const NETWORK = "The server could not be reached. Check your connection and try again.";
const FOCUS_WITHIN_MS = 2000;
const NEXT_WITHIN_MS = 30000;

/** Moves the focus to the first field that is marked as wrong, once the page shows it. */
function focusFirstWrong(form) {
  const find = () => {
    const wrong = form.querySelector('[aria-invalid="true"]');
    wrong?.focus();
    return wrong !== null;
  };
  if (find()) return;
  const watch = new MutationObserver(() => find() && watch.disconnect());
  watch.observe(form, { subtree: true, attributeFilter: ["aria-invalid"] });
  setTimeout(() => watch.disconnect(), FOCUS_WITHIN_MS);
}

/** Promises the present `value`, or the first one that comes: who is quick is before it. */
function useComing(value) {
  const latest = useRef(value);
  const tell = useRef(null);
  useEffect(() => {
    latest.current = value;
    if (value) tell.current?.(value);
  }, [value]);
  return () =>
    new Promise((resolve) => {
      if (latest.current) resolve(latest.current);
      tell.current = resolve;
      setTimeout(resolve, NEXT_WITHIN_MS, "/");
    });
}

/**
 * A form that posts its fields as JSON, keeps what was typed when refused, and then goes on.
 * `onEdited` gets the name of a field that is marked as wrong when somebody changes it.
 */
export function FetchForm({ action, next, fixed, onRefused, onEdited, children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
  const coming = useComing(next);
  useEffect(() => {
    form.current?.setAttribute("data-ready", "true");
  }, []);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const body = { ...Object.fromEntries(new FormData(event.target)), ...fixed };
    try {
      const answer = await fetch(action, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        credentials: "same-origin",
        body: JSON.stringify(body),
      });
      if (answer.ok) {
        window.location.assign(await coming());
        return;
      }
      const problem = await answer.json().catch(() => ({}));
      onRefused?.(problem.detail || NETWORK, problem.fields || {});
      focusFirstWrong(form.current);
    } catch {
      onRefused?.(NETWORK, {});
    }
    setBusy(false);
  };
  const edited = ({ target }) => {
    if (target.name && target.getAttribute("aria-invalid") === "true") onEdited?.(target.name);
  };
  const behaviour = { onSubmit: submit, onInput: edited, noValidate: true, method: "post" };
  return createElement("form", { ...rest, ...behaviour, ref: form, "aria-busy": busy }, children);
}

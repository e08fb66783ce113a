import { createElement, useEffect, useRef, useState } from "react";

const NETWORK = "The server could not be reached. Check your connection and try again.";

/** A form that posts its fields as JSON, keeps what was typed when refused, and then goes on. */
export function FetchForm({ action, next, fixed, onRefused, children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
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
        window.location.assign(next || "/");
        return;
      }
      const problem = await answer.json().catch(() => ({}));
      onRefused?.(problem.detail || NETWORK, problem.fields || {});
    } catch {
      onRefused?.(NETWORK, {});
    }
    setBusy(false);
  };
  return createElement(
    "form",
    { ...rest, ref: form, onSubmit: submit, noValidate: true, "aria-busy": busy, method: "post" },
    children,
  );
}

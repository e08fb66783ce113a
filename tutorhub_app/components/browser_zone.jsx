import { useEffect } from "react";

/** Tells once which IANA zone the browser is in. */
export function BrowserZone({ onZone }) {
  useEffect(() => {
    onZone?.(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  }, []);
  return null;
}

import { useEffect } from "react";

/** Tells which IANA zone the browser is in, whenever the page has another one in `known`. */
export function BrowserZone({ known, onZone }) {
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    if (zone !== known) onZone?.(zone);
  }, [known]);
  return null;
}

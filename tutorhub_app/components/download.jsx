import { createElement } from "react";

/**
 * A button that downloads what a POST answers. A plain form: the browser saves the file as it
 * comes, however long it is, and the page stays.
 */
export function DownloadForm({ action, children }) {
  return createElement("form", { method: "post", action }, children);
}

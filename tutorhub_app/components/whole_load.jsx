import { useEffect } from "react";

/** Loads `path`, an address of this site, as a whole new page as soon as there is one. */
export function WholeLoad({ path }) {
  useEffect(() => {
    if (!path) return;
    const target = new URL(path, window.location.origin);
    if (target.origin !== window.location.origin) return;
    const { pathname, search } = window.location;
    // To its own address, but for the fragment, a page would only scroll.
    if (target.pathname + target.search === pathname + search) window.location.reload();
    else window.location.assign(target.href);
  }, [path]);
  return null;
}

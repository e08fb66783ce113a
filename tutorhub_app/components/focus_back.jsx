import { useEffect } from "react";

const PASSING = "[role=menu], [role=dialog], [role=alertdialog]";

// What had the focus last, outside of menus and dialogs: these are gone when they close.
let last = null;

if (typeof document !== "undefined") {
  document.addEventListener("focusin", ({ target }) => {
    if (!target.closest(PASSING)) last = target;
  });
}

/**
 * Stands in a dialog. When it closes and nothing else has taken the focus, gives it back to where
 * it came from, or to the page's main region when that is gone. Radix knows only the way back to a
 * trigger of the dialog's own, which one that is opened by state does not have.
 */
export function FocusBack() {
  useEffect(() => {
    const before = last;
    return () => {
      setTimeout(() => {
        if (document.activeElement && document.activeElement !== document.body) return;
        const target = before?.isConnected ? before : document.getElementById("main");
        target?.focus();
      });
    };
  }, []);
  return null;
}

import { createElement, useRef, useState } from "react";

/**
 * Around a button: pressing it puts `text` on the clipboard. What came of it is read aloud, and
 * stands beside the button.
 */
export function CopyText({ text, done, failed, children, className }) {
  const [said, setSaid] = useState("");
  const place = useRef(null);
  const press = async (event) => {
    if (event.target.closest("button")) {
      setSaid((await copied(text, place.current)) ? done : failed);
    }
  };
  return createElement(
    "div",
    { className, onClick: press, ref: place },
    children,
    createElement("span", { role: "status", className: "th-muted" }, said),
  );
}

async function copied(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https there is no clipboard; the old way still works, inside the open dialog.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "th-hidden";
    place.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

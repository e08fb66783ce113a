import { Children, createElement, useState } from "react";

/**
 * Shows and hides what is typed in the input whose id is `field`. What is typed, and whether it is
 * shown, never leave the browser. Children: the icon to show, the icon to hide.
 */
export function PasswordEye({ field, children, className }) {
  const [shown, setShown] = useState(false);
  const turn = () => {
    document.getElementById(field)?.setAttribute("type", shown ? "password" : "text");
    setShown(!shown);
  };
  return createElement(
    "button",
    {
      type: "button",
      className,
      onClick: turn,
      "aria-controls": field,
      "aria-label": shown ? "Hide password" : "Show password",
    },
    Children.toArray(children)[shown ? 1 : 0],
  );
}

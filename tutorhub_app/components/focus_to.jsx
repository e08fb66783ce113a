import { useEffect, useRef } from "react";

/**
 * Moves the focus to the element with the id `target` each time `count` grows, once what belongs to
 * that change is on the page.
 */
export function FocusTo({ target, count }) {
  const seen = useRef(count);

  useEffect(() => {
    if (count === seen.current) return undefined;
    seen.current = count;
    if (!target) return undefined;
    const frame = requestAnimationFrame(() => {
      const element = document.getElementById(target);
      if (!element) return;
      element.focus({ preventScroll: true });
      const { top, bottom } = element.getBoundingClientRect();
      // What follows the element is what people come for: leave room for it below.
      const isInSight = top >= 0 && bottom < window.innerHeight * 0.6;
      if (!isInSight) element.scrollIntoView({ block: "start" });
    });
    return () => cancelAnimationFrame(frame);
  }, [target, count]);

  return null;
}

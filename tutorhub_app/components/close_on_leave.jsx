import { useLayoutEffect, useRef } from "react";

/**
 * When the page is left while `open`, tells `onLeave`. As the page goes, so before whatever is done
 * on the next one, or on this one when it comes back.
 */
export function CloseOnLeave({ open, onLeave }) {
  const latest = useRef();
  latest.current = { open, onLeave };
  useLayoutEffect(
    () => () => {
      if (latest.current.open) latest.current.onLeave();
    },
    [],
  );
  return null;
}

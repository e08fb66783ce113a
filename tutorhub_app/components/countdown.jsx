import { useEffect, useState } from "react";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

function words(left) {
  const seconds = Math.max(0, Math.floor(left / SECOND));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `in ${hours} h ${String(minutes).padStart(2, "0")} min`;
  if (minutes >= 10) return `in ${minutes} min`;
  return `in ${minutes}:${String(seconds % 60).padStart(2, "0")} min`;
}

/** Counts down to `until` (ISO) when it is less than a day off; before that, shows `text`. */
export function Countdown({ until, text, ...rest }) {
  const [left, setLeft] = useState(null);
  useEffect(() => {
    const end = Date.parse(until);
    const tick = () => setLeft(end - Date.now());
    tick();
    const timer = setInterval(tick, SECOND);
    return () => clearInterval(timer);
  }, [until]);
  const counts = left !== null && left > 0 && left < 24 * HOUR;
  return <span {...rest}>{counts ? words(left) : text}</span>;
}

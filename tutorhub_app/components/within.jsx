import { useEffect, useState } from "react";

// Machines sleep, and their clocks are set: look again at least this often.
const LONGEST_WAIT = 30_000;

/** Shows its children from `since` to `until` (ISO), by the browser's clock. */
export function Within({ since, until, children }) {
  const [isNow, setNow] = useState(false);
  useEffect(() => {
    const begins = Date.parse(since);
    const ends = Date.parse(until);
    let timer;
    const look = () => {
      const now = Date.now();
      setNow(now >= begins && now < ends);
      const next = now < begins ? begins : ends;
      if (now < ends) timer = setTimeout(look, Math.min(next - now, LONGEST_WAIT));
    };
    look();
    return () => clearTimeout(timer);
  }, [since, until]);
  return isNow ? children : null;
}

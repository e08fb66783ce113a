import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { IconButton } from "@radix-ui/themes";
import { Pause, Play } from "lucide-react";
import { StillBoard } from "./board.jsx";
import { BoardFiles } from "./board_files.js";
import { BoardStore, PAGE, isDrawn } from "./board_store.js";
import { restored } from "./board_sync.js";
import { clockTime } from "./words.js";

const SPEEDS = [1, 2, 4, 8, 16];
const TICK_MS = 80;
const STEP_MS = 10_000;
// Where nobody draws for longer, the replay goes on to the next stroke.
const QUIET_MS = 3000;
const QUIET_LEFT_MS = 700;

/** The board as it was at any time: built forward from where it is, or anew when going back. */
class Past {
  constructor(events) {
    this.events = events;
    this.length = events.at(-1)?.at ?? 0;
    this.reset();
  }

  reset() {
    this.store = new BoardStore();
    this.next = 0;
    this.at = -1;
    this.page = this.store.pages()[0].id;
  }

  to(at) {
    if (at < this.at) this.reset();
    for (; this.next < this.events.length && this.events[this.next].at <= at; this.next += 1) {
      const { items } = this.events[this.next];
      this.store.received(items);
      const drawn = items.findLast((item) => item.type !== PAGE);
      if (drawn) this.page = drawn.page;
    }
    this.at = at;
  }

  /** How long from `at` until something happens next; 0 at the end. */
  quietFrom(at) {
    const next = this.events[this.next];
    return next ? next.at - at : 0;
  }

  /** All that was ever on the page: so the view needs not move. */
  everOn(page) {
    const ever = new Map();
    for (const { items } of this.events) {
      for (const item of items) {
        if (item.page === page && isDrawn(item) && !item.isDeleted) ever.set(item.id, item);
      }
    }
    return restored([...ever.values()]);
  }
}

/** Plays the board of a lesson: `replay` is what room_api's `replayOf` answers. */
export function Replay({ replay, ticket, dark }) {
  const past = useMemo(() => new Past(replay.events), [replay]);
  const [, draw] = useReducer((count) => count + 1, 0);
  const [at, setAt] = useState(past.length);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(2);
  const [chosen, setChosen] = useState(null); // a page, or null to go where it is drawn
  const [skips, setSkips] = useState(true);
  const api = useRef(null);
  const viewed = useRef(null);
  const files = useMemo(
    () => new BoardFiles({ ticket, onArrived: (file) => api.current?.addFiles([file]) }),
    [ticket],
  );
  useEffect(() => () => files.close(), [files]);

  past.to(at);
  const pages = past.store.pages();
  const page = pages.some(({ id }) => id === chosen) ? chosen : past.page;
  useEffect(() => {
    if (!api.current) return;
    const items = past.store.elementsOf(page);
    api.current.updateScene({ elements: restored(items) });
    files.want(items);
    if (viewed.current === page) return;
    viewed.current = page;
    const ever = past.everOn(page);
    if (ever.length) {
      api.current.scrollToContent(ever, { fitToContent: true, animate: false, maxZoom: 1 });
    }
  });
  useEffect(() => {
    if (!isPlaying) return undefined;
    let before = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = (now - before) * speed;
      before = now;
      setAt((was) => {
        const quiet = past.quietFrom(was);
        const jump = skips && quiet > QUIET_MS ? quiet - QUIET_LEFT_MS : 0;
        return Math.min(past.length, was + passed + jump);
      });
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [isPlaying, speed, skips, past]);
  useEffect(() => {
    if (at >= past.length) setPlaying(false);
  }, [at, past]);

  const toggle = () => {
    if (!isPlaying && at >= past.length) setAt(0);
    setPlaying(!isPlaying);
  };
  const said = `${clockTime(at)} of ${clockTime(past.length)}`;
  return (
    <section className="room-replay" aria-label="The board, played back">
      <div className="room-replay-board">
        <StillBoard
          dark={dark}
          onReady={(given) => {
            api.current = given;
            draw();
          }}
        />
      </div>
      <div className="room-replay-bar">
        <IconButton size="3" aria-label={isPlaying ? "Pause" : "Play"} onClick={toggle}>
          {isPlaying ? <Pause size={20} aria-hidden /> : <Play size={20} aria-hidden />}
        </IconButton>
        <input
          type="range"
          className="room-slider"
          aria-label="Time in the lesson"
          aria-valuetext={said}
          min={0}
          max={past.length}
          step={1}
          value={at}
          onChange={(event) => setAt(Number(event.target.value))}
          onKeyDown={(event) => {
            const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
            if (!step) return;
            event.preventDefault();
            setAt(Math.max(0, Math.min(past.length, at + step * STEP_MS)));
          }}
        />
        <span className="th-num room-replay-time">{said}</span>
      </div>
      <div className="room-replay-bar">
        <Choice label="Speed" value={speed} onChange={(value) => setSpeed(Number(value))}>
          {SPEEDS.map((each) => (
            <option key={each} value={each}>{`${each} ×`}</option>
          ))}
        </Choice>
        <Choice label="Page" value={chosen ?? ""} onChange={(value) => setChosen(value || null)}>
          <option value="">Where it is drawn</option>
          {pages.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
        <label className="room-check">
          <input
            type="checkbox"
            checked={skips}
            onChange={(event) => setSkips(event.target.checked)}
          />
          Skip quiet times
        </label>
      </div>
    </section>
  );
}

function Choice({ label, value, onChange, children }) {
  return (
    <label className="room-choice">
      <span className="th-muted th-small">{label}</span>
      <select
        className="th-control"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </select>
    </label>
  );
}

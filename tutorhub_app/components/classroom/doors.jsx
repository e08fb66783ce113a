import { useState } from "react";
import { Button, TextField } from "@radix-ui/themes";
import { Clock, Copy, DoorClosed, Mail } from "lucide-react";
import { noun, span, useNow, webLink, when } from "./words.js";

const LONGEST_NAME = 80;

/** A page beside the room: what it is about, in the middle. */
export function Door({ title, children, wide }) {
  return (
    <div className="room-door">
      <a className="th-brand" href="/">
        <img src="/logo.svg" alt="" />
        TutorHub
      </a>
      <section className={`room-card${wide ? " room-card-wide" : ""}`}>
        <h1 className="th-h1">{title}</h1>
        {children}
      </section>
    </div>
  );
}

export function Opening() {
  return (
    <div className="room-door" aria-busy="true">
      <p className="room-loading" role="status">
        Opening the lesson
      </p>
    </div>
  );
}

function Facts({ lesson, clock }) {
  const now = useNow(clock);
  const start = Date.parse(lesson.startsAt);
  return (
    <div className="room-facts">
      <span className="room-fact">
        <Clock size={18} aria-hidden />
        {when(lesson)}
      </span>
      {lesson.teacherName && <span className="th-muted">with {lesson.teacherName}</span>}
      {now < start && <span className="th-muted th-num">{`Starts in ${span(start - now)}`}</span>}
    </div>
  );
}

/** Before the room: by what name, and with which camera and microphone (`children`). */
export function Lobby({ lesson, clock, name, isNameFixed, isBusy, problem, onJoin, children }) {
  const [chosen, setChosen] = useState(name);
  const [missing, setMissing] = useState(false);
  const join = (event) => {
    event.preventDefault();
    const asked = chosen.trim();
    setMissing(!asked);
    if (asked) onJoin(asked);
    else document.getElementById("room-name").focus();
  };
  return (
    <Door title={lesson.title} wide={Boolean(children)}>
      <Facts lesson={lesson} clock={clock} />
      <form className="room-lobby" onSubmit={join} noValidate>
        <div className="room-lobby-media">{children}</div>
        <div className="th-stack">
          <div className="th-field">
            <label className="th-label" htmlFor="room-name">
              Your name
            </label>
            <TextField.Root
              id="room-name"
              size="3"
              autoComplete="name"
              maxLength={LONGEST_NAME}
              value={chosen}
              readOnly={isNameFixed}
              aria-invalid={missing}
              aria-describedby={missing ? "room-name-missing" : undefined}
              onChange={(event) => setChosen(event.target.value)}
            />
            {missing && (
              <span id="room-name-missing" className="th-error" role="alert">
                Write the name that the others will see.
              </span>
            )}
          </div>
          {problem && (
            <p className="th-error" role="alert">
              {problem}
            </p>
          )}
          <Button size="3" type="submit" loading={isBusy}>
            {`Join the ${noun(lesson)}`}
          </Button>
        </div>
      </form>
    </Door>
  );
}

/** In the waiting room. */
export function Waiting({ lesson, clock, children, onLeave }) {
  const now = useNow(clock);
  const left = Date.parse(lesson.startsAt) - now;
  return (
    <Door title={lesson.title} wide={Boolean(children)}>
      <Facts lesson={lesson} clock={clock} />
      <p className="room-wait" role="status">
        {`You are in the waiting room. You come in by yourself when the teacher opens the ${noun(lesson)}`}
        {left > 0 ? ", or when it starts." : "."}
      </p>
      {children}
      <Button size="3" variant="soft" color="gray" onClick={onLeave}>
        Leave
      </Button>
    </Door>
  );
}

/** Why nobody comes in here: a title and a sentence. `it` is what the room is for. */
const closed = (it) => ({
  missing: [
    `There is no such ${it}`,
    `The address may be mistyped, or the ${it} was deleted. Ask whoever sent it to you.`,
  ],
  foreign: [
    "This door is closed to you",
    `The address is no longer the ${it}'s, or the ${it} is for somebody else.`,
  ],
  deleted: [`The ${it} was deleted`, "It can not be entered any more."],
  canceled: [`The ${it} was cancelled`, "It can not be entered any more."],
  expired: [`The ${it} is over`, "Nobody came to it, so there is nothing to see here."],
  full: [
    `The ${it} is full`,
    "Four people are in it already. You can come in as soon as one of them leaves.",
  ],
  replaced: [
    `You are in this ${it} elsewhere`,
    "It was opened in another tab or on another device, so it was closed here.",
  ],
  network: [`The ${it} can not be reached`, "Check your connection and try again."],
});
const WORTH_A_TRY = ["full", "replaced", "network"];

/** To the page of the booking, or the start page where it is of none or not known. */
function WayOut({ lesson }) {
  return (
    <Button size="3" variant="soft" color="gray" asChild>
      {lesson?.page ? (
        <a href={lesson.page}>Go to its page</a>
      ) : (
        <a href="/">Go to the start page</a>
      )}
    </Button>
  );
}

export function Closed({ reason, lesson, onAgain }) {
  const reasons = closed(noun(lesson));
  const [title, sentence] = reasons[reason] ?? reasons.foreign;
  return (
    <Door title={title}>
      <DoorClosed className="room-closed-icon" size={32} aria-hidden />
      <p className="th-muted">{sentence}</p>
      <div className="th-row">
        {WORTH_A_TRY.includes(reason) && (
          <Button size="3" onClick={onAgain}>
            {reason === "replaced" ? "Come in here" : "Try again"}
          </Button>
        )}
        <WayOut lesson={lesson} />
      </div>
    </Door>
  );
}

// Plain links: nothing of theirs is loaded, and they learn nothing before a press.
const NETWORKS = [
  ["Facebook", (link) => `https://www.facebook.com/sharer/sharer.php?u=${link}`],
  ["X", (link, title) => `https://x.com/intent/post?url=${link}&text=${title}`],
  ["LinkedIn", (link) => `https://www.linkedin.com/sharing/share-offsite/?url=${link}`],
  ["WhatsApp", (link, title) => `https://wa.me/?text=${title}%20${link}`],
  ["Telegram", (link, title) => `https://t.me/share/url?url=${link}&text=${title}`],
];

function Share({ link, title }) {
  const [said, setSaid] = useState("");
  const [address, words] = [encodeURIComponent(link), encodeURIComponent(title)];
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setSaid("The link was copied.");
    } catch {
      setSaid(`Copy this link: ${link}`);
    }
  };
  return (
    <section className="room-share" aria-label="Share">
      <h2 className="th-h3">Tell others about it</h2>
      <ul className="room-share-list">
        {NETWORKS.map(([name, to]) => (
          <li key={name}>
            <a
              className="room-share-link"
              href={to(address, words)}
              target="_blank"
              rel="noopener noreferrer"
            >
              {name}
              <span className="th-hidden"> (opens in a new tab)</span>
            </a>
          </li>
        ))}
        <li>
          <a className="room-share-link" href={`mailto:?subject=${words}&body=${address}`}>
            <Mail size={16} aria-hidden />
            Mail
          </a>
        </li>
        <li>
          <button type="button" className="room-share-link" onClick={copy}>
            <Copy size={16} aria-hidden />
            Copy the link
          </button>
        </li>
      </ul>
      <p role="status" className="th-muted th-small">
        {said}
      </p>
    </section>
  );
}

/** After leaving, where the lesson names no other page. */
export function Thanks({ lesson, onBack }) {
  const link = webLink(lesson.shareLink);
  return (
    <Door title="Thank you for coming">
      <p className="th-muted">{`You have left “${lesson.title}”.`}</p>
      {link && <Share link={link} title={lesson.title} />}
      <div className="th-row">
        <Button size="3" variant="soft" onClick={onBack}>
          Back to the room
        </Button>
        <WayOut lesson={lesson} />
      </div>
    </Door>
  );
}

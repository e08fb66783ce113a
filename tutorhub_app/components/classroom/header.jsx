import { useEffect, useState } from "react";
import { DropdownMenu, IconButton, Button } from "@radix-ui/themes";
import { Download, LogOut, MessageSquare } from "lucide-react";
import { timeLeft, useNow } from "./words.js";

const MINUTE = 60_000;

/** What is left of the lesson, each second anew; what matters of it is said aloud. */
function Countdown({ lesson, clock }) {
  const now = useNow(clock);
  const { text, kind } = timeLeft(lesson, now);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (kind === "ending") {
      const minutes = Math.ceil((Date.parse(lesson.endsAt) - clock.now()) / MINUTE);
      setSaid(`${minutes} ${minutes === 1 ? "minute" : "minutes"} left.`);
    } else setSaid(kind === "over" ? "Time is up. Nobody is cut off." : "");
  }, [kind]);
  return (
    <>
      <span className={`room-time room-time-${kind}`}>{text}</span>
      <span role="status" className="th-hidden">
        {said}
      </span>
    </>
  );
}

function Sign({ state, isSaved }) {
  if (state !== "inside") return <span className="room-sign room-sign-bad">No connection</span>;
  return <span className="room-sign">{isSaved ? "Saved" : "Saving"}</span>;
}

/** The lesson's name and time, what goes on, and the ways out. `children` are the teacher's own. */
export function RoomHeader(props) {
  const { lesson, clock, state, isSaved, recording, unread, isChatOpen } = props;
  return (
    <header className="room-head">
      <div className="room-head-text">
        <h1 className="room-title">{lesson.title}</h1>
        <div className="room-head-signs">
          <Countdown lesson={lesson} clock={clock} />
          <Sign state={state} isSaved={isSaved} />
          <span role="status">
            {recording && (
              <span className="room-recording">
                <span className="room-dot" aria-hidden />
                Recording
              </span>
            )}
          </span>
        </div>
      </div>
      <div className="room-head-actions">
        {props.children}
        <DropdownMenu.Root>
          <DropdownMenu.Trigger>
            <IconButton
              className="th-icon-button"
              variant="ghost"
              color="gray"
              aria-label="Save the board"
            >
              <Download size={20} aria-hidden />
            </IconButton>
          </DropdownMenu.Trigger>
          <DropdownMenu.Content>
            <DropdownMenu.Item onSelect={props.onPicture}>This page as a picture</DropdownMenu.Item>
            <DropdownMenu.Item onSelect={props.onPdf}>All pages as a PDF</DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Root>
        <IconButton
          className="th-icon-button room-chat-button"
          variant="ghost"
          color="gray"
          aria-pressed={isChatOpen}
          aria-label={unread ? `Chat, ${unread} unread` : "Chat"}
          onClick={props.onChat}
        >
          <MessageSquare size={20} aria-hidden />
          {unread > 0 && (
            <span className="room-count" aria-hidden>
              {unread}
            </span>
          )}
        </IconButton>
        <Button size="2" color="red" variant="soft" className="room-leave" onClick={props.onLeave}>
          <LogOut size={18} aria-hidden />
          Leave
        </Button>
      </div>
    </header>
  );
}

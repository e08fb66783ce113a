import { useEffect, useState } from "react";
import { Toaster } from "sonner";
import { Closed, Lobby, Opening, Thanks, Waiting } from "./doors.jsx";
import { Finished } from "./finished.jsx";
import { Inside, prepareRoom } from "./inside.jsx";
import { DevicePicker } from "./lobby_media.jsx";
import { LocalMedia } from "./media.js";
import { enter, keepName, nameOfBefore } from "./room_api.js";
import { ServerClock, webLink } from "./words.js";
import "./classroom.css";

// Before somebody has said their name, only to see what is behind the door.
const NOBODY_YET = "Guest";
const CLOSED = ["expired", "canceled"];
const GONE = { 404: "missing", 0: "network" };

/** The page's state may still be that of the address before. */
const isInAddress = (slug) => Boolean(slug) && location.pathname.split("/").includes(slug);

function tokenOf(door, slug) {
  if (door === "teacher") return new URLSearchParams(location.search).get("token") ?? "";
  return isInAddress(slug) ? slug : "";
}

/**
 * A lesson's room behind one of its doors: "teacher" (the token stands in the address) or
 * "student" (`slug`). It goes from the lobby, perhaps by the waiting room, into the room, and out.
 */
export function Classroom({ door, slug, name, dark }) {
  const token = tokenOf(door, slug);
  // While the page's own state is loaded anew, nothing that goes on here may end.
  const [held, setHeld] = useState(token);
  useEffect(() => {
    if (token) setHeld(token);
  }, [token]);
  return (
    <main id="main" className="room" tabIndex={-1}>
      {held || door === "teacher" ? (
        <Visit key={held} door={door} token={held} signedName={name} dark={dark} />
      ) : (
        <Opening />
      )}
      <Toaster position="bottom-center" theme={dark ? "dark" : "light"} closeButton />
    </main>
  );
}

/** Camera and microphone while they are wanted: from the lobby until the room is left. */
function useMediaWhile(isWanted) {
  const [media, setMedia] = useState(null);
  useEffect(() => {
    if (!isWanted) return undefined;
    const made = new LocalMedia();
    setMedia(made);
    return () => {
      made.close();
      setMedia(null);
    };
  }, [isWanted]);
  return media;
}

function Visit({ door, token, signedName, dark }) {
  const [found, setFound] = useState(null); // what `enter` answered
  const [place, setPlace] = useState("opening");
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [inside, setInside] = useState(null);
  const [clock] = useState(() => new ServerClock());
  const media = useMediaWhile(place === "lobby" || place === "inside");

  const knock = async (name, isLooking) => {
    if (!token) {
      setPlace("missing");
      return null;
    }
    try {
      const answer = await enter({ door, token, name });
      clock.heard(answer.now);
      setFound(answer);
      return answer;
    } catch (refused) {
      if (refused.status === 404 || isLooking) {
        setPlace(GONE[refused.status] ?? "network");
      } else setProblem(refused.message);
      return null;
    }
  };
  const look = async () => {
    setPlace("opening");
    const answer = await knock(nameOfBefore() || signedName || NOBODY_YET, true);
    if (!answer) return;
    if (CLOSED.includes(answer.entry)) setPlace(answer.entry);
    else setPlace(answer.entry === "over" ? "over" : "lobby");
  };
  useEffect(() => {
    look();
  }, [token]);
  useEffect(() => {
    // What had the focus is gone with the place before.
    if (document.activeElement === document.body) document.getElementById("main").focus();
    if (place === "lobby") prepareRoom();
    if (found) document.title = `${found.lesson.title} · TutorHub`;
  }, [place, found]);

  const join = async (name) => {
    setBusy(true);
    setProblem("");
    keepName(name);
    const answer = await knock(name);
    setBusy(false);
    if (!answer) return;
    if (answer.ticket && answer.entry !== "over") setInside(answer);
    setPlace(answer.ticket && answer.entry !== "over" ? "inside" : answer.entry);
  };
  const leave = (lesson) => {
    const exit = webLink(lesson.exitLink);
    if (exit) location.assign(exit);
    else setPlace("left");
  };

  const { lesson, participant } = found ?? {};
  // In a booked lesson people go by the names of their accounts.
  const isKnown = Boolean(lesson?.isBooked && signedName);
  if ((place === "lobby" || place === "inside") && !media) return <Opening />;
  switch (place) {
    case "opening":
      return <Opening />;
    case "lobby":
      return (
        <Lobby
          lesson={lesson}
          clock={clock}
          name={isKnown ? participant.name : nameOfBefore() || signedName || ""}
          isNameFixed={isKnown}
          isBusy={isBusy}
          problem={problem}
          onJoin={join}
        >
          <DevicePicker media={media} />
        </Lobby>
      );
    case "inside":
      return (
        <Inside
          key={inside.ticket}
          entered={inside}
          media={media}
          clock={clock}
          dark={dark}
          onLeave={leave}
          onBye={setPlace}
        />
      );
    case "left":
      return <Thanks lesson={lesson} onBack={look} />;
    case "over":
      return <Finished lesson={lesson} ticket={found.ticket} me={participant} dark={dark} />;
    default:
      return <Closed reason={place} lesson={lesson} onAgain={look} />;
  }
}

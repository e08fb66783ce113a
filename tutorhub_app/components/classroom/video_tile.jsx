import { useEffect, useRef } from "react";
import { MicOff, Volume2 } from "lucide-react";
import { Picture } from "./media_controls.jsx";

const STATES = { connecting: "Connecting", reconnecting: "Reconnecting" };

/**
 * One person: their picture or initials, their name, and in words whether they are muted, speak, or
 * are not connected. `sound` as of `Sound`; one's own tile makes none.
 */
export function Tile({ name, stream, hasPicture, isMuted, isSpeaking, state, isMe, sound }) {
  const isConnected = state === "connected";
  const signs = [
    STATES[state],
    isConnected && isMuted && "Muted",
    isConnected && !isMuted && isSpeaking && "Speaking",
  ].filter(Boolean);
  const called = isMe ? `${name} (you)` : name;
  return (
    <figure
      className={`cv-tile${signs.includes("Speaking") ? " cv-tile-speaking" : ""}`}
      aria-label={[called, ...signs, !hasPicture && "Camera off"].filter(Boolean).join(", ")}
    >
      {stream && hasPicture && <Picture stream={stream} mirrored={isMe} />}
      {!(stream && hasPicture && isConnected) && (
        <span className="cv-initials" aria-hidden>
          {initials(name)}
        </span>
      )}
      {!isMe && stream && <Sound stream={stream} {...sound} />}
      <figcaption>
        <span className="cv-name">{called}</span>
        {signs.map((sign) => (
          <span key={sign} className="cv-sign">
            {sign === "Muted" && <MicOff aria-hidden size={12} />}
            {sign === "Speaking" && <Volume2 aria-hidden size={12} />}
            {sign}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/**
 * The sound of `stream`, apart from its picture: a browser may refuse it before the first press on
 * the page. Then `onRefused` is called; a new `turn` tries again.
 */
export function Sound({ stream, turn, onRefused }) {
  const audio = useRef(null);
  useEffect(() => {
    audio.current.srcObject = stream;
  }, [stream]);
  useEffect(() => {
    audio.current.play().catch((error) => {
      if (error.name === "NotAllowedError") onRefused();
    });
  }, [stream, turn]);
  return <audio ref={audio} />;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "");
  return letters.join("").toUpperCase();
}

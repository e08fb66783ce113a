import { useState } from "react";
import { createPortal } from "react-dom";
import { Maximize2, Minimize2 } from "lucide-react";
import { Picture } from "./media_controls.jsx";
import { Sound } from "./video_tile.jsx";

/**
 * A shared screen. Somebody else's is shown large when it comes, since it is there to be read, and
 * gives the board back at a press or Escape.
 */
export function ScreenTile({ name, stream, isMe, stage, sound }) {
  const [isLarge, setIsLarge] = useState(!isMe);
  // Elsewhere it is made anew, and what had the focus is to have it again.
  const [wasPressed, setWasPressed] = useState(false);
  const show = (large) => {
    setWasPressed(true);
    setIsLarge(large);
  };
  const title = isMe ? "Your screen, seen by all" : `${name}'s screen`;
  const place = isLarge ? (stage?.() ?? document.querySelector(".radix-themes")) : null;
  const tile = (
    <figure
      className={`cv-tile cv-screen${isLarge ? " cv-screen-large" : ""}`}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape" && isLarge) show(false);
      }}
    >
      <Picture stream={stream} />
      <figcaption>
        <span className="cv-name">{title}</span>
        {!isMe && (
          <SizeButton
            name={name}
            isLarge={isLarge}
            autoFocus={wasPressed}
            onPress={() => show(!isLarge)}
          />
        )}
      </figcaption>
    </figure>
  );
  return (
    <>
      {/* Kept while the picture moves: its sound must not stop. */}
      {!isMe && <Sound stream={stream} {...sound} />}
      {place ? createPortal(tile, place) : tile}
    </>
  );
}

function SizeButton({ name, isLarge, onPress, autoFocus }) {
  const Icon = isLarge ? Minimize2 : Maximize2;
  return (
    <button type="button" className="cv-size" autoFocus={autoFocus} onClick={onPress}>
      <Icon aria-hidden size={18} />
      {isLarge ? "Back to the board" : "Show large"}
      <span className="th-hidden">{`: ${name}'s screen`}</span>
    </button>
  );
}

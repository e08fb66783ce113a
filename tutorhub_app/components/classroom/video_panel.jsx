import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { MonitorUp, MonitorX, Settings2, Volume2 } from "lucide-react";
import { CameraButton, ControlButton, DeviceChoice, MicButton } from "./media_controls.jsx";
import { Problems, useMedia, usePolled } from "./media_controls.jsx";
import { ScreenTile } from "./screen_tile.jsx";
import { Tile } from "./video_tile.jsx";
import "./video.css";

const SPEAKING_MS = 200;
const SPEAKING = 0.08;
/** Between two words one is still speaking. */
const PAUSES = 4;
const NOTHING_YET = {
  camera: null,
  screen: null,
  state: "connecting",
  mic: false,
  cameraOn: false,
};

/**
 * Everybody's picture, sound and screen, with the buttons for one's own.
 *
 * `people` are those in the room, {id, name}, with or without `me` ({id, name}).
 * `stage` is a function that returns the element (position: relative) in which a shared screen may
 * be shown large; without it, it lies over the window.
 */
export function VideoPanel({ mesh, media, people, me, stage }) {
  const streams = useSyncExternalStore(
    (changed) => mesh.on("streams", changed),
    () => mesh.streams,
  );
  const own = useMedia(media);
  const [isRefused, setIsRefused] = useState(false);
  const [turn, setTurn] = useState(0);
  const others = people
    .filter((person) => person.id !== me.id)
    .map(({ id, name }) => ({ ...NOTHING_YET, id, name, ...streams.find((each) => each.id === id) }));
  const speaking = useSpeaking(mesh, [me, ...others]);
  const sound = { turn, onRefused: () => setIsRefused(true) };

  useEffect(() => {
    media.start();
  }, [media]);

  return (
    <section className="cv-panel" aria-label="Video">
      {isRefused && (
        <button
          type="button"
          className="cv-sound"
          onClick={() => {
            setIsRefused(false);
            setTurn(turn + 1);
          }}
        >
          <Volume2 aria-hidden size={20} />
          Turn the sound on
        </button>
      )}
      <div className="cv-tiles" role="group" aria-label="People" tabIndex={0}>
        {others.map((person) => (
          <Tile
            key={person.id}
            name={person.name}
            stream={person.camera}
            hasPicture={person.cameraOn}
            isMuted={!person.mic}
            isSpeaking={speaking.has(person.id)}
            state={person.state}
            sound={sound}
          />
        ))}
        <Tile
          isMe
          name={me.name}
          stream={media.stream}
          hasPicture={own.camera.on}
          isMuted={!own.mic.on}
          isSpeaking={speaking.has(me.id)}
          state="connected"
        />
      </div>
      {others
        .filter((person) => person.screen)
        .map((person) => (
          <ScreenTile
            key={person.id}
            name={person.name}
            stream={person.screen}
            stage={stage}
            sound={sound}
          />
        ))}
      {media.screen && <ScreenTile isMe name={me.name} stream={media.screen} />}
      <Controls media={media} />
      <Problems media={media} canClose />
      <Happenings others={others} own={own} />
    </section>
  );
}

function Controls({ media }) {
  const { screen } = useMedia(media);
  const [isOpen, setIsOpen] = useState(false);
  const opener = useRef(null);
  const id = useId();
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    setIsOpen(false);
    opener.current.focus();
  };
  return (
    <div onKeyDown={onKeyDown}>
      <div className="cv-controls" role="group" aria-label="Your camera, microphone and screen">
        <MicButton media={media} />
        <CameraButton media={media} />
        <ControlButton
          icon={screen.on ? MonitorX : MonitorUp}
          text={screen.on ? "Stop sharing" : "Share"}
          label={screen.on ? "Stop sharing the screen" : "Share screen"}
          onClick={() => (screen.on ? media.stopScreen() : media.shareScreen())}
        />
        <ControlButton
          ref={opener}
          icon={Settings2}
          text="Devices"
          label="Devices: choose camera and microphone"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        />
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <DeviceChoice media={media} />}
      </div>
    </div>
  );
}

/** The ids of those who speak, as one set until it changes. */
function useSpeaking(mesh, people) {
  const pauses = useRef(new Map());
  return usePolled((before = new Set()) => {
    const now = people.filter(({ id }) => {
      const isLoud = mesh.levelOf(id) > SPEAKING;
      const left = isLoud ? PAUSES : (pauses.current.get(id) ?? 0) - 1;
      pauses.current.set(id, left);
      return left > 0;
    });
    const isSame = now.length === before.size && now.every(({ id }) => before.has(id));
    return isSame ? before : new Set(now.map(({ id }) => id));
  }, SPEAKING_MS);
}

/** What changes with the others' connections and screens, and one's own sound, told once. */
function Happenings({ others, own }) {
  const [said, setSaid] = useState("");
  const before = useRef(new Map());
  useEffect(() => {
    const now = new Map([["", own.mic.on ? "Your microphone is on." : "You are muted."]]);
    for (const { id, name, state, screen } of others) {
      now.set(`${id} state`, state === "reconnecting" ? `Reconnecting to ${name}.` : "");
      now.set(`${id} screen`, screen ? `${name} shares a screen.` : "");
    }
    const news = [...now].filter(([key, text]) => text && before.current.get(key) !== text);
    before.current = now;
    if (news.length) setSaid(news.map(([, text]) => text).join(" "));
  }, [others, own]);
  return (
    <p role="status" className="th-hidden">
      {said}
    </p>
  );
}

import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { Mic, MicOff, Video, VideoOff } from "lucide-react";

const WORDS = {
  mic: { name: "microphone", Name: "Microphone" },
  camera: { name: "camera", Name: "Camera" },
  screen: { name: "screen", Name: "Screen" },
};
const KINDS = Object.keys(WORDS);
const RETRY = {
  mic: (media) => media.setMic(true),
  camera: (media) => media.setCamera(true),
};

/** What `media` has and lacks now. */
export function useMedia(media) {
  return useSyncExternalStore(
    (changed) => media.on("change", changed),
    () => media.view,
  );
}

/** A button of the classroom: an icon, and under it what it does in a word of its name. */
export function ControlButton({ icon: Icon, label, text, isOff, ...rest }) {
  return (
    <button
      type="button"
      className={`cv-button${isOff ? " cv-button-off" : ""}`}
      aria-label={label}
      {...rest}
    >
      <Icon aria-hidden size={20} />
      <span aria-hidden>{text}</span>
    </button>
  );
}

export function MicButton({ media }) {
  const { on, asking } = useMedia(media).mic;
  return (
    <ControlButton
      icon={on ? Mic : MicOff}
      text={on ? "Mute" : "Unmute"}
      label={on ? "Mute microphone" : "Unmute microphone"}
      isOff={!on}
      aria-busy={asking}
      onClick={() => media.setMic(!on)}
    />
  );
}

export function CameraButton({ media }) {
  const { on, asking } = useMedia(media).camera;
  return (
    <ControlButton
      icon={on ? Video : VideoOff}
      text={on ? "Stop" : "Start"}
      label={on ? "Stop camera" : "Start camera"}
      isOff={!on}
      aria-busy={asking}
      onClick={() => media.setCamera(!on)}
    />
  );
}

/**
 * What is wrong with microphone, camera and screen, each with how to mend it. With `canClose` only
 * what comes from now on, and it can be put away: what was wrong before has been read at the door.
 */
export function Problems({ media, canClose }) {
  const view = useMedia(media);
  const found = KINDS.flatMap((kind) => view[kind].problem ?? []);
  const [closed, setClosed] = useState(canClose ? found : []);
  return (
    <div role="alert" className="cv-problems">
      {found
        .filter((problem) => !closed.includes(problem))
        .map((problem) => (
          <Problem
            key={problem.kind}
            problem={problem}
            asking={view[problem.kind].asking}
            onRetry={RETRY[problem.kind] && (() => RETRY[problem.kind](media))}
            onClose={canClose && (() => setClosed([...closed, problem]))}
          />
        ))}
    </div>
  );
}

function Problem({ problem: { kind, text, mend }, asking, onRetry, onClose }) {
  return (
    <div className="cv-problem">
      <p>
        <strong>{text}</strong> {mend}
      </p>
      {onRetry && (
        <button
          type="button"
          className="cv-again"
          aria-label={`Try again: ${WORDS[kind].name}`}
          disabled={asking}
          onClick={onRetry}
        >
          {asking ? "Asking" : "Try again"}
        </button>
      )}
      {onClose && (
        <button
          type="button"
          className="cv-again"
          aria-label={`Close: ${WORDS[kind].name}`}
          onClick={onClose}
        >
          Close
        </button>
      )}
    </div>
  );
}

/** Which microphone and which camera. */
export function DeviceChoice({ media }) {
  return (
    <div className="cv-devices">
      <DeviceSelect media={media} kind="mic" />
      <DeviceSelect media={media} kind="camera" />
    </div>
  );
}

function DeviceSelect({ media, kind }) {
  const id = useId();
  const { devices, id: chosen } = useMedia(media)[kind];
  const { name, Name } = WORDS[kind];
  return (
    <div className="th-field">
      <label className="th-label" htmlFor={id}>
        {Name}
      </label>
      <select
        id={id}
        className="th-control"
        value={chosen}
        disabled={!devices.length}
        onChange={(event) => media.choose({ [kind]: event.target.value })}
      >
        {!devices.length && <option value={chosen}>{`No ${name} found`}</option>}
        {devices.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A picture of `stream` without its sound, which browsers always let start by itself. */
export function Picture({ stream, mirrored }) {
  const video = useRef(null);
  useEffect(() => {
    video.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={video}
      className={mirrored ? "cv-mirrored" : undefined}
      aria-hidden
      autoPlay
      playsInline
      muted
    />
  );
}

/** Calls `look` again and again while shown; returns its last answer. */
export function usePolled(look, everyMs) {
  const [seen, setSeen] = useState(look);
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    const timer = setInterval(() => setSeen((before) => latest.current(before)), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return seen;
}

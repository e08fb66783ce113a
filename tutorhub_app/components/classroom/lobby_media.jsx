import { useEffect, useState } from "react";
import { CameraButton, DeviceChoice, MicButton, Picture, Problems } from "./media_controls.jsx";
import { useMedia, usePolled } from "./media_controls.jsx";
import "./video.css";

const LEVEL_MS = 100;
/** As loud as speech near the microphone. */
const HEARD = 0.1;

/**
 * Camera and microphone before the lesson: asks for them, shows and tries them, lets choose and mute
 * them. Without either one can join as well.
 */
export function DevicePicker({ media }) {
  const { camera, mic } = useMedia(media);
  useEffect(() => {
    media.start();
  }, [media]);
  return (
    <section className="cv-lobby" aria-label="Camera and microphone">
      <div className="cv-preview">
        {camera.on && <Picture stream={media.stream} mirrored />}
        {!camera.on && <p className="cv-preview-words">{withoutPicture(camera)}</p>}
        <div className="cv-controls">
          <MicButton media={media} />
          <CameraButton media={media} />
        </div>
      </div>
      <Level media={media} on={mic.on} />
      <Problems media={media} />
      <DeviceChoice media={media} />
      {(mic.problem || camera.problem) && (
        <p className="th-muted th-small">
          You can join without them: you see and hear the others, draw and write.
        </p>
      )}
    </section>
  );
}

function withoutPicture({ asking, problem }) {
  if (asking) return "Allow the camera and the microphone when the browser asks.";
  return problem ? "No picture of you" : "Your camera is off";
}

function Level({ media, on }) {
  const level = usePolled(() => media.level(), LEVEL_MS);
  const [wasHeard, setWasHeard] = useState(false);
  useEffect(() => {
    if (level > HEARD) setWasHeard(true);
  }, [level]);
  const heard = wasHeard ? "Your microphone works." : "Say something to try your microphone.";
  const percent = Math.round(level * 100);
  return (
    <div className="cv-level">
      <div
        role="meter"
        aria-label="Loudness of your microphone"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="cv-meter"
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <span className="th-muted th-small">{on ? heard : "You are muted."}</span>
    </div>
  );
}

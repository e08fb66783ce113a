import { useEffect, useState } from "react";
import { Button } from "@radix-ui/themes";
import { Circle, Square } from "lucide-react";
import { toast } from "sonner";
import { Recorder } from "./recorder.js";
import { noun } from "./words.js";
import "./recording.css";

const SMOOTH = 10;
const MANY = 5;
const SECOND = 1000;

function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

const seconds = (count) => `${count} ${count === 1 ? "second" : "seconds"}`;

/** What is worth knowing now beside that it is recorded; "" when all is as it should be. */
function remark({ state, rate, waiting, isOffline, isSilent }) {
  if (state === "starting") return "Starting the recording.";
  if (state === "making") return "The recording is being put together.";
  if (state === "sending") {
    return isOffline
      ? `No connection. ${seconds(waiting)} of the recording wait here. Keep this page open.`
      : `Sending the last ${seconds(waiting)}. Keep this page open.`;
  }
  if (state !== "recording") return "";
  if (isOffline && waiting >= MANY) {
    return `No connection. ${seconds(waiting)} of the recording are kept here and sent later.`;
  }
  if (isSilent) return "Click anywhere on the page: until then there is no sound.";
  if (rate < SMOOTH) {
    const pictures = rate === 1 ? "1 picture" : `${rate} pictures`;
    return `Recording ${pictures} a second, so that drawing stays smooth.`;
  }
  return "";
}

/** The leaving waits for what is still to be sent, but not for ever. */
export async function endRecording(recorder, patience = 10 * SECOND) {
  await Promise.race([
    recorder?.close(),
    new Promise((resolve) => setTimeout(resolve, patience)),
  ]);
}

/**
 * The teacher's button to record the lesson, and what is to be said of it. `boardRoot()` holds the
 * board; `streams()` is everybody and every shared screen: [{name, stream, isScreen}]. `onMade` is
 * given the recorder, so that leaving can wait for it.
 */
export function RecordButton({ ticket, lesson, boardRoot, streams, onMade }) {
  const [recorder, setRecorder] = useState(null);
  const [view, setView] = useState(null);
  useEffect(() => {
    const made = new Recorder({ ticket, lesson: lesson.id, boardRoot, streams });
    const end = made.on("change", setView);
    setRecorder(made);
    setView(made.view);
    onMade?.(made);
    made.resume();
    return () => {
      end();
      made.close();
    };
  }, [ticket, lesson.id]);
  const problem = view?.problem;
  useEffect(() => {
    if (problem) toast.error(problem, { id: "recording", duration: 20 * SECOND });
  }, [problem]);
  const url = view?.url;
  useEffect(() => {
    if (!url) return;
    const words = (
      <span>
        The recording is ready.{" "}
        <a href={url} target="_blank" rel="noreferrer">
          Watch it
        </a>
      </span>
    );
    toast.success(words, { id: "recording", duration: Infinity, closeButton: true });
  }, [url]);
  if (!recorder) return null;

  const isOn = view.state === "recording";
  const text = remark(view);
  return (
    <div className="rec">
      <p className="rec-remark" role="status">
        {text}
      </p>
      <Button
        type="button"
        size="2"
        variant="soft"
        color={isOn ? "red" : "gray"}
        highContrast={!isOn}
        className="rec-button"
        aria-label={isOn ? "Stop recording" : `Record the ${noun(lesson)}`}
        disabled={!["idle", "recording", "ready"].includes(view.state)}
        onClick={() => (isOn ? recorder.stop() : recorder.start())}
      >
        {isOn ? <Square size={16} aria-hidden /> : <Circle size={16} aria-hidden />}
        <span className="rec-word" aria-hidden>
          {isOn ? "Stop" : "Record"}
        </span>
        {isOn && <Elapsed since={view.since} />}
      </Button>
    </div>
  );
}

function Elapsed({ since }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return <span aria-hidden>{clock(now - since)}</span>;
}

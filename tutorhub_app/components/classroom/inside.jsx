import { useEffect, useReducer, useRef, useState } from "react";
import { toast } from "sonner";
import { Chat } from "./chat.jsx";
import { Opening, Waiting } from "./doors.jsx";
import { DevicePicker } from "./lobby_media.jsx";
import { Mesh } from "./mesh.js";
import { endRecording } from "./record_button.jsx";
import { Room } from "./room.jsx";
import { RoomSocket } from "./socket.js";

const loadParts = () => import("./board_parts.js");

/** The board is most of what a room loads: begin while somebody is still at the door. */
export const prepareRoom = () => {
  loadParts();
  import("./board.jsx");
};

/** All that holds as long as somebody is inside; nothing of it is lost by a drop. */
function makeRoom({ parts, entered, media, onState, onChange }) {
  const { ticket, participant: me } = entered;
  const socket = new RoomSocket({ ticket, onState });
  const shared = { socket, me, onChange };
  const chat = new Chat(shared);
  const sync = new parts.BoardSync({
    ...shared,
    ticket,
    store: new parts.BoardStore(),
    onProblem: (sentence) => toast.error(sentence),
  });
  const mesh = new Mesh({ socket, me, media, iceServers: entered.iceServers });
  const close = () => {
    mesh.close();
    sync.close();
    chat.close();
    socket.close();
  };
  return { parts, socket, chat, sync, mesh, media, close };
}

/** In the waiting room or the room, as long as the ticket holds. `entered` is what `enter` said. */
export function Inside({ entered, media, clock, dark, onLeave, onBye }) {
  const [, draw] = useReducer((count) => count + 1, 0);
  const [room, setRoom] = useState(null);
  const [state, setState] = useState("connecting");
  const [wasInside, setWasInside] = useState(false);
  const [lesson, setLesson] = useState(entered.lesson);
  const [people, setPeople] = useState([]);
  const [waiters, setWaiters] = useState([]);
  const [recordedBy, setRecordedBy] = useState(null);
  const recorder = useRef(null);

  useEffect(() => {
    let isOver = false;
    let made = null;
    loadParts().then((parts) => {
      if (isOver) return;
      made = makeRoom({ parts, entered, media, onState: setState, onChange: draw });
      const { socket } = made;
      socket.on("waiting", ({ now }) => clock.heard(now));
      socket.on("welcome", (message) => {
        clock.heard(message.now);
        setLesson(message.lesson);
        setPeople(message.people);
        setRecordedBy(message.recording.by);
        setWasInside(true);
      });
      socket.on("lesson", (message) => {
        clock.heard(message.now);
        setLesson(message.lesson);
      });
      socket.on("joined", ({ person }) =>
        setPeople((before) => [...before.filter(({ id }) => id !== person.id), person]),
      );
      socket.on("left", ({ id }) => setPeople((before) => before.filter((one) => one.id !== id)));
      socket.on("waiters", (message) => setWaiters(message.people));
      socket.on("recording", ({ by }) => setRecordedBy(by));
      socket.on("bye", ({ reason }) => onBye(reason));
      setRoom(made);
    });
    return () => {
      isOver = true;
      made?.close();
    };
  }, [entered]);

  const leave = async () => {
    await endRecording(recorder.current);
    room.socket.leave();
    onLeave(lesson);
  };
  if (!room || (state === "connecting" && !wasInside)) return <Opening />;
  if (!wasInside) {
    return (
      <Waiting lesson={lesson} clock={clock} onLeave={leave}>
        <DevicePicker media={media} />
      </Waiting>
    );
  }
  return (
    <Room
      room={room}
      me={entered.participant}
      lesson={lesson}
      clock={clock}
      state={state}
      people={people}
      waiters={waiters}
      recording={people.some(({ id }) => id === recordedBy)}
      onRecorder={(made) => {
        recorder.current = made;
      }}
      dark={dark}
      onLeave={leave}
    />
  );
}

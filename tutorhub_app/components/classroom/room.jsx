import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { Button } from "@radix-ui/themes";
import { toast } from "sonner";
import { ChatPanel } from "./chat.jsx";
import { RoomHeader } from "./header.jsx";
import { PagesBar } from "./pages_bar.jsx";
import { RecordButton } from "./record_button.jsx";
import { VideoPanel } from "./video_panel.jsx";

const PHONE = "(max-width: 899px)";
const Board = lazy(async () => ({ default: (await import("./board.jsx")).Board }));

/** `room` is what `Inside` made: {socket, sync, chat, mesh, media, parts}. */
export function Room(props) {
  const { room, me, lesson, clock, state, people, waiters, recording, dark } = props;
  const { socket, sync, chat } = room;
  const [isChatOpen, setChatOpen] = useState(() => !window.matchMedia(PHONE).matches);
  const board = useRef(null);
  const closeChat = () => {
    setChatOpen(false);
    document.querySelector(".room-chat-button").focus();
  };
  if (isChatOpen) chat.readAll();
  useEffect(
    () => socket.on("error", ({ message }) => toast.error(message, { id: message })),
    [socket],
  );
  const save = (how, done) => async () => {
    try {
      const wasAny = await how(sync, lesson.title);
      if (wasAny === false) toast("There is nothing on this page yet.");
      else toast.success(done);
    } catch {
      toast.error("The board could not be saved. Please try again.");
    }
  };
  return (
    <div className={`room-grid${isChatOpen ? " room-with-chat" : ""}`}>
      <RoomHeader
        lesson={lesson}
        clock={clock}
        state={state}
        isSaved={sync.isSaved}
        recording={recording}
        unread={chat.unread}
        isChatOpen={isChatOpen}
        onChat={() => setChatOpen(!isChatOpen)}
        onPicture={save(room.parts.savePicture, "The page was saved as a picture.")}
        onPdf={save(room.parts.savePdf, "The pages were saved as a PDF.")}
        onLeave={props.onLeave}
      >
        {me.door === "teacher" && (
          <RecordButton
            ticket={socket.ticket}
            lesson={lesson}
            boardRoot={() => board.current}
            streams={() => everyone(room, me)}
            onMade={props.onRecorder}
          />
        )}
      </RoomHeader>
      <Waiters waiters={waiters} onAdmit={() => socket.send("admit")} />
      <div className="room-board" ref={board}>
        <Suspense fallback={<Loading />}>
          <Board sync={sync} dark={dark} />
        </Suspense>
        {state === "offline" && (
          <p className="room-offline" role="status">
            No connection. What you draw and write is kept, and sent when it is back.
          </p>
        )}
      </div>
      <PagesBar sync={sync} people={people} />
      <aside className="room-side" aria-label="People and chat">
        <div className="room-video-strip">
          <VideoPanel
            mesh={room.mesh}
            media={room.media}
            people={people}
            me={me}
            stage={() => board.current}
          />
        </div>
        <div
          className="room-sheet"
          hidden={!isChatOpen}
          onKeyDown={(event) => {
            if (event.key === "Escape") closeChat();
          }}
        >
          <ChatPanel chat={chat} me={me} onClose={closeChat} />
        </div>
      </aside>
    </div>
  );
}

/** Who is to be seen and heard in a recording, and which screens. */
function everyone({ media, mesh }, me) {
  const here = { name: me.name, camera: media.stream, screen: media.screen };
  return [here, ...mesh.streams].flatMap(({ name, camera, screen }) => [
    { name, stream: camera },
    ...(screen ? [{ name, stream: screen, isScreen: true }] : []),
  ]);
}

function Loading() {
  return (
    <p className="room-loading" role="status">
      Opening the board
    </p>
  );
}

function Waiters({ waiters, onAdmit }) {
  const names = waiters.map(({ name }) => name);
  return (
    <div className="room-waiters" role="status">
      {names.length > 0 && (
        <>
          <span>
            {names.length === 1
              ? `${names[0]} is waiting.`
              : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are waiting.`}
          </span>
          <Button size="2" onClick={onAdmit}>
            Let in
          </Button>
        </>
      )}
    </div>
  );
}

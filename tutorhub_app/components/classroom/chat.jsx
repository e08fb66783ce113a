import { useEffect, useRef, useState } from "react";
import { IconButton } from "@radix-ui/themes";
import { SendHorizontal, X } from "lucide-react";
import { uuid } from "./room_api.js";
import { linked } from "./words.js";

const LONGEST = 2000;

/**
 * What was said, {id, from, name, text, at}, and what was written here and not yet heard back: it
 * goes out again after a drop, and is one message however often it does.
 */
export class Chat {
  constructor({ socket, me, onChange }) {
    Object.assign(this, { socket, me, onChange });
    this.messages = [];
    this.unsent = [];
    this.read = null; // how many, once it is known what was said before
    this.ends = [
      socket.on("welcome", ({ chat }) => this.welcomed(chat)),
      socket.on("chat", ({ message }) => this.heard(message)),
    ];
  }

  close() {
    this.ends.forEach((end) => end());
  }

  get unread() {
    return this.messages.length - (this.read ?? this.messages.length);
  }

  readAll() {
    if (this.read !== null) this.read = this.messages.length;
  }

  welcomed(messages) {
    this.messages = messages;
    this.read ??= messages.length;
    const known = new Set(messages.map((message) => message.id));
    this.unsent = this.unsent.filter((message) => !known.has(message.id));
    this.unsent.forEach(({ id, text }) => this.socket.send("chat", { id, text }));
    this.onChange();
  }

  heard(message) {
    this.unsent = this.unsent.filter(({ id }) => id !== message.id);
    if (this.messages.some(({ id }) => id === message.id)) return;
    this.messages = [...this.messages, message];
    this.onChange();
  }

  say(text) {
    const message = { id: uuid(), from: this.me.id, name: this.me.name, text, at: null };
    this.unsent = [...this.unsent, message];
    this.socket.send("chat", { id: message.id, text });
    this.onChange();
  }
}

const time = (iso) =>
  new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function Text({ text }) {
  return linked(text).map((piece, place) =>
    piece.href ? (
      <a
        key={place}
        className="th-link"
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {piece.text}
        <span className="th-hidden"> (opens in a new tab)</span>
      </a>
    ) : (
      <span key={place}>{piece.text}</span>
    ),
  );
}

export function Message({ message, isMine }) {
  return (
    <li className={`room-message${isMine ? " room-message-mine" : ""}`}>
      <span className="room-message-head">
        <span className="room-message-name">{isMine ? "You" : message.name}</span>
        <span className="th-muted">{message.at ? time(message.at) : "Sending"}</span>
      </span>
      <span className="room-message-text">
        <Text text={message.text} />
      </span>
    </li>
  );
}

export function ChatPanel({ chat, me, onClose }) {
  const [text, setText] = useState("");
  const list = useRef(null);
  const shown = [...chat.messages, ...chat.unsent];
  useEffect(() => {
    list.current.scrollTop = list.current.scrollHeight;
  }, [shown.length]);
  const say = (event) => {
    event.preventDefault();
    const words = text.trim();
    if (!words) return;
    chat.say(words);
    setText("");
  };
  return (
    <section className="room-chat" aria-label="Chat">
      <header className="room-panel-head">
        <h2 className="th-h3">Chat</h2>
        <IconButton
          className="th-icon-button"
          variant="ghost"
          color="gray"
          aria-label="Close the chat"
          onClick={onClose}
        >
          <X size={18} aria-hidden />
        </IconButton>
      </header>
      <div className="room-chat-list" ref={list} tabIndex={0} role="log" aria-label="Messages">
        {shown.length === 0 && (
          <p className="th-muted th-small">
            Nothing has been written yet. All who are in the room read it, those who come later,
            too.
          </p>
        )}
        <ul>
          {shown.map((message) => (
            <Message key={message.id} message={message} isMine={message.from === me.id} />
          ))}
        </ul>
      </div>
      <form className="room-chat-form" onSubmit={say}>
        <textarea
          className="th-control"
          aria-label="Message"
          placeholder="Write a message"
          rows={1}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            const isComposing = event.nativeEvent.isComposing;
            if (event.key === "Enter" && !event.shiftKey && !isComposing) say(event);
          }}
        />
        <IconButton size="3" type="submit" aria-label="Send" disabled={!text.trim()}>
          <SendHorizontal size={18} aria-hidden />
        </IconButton>
      </form>
    </section>
  );
}

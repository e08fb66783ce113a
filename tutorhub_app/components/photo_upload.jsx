import { createElement, useEffect, useRef, useState } from "react";
import { Button } from "@radix-ui/themes";

const NETWORK = "The server could not be reached. Check your connection and try again.";

/** Sends `file` and tells how far it is, from 0 to 1. Rejects with the sentence to show. */
function send(action, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", action);
    request.setRequestHeader("Content-Type", file.type);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 200) resolve(request.response.photo);
      else reject(request.response?.detail ?? NETWORK);
    };
    request.onerror = () => reject(NETWORK);
    request.send(file);
  });
}

/**
 * A photo with what can be done to it: choose or drop another, remove it. What is chosen is shown
 * at once and sent at once. `onChanged` gets the new address, "" when it was removed.
 */
export function PhotoUpload({ photo, initials, action, types, mostBytes, onChanged }) {
  const [preview, setPreview] = useState("");
  const [progress, setProgress] = useState(null);
  const [error, setError] = useState("");
  const [said, setSaid] = useState("");
  const [isOver, setIsOver] = useState(false);
  const chooser = useRef(null);
  const busy = progress !== null;

  useEffect(() => () => preview && URL.revokeObjectURL(preview), [preview]);

  const refusal = (file) => {
    if (!types.includes(file.type)) return "Choose a JPEG, PNG or WebP picture.";
    if (file.size > mostBytes) {
      return `Choose a picture of at most ${Math.floor(mostBytes / 1024 / 1024)} MB.`;
    }
    return "";
  };
  const change = async (file) => {
    if (!file || busy) return;
    const refused = refusal(file);
    setError(refused);
    if (refused) return;
    setPreview(URL.createObjectURL(file));
    setProgress(0);
    try {
      const address = await send(action, file, setProgress);
      setSaid("Photo saved.");
      onChanged?.(address);
    } catch (sentence) {
      setError(sentence);
    }
    setPreview("");
    setProgress(null);
  };
  const remove = async () => {
    setError("");
    const answer = await fetch(action, { method: "DELETE", credentials: "same-origin" }).catch(
      () => null,
    );
    if (answer?.ok) {
      setSaid("Photo removed.");
      onChanged?.("");
    } else {
      setError((await answer?.json().catch(() => null))?.detail ?? NETWORK);
    }
  };
  const drag = (over) => (event) => {
    event.preventDefault();
    setIsOver(over);
  };

  const shown = preview || photo;
  const picture = createElement(
    "span",
    { className: "th-avatar th-avatar-xl", "aria-hidden": true },
    createElement("span", null, initials),
    shown && createElement("img", { src: shown, alt: "", "data-initials": initials }),
  );
  const choose = createElement(Button, {
    type: "button",
    size: "2",
    variant: "surface",
    color: "gray",
    highContrast: true,
    disabled: busy,
    onClick: () => chooser.current?.click(),
    children: photo ? "Change photo" : "Choose a photo",
  });
  const removal = photo
    ? createElement(Button, {
        type: "button",
        size: "2",
        variant: "soft",
        color: "gray",
        highContrast: true,
        disabled: busy,
        onClick: remove,
        children: "Remove",
      })
    : null;
  return createElement(
    "div",
    {
      className: `th-photo${isOver ? " th-photo-over" : ""}`,
      "aria-busy": busy,
      onDragOver: drag(true),
      onDragLeave: drag(false),
      onDrop: (event) => {
        drag(false)(event);
        change(event.dataTransfer.files[0]);
      },
    },
    picture,
    createElement(
      "div",
      { className: "th-photo-side" },
      createElement("div", { className: "th-photo-actions" }, choose, removal),
      createElement("input", {
        ref: chooser,
        type: "file",
        accept: types.join(","),
        hidden: true,
        "aria-label": "Photo",
        onChange: (event) => {
          change(event.target.files[0]);
          event.target.value = "";
        },
      }),
      busy
        ? createElement("progress", { value: progress, max: 1, "aria-label": "Sending the photo" })
        : createElement(
            "span",
            { className: "th-muted th-small" },
            `JPEG, PNG or WebP, at most ${Math.floor(mostBytes / 1024 / 1024)} MB. The middle square is shown.`,
          ),
      createElement("span", { role: "alert", className: "th-error" }, error),
      createElement("span", { role: "status", className: "th-hidden" }, said),
    ),
  );
}

import { createElement, useRef, useState } from "react";

const cleaned = (text) => text.trim().replace(/\s+/g, " ");
const sameAs = (one) => (other) => one.toLowerCase() === other.toLowerCase();

/**
 * Names as tags, by keyboard alone: Enter or a comma adds what is typed, Backspace in the empty
 * field takes the last one back, each tag's button removes it. The form gets them as JSON in the
 * hidden input `name`. Leaving the field adds what is typed, so that nothing is lost on saving.
 */
export function TagInput({ id, name, initial, suggestions, placeholder, most, longest, ...ties }) {
  const [tags, setTags] = useState(initial ?? []);
  const [text, setText] = useState("");
  const [said, setSaid] = useState("");
  const field = useRef(null);

  const add = (typed) => {
    const kept = [...tags];
    for (const tag of typed.split(",").map(cleaned).filter(Boolean)) {
      if (kept.length < most && !kept.some(sameAs(tag))) kept.push(tag);
    }
    setText("");
    if (kept.length === tags.length) return;
    setSaid(`Added ${kept.slice(tags.length).join(", ")}`);
    setTags(kept);
  };
  const remove = (tag) => {
    setTags(tags.filter((other) => other !== tag));
    setSaid(`Removed ${tag}`);
    field.current?.focus();
  };
  const onInput = (event) => {
    const typed = event.target.value;
    // A suggestion that was picked comes whole, without the kind of input that typing has.
    const isPicked = !event.nativeEvent.inputType?.startsWith("insertText");
    if (typed.includes(",") || (isPicked && suggestions?.some(sameAs(typed)))) add(typed);
    else setText(typed);
  };
  const onKeyDown = (event) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && !text && tags.length) {
      remove(tags[tags.length - 1]);
    }
  };

  const chips = tags.map((tag) =>
    createElement(
      "span",
      { key: tag, className: "th-tag th-tag-removable" },
      tag,
      createElement(
        "button",
        { type: "button", "aria-label": `Remove ${tag}`, onClick: () => remove(tag) },
        "×",
      ),
    ),
  );
  const free = (suggestions ?? []).filter((tag) => !tags.some(sameAs(tag)));
  return createElement(
    "div",
    { className: "th-control th-tag-input", onClick: () => field.current?.focus() },
    // One child, however many: the field behind it must not be made anew when a tag comes.
    chips,
    createElement("input", {
      ...ties,
      id,
      ref: field,
      value: text,
      maxLength: longest,
      placeholder: tags.length ? "" : placeholder,
      list: `${id}-suggestions`,
      autoComplete: "off",
      disabled: tags.length >= most && !text,
      onChange: onInput,
      onKeyDown,
      onBlur: () => add(text),
    }),
    createElement(
      "datalist",
      { id: `${id}-suggestions` },
      ...free.map((tag) => createElement("option", { key: tag, value: tag })),
    ),
    createElement("input", { type: "hidden", name, value: JSON.stringify(tags) }),
    createElement("span", { role: "status", className: "th-hidden" }, said),
  );
}

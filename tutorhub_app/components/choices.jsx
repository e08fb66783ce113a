import { useEffect, useState } from "react";

// What was pressed shows at once; when the server's value comes, that is the truth.
function useAnswered(value) {
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  return [shown, setShown];
}

/** Radio buttons of one name: `options` are pairs of a value and its text. */
export function Segments({ name, value, options, onChoose }) {
  const [shown, setShown] = useAnswered(value);
  return (
    <div className="th-segments">
      {options.map(([key, text]) => (
        <label key={key} className="th-choice">
          <input
            type="radio"
            name={name}
            value={key}
            checked={shown === key}
            onChange={() => {
              setShown(key);
              onChoose?.(key);
            }}
          />
          <span>{text}</span>
        </label>
      ))}
    </div>
  );
}

/** A checkbox that looks like a pill; `full` is read aloud instead of the short `text`. */
export function Pill({ name, value, text, full, checked, disabled, onToggle }) {
  const [shown, setShown] = useAnswered(Boolean(checked));
  return (
    <label className="th-choice">
      <input
        type="checkbox"
        name={name}
        value={value}
        checked={shown}
        disabled={disabled}
        aria-label={full}
        onChange={(event) => {
          setShown(event.target.checked);
          onToggle?.();
        }}
      />
      <span aria-hidden="true">{text}</span>
    </label>
  );
}

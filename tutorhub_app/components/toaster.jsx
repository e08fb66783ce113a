import { useEffect, useRef } from "react";
import { toast, Toaster as Sonner } from "sonner";

/** For so many milliseconds a notice may be said again by the page that comes next. */
const JUST_NOW = 1500;

/**
 * What was said last, by kind: {key, at}. Each page has a toaster of its own, which takes what it
 * shows with it when the page is left; this outlives them all, but for a whole load.
 */
const said = {};

/** Call `say(value)` once for each new `value.key`; again where the page was left at once. */
function useOnce(kind, value, say) {
  const isFirst = useRef(true);
  said[kind] ??= { key: value?.key ?? 0, at: 0 };
  useEffect(() => {
    const cameAlong = isFirst.current && Date.now() - said[kind].at < JUST_NOW;
    isFirst.current = false;
    if (!value || (value.key === said[kind].key && !cameAlong)) return;
    said[kind] = { key: value.key, at: said[kind].key === value.key ? 0 : Date.now() };
    say(value);
  }, [value]);
}

/**
 * Shows `notice` ({key, kind, text, action}) once for each new key, and so `news` ({key, id, title,
 * text}), whose button opens it.
 */
export function Toaster({ notice, onAction, news, onOpen, dark }) {
  const offer = useRef(null);
  const act = useRef(onAction);
  act.current = onAction;
  useOnce("notice", notice, ({ kind, text, action }) => {
    if (!text) return;
    const show = toast[kind] ?? toast;
    // The button answers the last notice: an older one must not offer it any more.
    if (offer.current !== null) toast.dismiss(offer.current);
    const id = show(text, {
      duration: action ? 10000 : 5000,
      action: action ? { label: action, onClick: () => act.current?.() } : undefined,
    });
    offer.current = action ? id : null;
  });
  const open = useRef(onOpen);
  open.current = onOpen;
  useOnce("news", news, ({ id, title, text }) => {
    if (!title) return;
    toast.info(title, {
      description: text,
      duration: 10000,
      action: { label: "Open", onClick: () => open.current?.(id) },
    });
  });
  return (
    <Sonner
      position="bottom-right"
      theme={dark ? "dark" : "light"}
      closeButton
      expand
      visibleToasts={3}
      mobileOffset={{ bottom: "80px", left: "16px", right: "16px" }}
    />
  );
}

import { useEffect, useRef } from "react";
import { toast, Toaster as Sonner } from "sonner";

/**
 * Shows `notice` ({key, kind, text, action}) once for each new key, and so `news` ({key, id, title,
 * text}), whose button opens it.
 */
export function Toaster({ notice, onAction, news, onOpen, dark }) {
  const shown = useRef(notice?.key ?? 0);
  const offer = useRef(null);
  const act = useRef(onAction);
  act.current = onAction;
  useEffect(() => {
    if (!notice || notice.key === shown.current) return;
    shown.current = notice.key;
    if (!notice.text) return;
    const show = toast[notice.kind] ?? toast;
    // The button answers the last notice: an older one must not offer it any more.
    if (offer.current !== null) toast.dismiss(offer.current);
    const id = show(notice.text, {
      duration: notice.action ? 10000 : 5000,
      action: notice.action
        ? { label: notice.action, onClick: () => act.current?.() }
        : undefined,
    });
    offer.current = notice.action ? id : null;
  }, [notice]);
  const heard = useRef(news?.key ?? 0);
  const open = useRef(onOpen);
  open.current = onOpen;
  useEffect(() => {
    if (!news || news.key === heard.current) return;
    heard.current = news.key;
    if (!news.title) return;
    const { id } = news;
    toast.info(news.title, {
      description: news.text,
      duration: 10000,
      action: { label: "Open", onClick: () => open.current?.(id) },
    });
  }, [news]);
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

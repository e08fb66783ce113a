// Why there is no microphone, camera or shared screen, in words, and how to mend it.

const NAMES = { mic: "microphone", camera: "camera", screen: "screen" };

const SITE_SETTINGS =
  "Choose the sign beside the page's address, allow it there, then press Try again.";

const MESSAGES = {
  insecure: (name) => ({
    text: `Browsers give a ${name} only to pages on https.`,
    mend: "Open the lesson by an address that begins with https://.",
  }),
  unsupported: (name) => ({
    text: `This browser can't use a ${name}.`,
    mend: "Take a newer browser, such as Chrome, Edge, Firefox or Safari.",
  }),
  denied: (name) => ({
    text: `This page may not use the ${name}: the permission was denied.`,
    mend: SITE_SETTINGS,
  }),
  dismissed: (name) => ({
    text: `The question for the ${name} was closed without an answer.`,
    mend: "Press Try again, and allow it when the browser asks.",
  }),
  system: (name) => ({
    text: `The computer doesn't let the browser use the ${name}.`,
    mend: "Allow the browser in the computer's privacy settings, then press Try again.",
  }),
  missing: (name) => ({
    text: `No ${name} was found.`,
    mend: "Connect one: it is used as soon as it is there.",
  }),
  chosenMissing: (name) => ({
    text: `The ${name} that was chosen is not there any more.`,
    mend: "Choose another, or connect it and press Try again.",
  }),
  busy: (name) => ({
    text: `The ${name} can't be started. Another program may be using it.`,
    mend: "Close that program, then press Try again.",
  }),
  lost: (name) => ({
    text: `The ${name} stopped: it was unplugged, or the permission was taken back.`,
    mend: "Connect it again, or choose another.",
  }),
  failed: (name) => ({
    text: `The ${name} could not be started.`,
    mend: "Press Try again. If that doesn't help, load the page again.",
  }),
};

const SCREEN_MESSAGES = {
  insecure: {
    text: "Browsers let only pages on https share the screen.",
    mend: MESSAGES.insecure("screen").mend,
  },
  unsupported: {
    text: "This browser can't share the screen.",
    mend: "Join on a computer to share it; browsers on phones can't.",
  },
  denied: {
    text: "Nothing is shared: the browser was not allowed to, or the choice was closed.",
    mend: "Press Share screen again and choose a screen, a window or a tab.",
  },
  missing: { text: "There was nothing to share.", mend: "Press Share screen and choose again." },
  busy: {
    text: "The computer didn't give the picture of what you chose.",
    mend: "Press Share screen again and choose another window or tab.",
  },
};

/** What names of errors mean. Older browsers have other names for the same. */
const CODES = {
  NotAllowedError: "denied",
  PermissionDeniedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  DevicesNotFoundError: "missing",
  OverconstrainedError: "chosenMissing",
  NotReadableError: "busy",
  TrackStartError: "busy",
  AbortError: "busy",
};

/**
 * What to show: {kind, code, text, mend}. `kind` is mic, camera or screen; `text` says what is
 * wrong and `mend` what to do.
 */
export function problem(kind, code) {
  const shared = kind === "screen" && SCREEN_MESSAGES[code];
  return { kind, code, ...(shared || (MESSAGES[code] ?? MESSAGES.failed)(NAMES[kind])) };
}

/** The same of what getUserMedia or getDisplayMedia threw. */
export function problemOf(kind, error) {
  let code = CODES[error.name] ?? "failed";
  if (code === "denied" && /system/i.test(error.message)) code = "system";
  if (code === "denied" && kind !== "screen" && /dismissed/i.test(error.message)) {
    code = "dismissed";
  }
  return problem(kind, code);
}

/** The code of why `method` of the browser's devices is not there; "" when it is. */
export function unavailable(method) {
  if (typeof navigator.mediaDevices?.[method] === "function") return "";
  return window.isSecureContext ? "unsupported" : "insecure";
}

/** Who asks: nobody, whoever a token belongs to, or whoever is signed in with this browser. */

import { el, find, keep, kept, say } from "./dom.js";
import { rememberId } from "./known.js";

const { outside, demo } = document.documentElement.dataset;
const AUTH = `${outside}/auth-api`;
const SENTENCES = {
  nobody: "Requests carry no token and no cookie.",
  token: "Requests carry the token below.",
  browser: "Requests carry the cookie of whoever is signed in to TutorHub with this browser.",
};

const state = { as: "browser", token: "", ...kept("identity", {}) };
const listeners = [];

export function askedAs() {
  return {
    token: state.as === "token" && state.token ? state.token : null,
    credentials: state.as === "browser" ? "same-origin" : "omit",
  };
}

/** `listener()` is called when someone else asks. */
export function onIdentity(listener) {
  listeners.push(listener);
}

export function openIdentity() {
  find("#identity").showModal();
  find(`input[name=as][value=${state.as}]`).focus();
}

export function setUpIdentity() {
  const dialog = find("#identity");
  find("#who").addEventListener("click", openIdentity);
  find("[data-close]", dialog).addEventListener("click", () => dialog.close());
  // A press beside the dialog closes it; nothing in it is lost by that.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  for (const radio of dialog.querySelectorAll("input[name=as]")) {
    radio.addEventListener("change", () => become({ as: radio.value }));
  }
  find("#token").addEventListener("input", (event) => {
    const token = event.target.value.trim().replace(/^Bearer\s+/i, "");
    become({ as: token ? "token" : "nobody", token });
  });
  const form = find("#sign-in");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(form.username.value.trim(), form.password.value);
  });
  const accounts = JSON.parse(demo || "[]");
  find("#demo").hidden = !accounts.length;
  for (const account of accounts) {
    const name = account.email.split("@")[0];
    find("#demo").append(
      el(
        "button",
        {
          type: "button",
          class: "button",
          onclick: () => signIn(account.email, account.password),
        },
        name[0].toUpperCase() + name.slice(1),
      ),
    );
  }
  become({});
}

function become(change) {
  Object.assign(state, change);
  keep("identity", state);
  find(`input[name=as][value=${state.as}]`).checked = true;
  if (find("#token").value.trim() !== state.token) find("#token").value = state.token;
  for (const listener of listeners) listener();
  tellWho();
}

let asking = 0;

/** Ask the accounts' API who that is, and show it. */
async function tellWho() {
  const mine = ++asking;
  show("…", SENTENCES[state.as], "");
  if (state.as === "nobody") return show("nobody", SENTENCES.nobody, "");
  if (state.as === "token" && !state.token) {
    return show("nobody", "Sign in below, or paste a token.", "");
  }
  const { token, credentials } = askedAs();
  let answer = null;
  let person = null;
  try {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    answer = await fetch(`${AUTH}/currentuser`, { headers, credentials, cache: "no-store" });
    if (answer.ok) person = await answer.json();
  } catch {
    // Told below: nobody could be asked.
  }
  if (mine !== asking) return;
  if (person) {
    if (person.tutorProfileId) rememberId("tutorProfileId", person.tutorProfileId);
    if (person.roleId === "student") rememberId("studentId", person.userId);
    rememberId("userId", person.userId);
    const who = `${person.fullname}, ${person.roleId}`;
    show(person.email, `${SENTENCES[state.as]} You are ${who}.`, "ok");
  } else if (answer?.status === 401) {
    if (state.as === "browser") {
      show("nobody", `${SENTENCES.browser} Nobody is, so you ask as nobody.`, "");
    } else {
      show("a token that does not hold", "This token does not hold, or no longer. Sign in.", "bad");
    }
  } else {
    const name = state.as === "token" ? "a token" : "this browser";
    show(name, "Who that is could not be asked.", "bad");
  }
}

function show(name, sentence, tone) {
  find("#who-name").textContent = name;
  const notice = find("#identity-state");
  notice.textContent = sentence;
  notice.className = `notice ${tone}`;
}

async function signIn(username, password) {
  const problem = find("#sign-in-problem");
  const button = find("#sign-in .solid");
  problem.textContent = "";
  button.disabled = true;
  try {
    // Without cookies: whoever is signed in with this browser stays so.
    const answer = await fetch(`${AUTH}/login`, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username, password }),
    });
    const body = await answer.json();
    if (answer.ok) {
      find("#password").value = "";
      find("#identity").close();
      become({ as: "token", token: body.accessToken });
      say(`Signed in as ${body.email}`);
    } else {
      problem.textContent = body.detail ?? `Signing in was answered ${answer.status}.`;
    }
  } catch {
    problem.textContent = "The server did not answer. What you typed is still here; try again.";
  } finally {
    button.disabled = false;
  }
}

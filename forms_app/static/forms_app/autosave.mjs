// Keeps what is typed, some seconds after the last key; without it the button keeps it.

const form = document.querySelector("form[data-autosave]");
const said = document.querySelector("[data-autosaved]");
const WAIT = 3000, LONGEST = 60000;
let timer, running, changed = false, stopped = false, pause = WAIT;

function plan() {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, pause);
}

async function save() {
  if (running || !changed || stopped) return;
  changed = false;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("_autosave", "1");
  running = send(body);
  await running;
  running = undefined;
  if (changed) plan();
}

async function send(body) {
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
    if (answer.status === 204) {
      pause = WAIT;
      said.textContent = said.dataset.autosaved;
    } else if (answer.status === 429 || answer.status >= 500) {
      again();
    } else {
      stopped = true;
      said.textContent = said.dataset.stopped;
    }
  } catch {
    again();
  }
}

// A server that is busy or away is tried again, each time after a longer pause.
function again() {
  changed = true;
  pause = Math.min(pause * 2, LONGEST);
  said.textContent = said.dataset.unsaved;
}

if (form && said) {
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => { changed = true; plan(); });
  }
  // What is being kept is waited for, so that one page never begins two drafts.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    changed = false;
    if (!running) { stopped = true; return; }
    event.preventDefault();
    running.finally(() => {
      delete form.dataset.sent;
      stopped = true;
      running = undefined;
      form.requestSubmit(event.submitter);
    });
  });
}

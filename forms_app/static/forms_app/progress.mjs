// How far an export is, looked at again by itself; the link to look is for who has no script.

const AGAIN = 3000; // milliseconds

async function look() {
  const box = document.querySelector("[data-due]");
  if (!box) return;
  if (document.hidden) {
    setTimeout(look, AGAIN);
    return;
  }
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
    const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const fresh = page?.getElementById(box.id);
    if (fresh) {
      const focused = box.contains(document.activeElement);
      const done = !fresh.hasAttribute("data-due");
      box.replaceWith(fresh);
      if (done) document.querySelector("[data-said]").textContent = fresh.querySelector("[data-result]").textContent;
      if (focused) fresh.querySelector("a")?.focus();
    }
  } catch {
    // the line is away for a moment: the next look tells
  }
  setTimeout(look, AGAIN);
}

setTimeout(look, AGAIN);

// Small helps on every page; without them everything works.

// What is wrong is read first.
document.querySelector("[data-focus]")?.focus();

// A second click on the same button sends nothing; the server would answer it with the same number anyway.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
// Back from another page, the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A personal page that comes back out of the memory of the browser may be somebody else's: it is asked for anew, and
// lies there hidden, so that it is not seen while that goes on.
if (document.querySelector("meta[name=robots][content=noindex]")) {
  addEventListener("pagehide", (event) => { document.body.hidden = event.persisted; });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

// How much of a text is left.
for (const area of document.querySelectorAll("textarea[data-left]")) {
  const left = document.getElementById(area.dataset.left);
  const show = () => { left.textContent = String(area.maxLength - area.value.length); };
  area.addEventListener("input", show);
  show();
}

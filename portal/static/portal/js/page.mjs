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

// How much of a text is left.
for (const area of document.querySelectorAll("textarea[data-left]")) {
  const left = document.getElementById(area.dataset.left);
  const show = () => { left.textContent = String(area.maxLength - area.value.length); };
  area.addEventListener("input", show);
  show();
}

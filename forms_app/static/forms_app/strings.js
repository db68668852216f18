/* The translation screen: Ctrl+Enter saves, and nobody leaves with words that are not saved. Works without too. */
(() => {
  const form = document.querySelector("form[data-strings]");
  document.getElementById("problems")?.focus();
  if (!form) return;
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="save"]'));
  });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();

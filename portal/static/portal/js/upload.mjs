// A chosen file is sent at once, with a bar that shows how far it is. The same address answers with the same page as
// without a script; only the list of files is taken from it, so that what else was typed stays as it is.

const QUIET = 25; // percent between two things that a screen reader says

function send(box, input) {
  const form = input.form;
  const bar = box.querySelector("[data-bar]");
  const said = box.querySelector("[data-said]");
  const body = new FormData(form);
  const request = new XMLHttpRequest();
  let told = 0;
  bar.hidden = false;
  said.textContent = box.dataset.busy;
  input.disabled = true;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    bar.querySelector("progress").value = percent;
    bar.querySelector("[data-percent]").textContent = `${percent}%`;
    if (percent >= told + QUIET && percent < 100) {
      told = percent;
      said.textContent = `${box.dataset.busy}: ${percent}%`;
    }
  });
  request.addEventListener("loadend", () => {
    input.disabled = false;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    bar.hidden = true;
    const answer = request.status === 200 ? new DOMParser().parseFromString(request.responseText, "text/html") : null;
    const fresh = answer?.getElementById(box.id);
    if (!fresh) {
      input.value = "";
      said.textContent = "";
      failed(box);
      return;
    }
    box.replaceWith(fresh);
    const wrong = fresh.querySelector(".utrecht-form-field-error-message");
    fresh.querySelector("[data-said]").textContent = wrong ? wrong.textContent : box.dataset.done;
    fresh.querySelector("input[type=file]")?.focus();
  });
  request.open("POST", box.dataset.upload);
  request.send(body);
}

function failed(box) {
  let place = box.querySelector(".utrecht-form-field-error-message");
  if (!place) {
    place = document.createElement("div");
    place.className = "utrecht-form-field-error-message";
    place.setAttribute("role", "alert");
    box.querySelector(".kl-upload__choose").before(place);
  }
  place.textContent = box.dataset.failed;
}

// The button is for who has no script; a large file is sent but once.
document.documentElement.classList.add("has-upload-script");
document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-upload]");
  if (box && event.target.type === "file" && event.target.files.length) send(box, event.target);
});

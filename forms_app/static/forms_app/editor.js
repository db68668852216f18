/* The editor of forms. Lays a choice over the plain inputs of a condition and of a category; the inputs stay the truth
   and can still be typed in without this script. Questions and options come from the page, also those not yet saved. */
(() => {
  const { Controller } = window.StimulusModule;
  let lists = null; // the page is not there yet when this file is read
  const told = () => (lists ??= JSON.parse(document.getElementById("form-choices").textContent));

  // One reading of the page per task, shared by all rows: eighty rows cost one walk.
  let read = null;
  function page() {
    if (read) return read;
    setTimeout(() => { read = null; });
    read = { inputs: new Map(), places: new Map(), questions: [] };
    document.querySelectorAll('[name^="steps-"], [name^="urgent_if-"]').forEach((input, place) => {
      read.inputs.set(input.name, input);
      read.places.set(input.name, place);
    });
    for (const name of read.inputs.keys()) {
      const found = name.match(/^((steps-\d+)-value-fields-\d+)-value-label$/);
      if (!found || !alive(found[1]) || !alive(found[2])) continue;
      const type = value(`${found[1]}-type`);
      if (type === "panel" || type === "calculation") continue;
      read.questions.push({ id: value(`${found[1]}-id`), text: titled(value(name)), type, prefix: found[1], name });
    }
    return read;
  }
  const value = (name) => page().inputs.get(name)?.value ?? "";
  const alive = (prefix) => value(`${prefix}-deleted`) !== "1";
  const titled = (text) => text.trim() || told().words.untitled;

  // A condition may ask the questions before the question or step it belongs to.
  function askable(input) {
    const { places, questions } = page();
    const own = input.name.replace(/-value-(visible|required)_if-.*$/, "-value-");
    const earlier = questions.filter((q) => places.get(q.name) < places.get(input.name) && !q.name.startsWith(own));
    return [...earlier, ...told().context.map((asked) => ({ ...asked, type: "context" }))];
  }
  function answersTo(question) {
    if (question.answers) return question.answers.map(([id, text]) => ({ id, text }));
    if (told().answers[question.type]) return told().answers[question.type].map(([id, text]) => ({ id, text }));
    const found = [];
    for (let i = 0; i < Number(value(`${question.prefix}-value-options-count`)); i += 1) {
      const prefix = `${question.prefix}-value-options-${i}`;
      if (!page().inputs.has(`${prefix}-id`) || !alive(prefix)) continue;
      found.push({ id: value(`${prefix}-id`), text: titled(value(`${prefix}-value-label`)), order: Number(value(`${prefix}-order`)) });
    }
    return found.sort((a, b) => a.order - b.order);
  }

  class Pick extends Controller {
    connect() {
      if (this.select) return;
      this.select = document.createElement("select");
      this.select.id = `${this.element.id}-pick`;
      this.element.after(this.select);
      document.querySelector(`label[for="${CSS.escape(this.element.id)}"]`)?.setAttribute("for", this.select.id);
      const described = this.element.getAttribute("aria-describedby");
      if (described) this.select.setAttribute("aria-describedby", described);
      this.select.addEventListener("focus", () => this.draw());
      this.select.addEventListener("change", () => {
        this.element.value = [...this.select.selectedOptions].map((option) => option.value).filter(Boolean).join(" ");
        this.element.dispatchEvent(new Event("change", { bubbles: true }));
      });
      this.draw();
      this.again = () => this.draw();
      document.addEventListener("form-way", this.again); // blocks that the editor was still making are there now
    }
    disconnect() {
      document.removeEventListener("form-way", this.again);
      this.select?.remove();
      this.select = null;
    }
    fill(choices) {
      const chosen = this.element.value.split(" ").filter(Boolean);
      const gone = chosen.filter((id) => !choices.some((choice) => choice.id === id));
      const all = [
        ...(this.select.multiple ? [] : [{ id: "", text: told().words.choose }]),
        ...choices,
        ...gone.map((id) => ({ id, text: `(${told().words.gone})` })),
      ];
      const drawn = JSON.stringify([all, chosen, this.select.multiple]);
      if (drawn === this.drawn) return;
      this.drawn = drawn;
      this.select.replaceChildren(...all.map(({ id, text }) => new Option(text, id, false, chosen.includes(id))));
    }
  }

  class Question extends Pick {
    draw() {
      const choices = askable(this.element);
      this.element.hidden = true;
      this.fill(choices);
      const allowed = told().tests[choices.find((asked) => asked.id === this.element.value)?.type];
      const test = page().inputs.get(this.element.name.replace(/question$/, "test"));
      for (const option of test?.options ?? []) {
        option.hidden = option.disabled = Boolean(allowed && option.value && !option.selected && !allowed.includes(option.value));
      }
    }
  }

  class Value extends Pick {
    connect() {
      super.connect();
      this.row = (event) => {
        if ([`${this.base}-question`, `${this.base}-test`].includes(event.target.name)) setTimeout(() => this.draw());
      };
      document.addEventListener("change", this.row);
    }
    disconnect() {
      document.removeEventListener("change", this.row);
      super.disconnect();
    }
    get base() {
      return this.element.name.replace(/-value$/, "");
    }
    draw() {
      const test = value(`${this.base}-test`);
      const question = askable(this.element).find((asked) => asked.id === value(`${this.base}-question`));
      const choices = question && !test.startsWith("working_days") ? answersTo(question) : [];
      this.select.multiple = test === "one_of";
      const silent = told().silent.includes(test);
      this.element.hidden = silent || choices.length > 0;
      this.select.hidden = silent || choices.length === 0;
      this.fill(choices);
    }
  }

  // The questions that something is worked out from, in the order in which they stand in the form.
  class Operands extends Pick {
    draw() {
      const wanted = told().operands[value(this.element.name.replace(/of$/, "formula"))];
      this.element.hidden = true;
      this.select.multiple = true;
      this.fill(askable(this.element).filter(({ type }) => type !== "context" && (!wanted || wanted.includes(type))));
    }
  }

  class Category extends Pick {
    draw() {
      const known = document.getElementById("id_default_category");
      this.element.hidden = true;
      this.fill([...known.options].filter((option) => option.value).map((option) => ({ id: option.value, text: option.text })));
    }
  }

  class Key extends Controller {
    connect() {
      const id = value(this.element.name.replace(/-value-key$/, "-id"));
      if (!told().frozen.includes(id) || !this.element.value) return;
      this.element.readOnly = true;
      this.element.title = told().words.frozen;
    }
  }

  let led = false;
  // From what is wrong to the very block and setting, through everything that is folded.
  class Way extends Controller {
    connect() {
      if (led || !location.hash.startsWith("#block-")) return;
      led = true; // by a link on another page: once, when all blocks are there
      const block = location.hash.replace(/^#block-|-section$/g, "");
      const lead = (tries) => setTimeout(() => {
        if (document.getElementById(`block-${block}-section`)) this.lead(block, "");
        else if (tries) lead(tries - 1);
      }, 100);
      if (document.readyState === "complete") lead(100);
      else addEventListener("load", () => lead(100), { once: true });
    }
    show(event) {
      const link = event.target.closest("a[data-setting]");
      if (!link) return;
      event.preventDefault();
      this.lead(link.dataset.block, link.dataset.setting);
    }
    lead(block, setting) {
      document.dispatchEvent(new Event("form-way"));
      const around = block ? document.getElementById(`block-${block}-section`) : document;
      const own = [...(around?.querySelectorAll(`[data-contentpath="${CSS.escape(setting)}"]`) ?? [])]
        .find((found) => !block || found.closest('section[id^="block-"]') === around);
      const place = own ?? (block ? around : document.getElementById(`id_${setting}`));
      if (!place) return;
      for (let outer = place.querySelector(":scope > .w-panel__content") ?? place; outer; outer = outer.parentElement) {
        if (outer.id) document.querySelector(`[aria-controls="${CSS.escape(outer.id)}"][aria-expanded="false"]`)?.click();
      }
      place.scrollIntoView({ block: "center" });
      const inputs = "input:not([type=hidden], [hidden]), select:not([hidden]), textarea, button";
      (place.matches(inputs) ? place : place.querySelector(inputs))?.focus({ preventScroll: true });
    }
  }

  const { app } = window.wagtail;
  app.register("form-question", Question);
  app.register("form-value", Value);
  app.register("form-operands", Operands);
  app.register("form-category", Category);
  app.register("form-key", Key);
  app.register("form-way", Way);
})();

// Questions that an answer asks for appear at once, and go when it is taken back. Without this the server shows them on
// the same page after "Verder"; what counts is always what the server decides.

// --- The condition language of home/conditions.py; both are fed by the same vectors. ---

const COMPARISONS = {
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "<": (a, b) => order(a, b) < 0,
  "<=": (a, b) => order(a, b) <= 0,
  ">": (a, b) => order(a, b) > 0,
  ">=": (a, b) => order(a, b) >= 0,
};
const MOST_DIGITS = 15; // exact in a double

export function isAnswered(value) {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** Whether an expression holds for values (name -> text, whole number, boolean or list); throws outside the language. */
export function evaluate(expression, values) {
  const [[name, argument], ...more] = Object.entries(expression);
  if (more.length) throw new Error("one word is asked");
  if (Object.hasOwn(COMPARISONS, name)) return compares(name, ...argument.map((side) => scalar(side, values)));
  switch (name) {
    case "in": return isIn(argument, values);
    case "and": return argument.every((part) => evaluate(part, values));
    case "or": return argument.some((part) => evaluate(part, values));
    case "!": return !evaluate(argument, values);
    case "answered": return isAnswered(own(values, argument));
    default: throw new Error(`${name} is not in the language`);
  }
}

function compares(name, left, right) {
  if (left === undefined || right === undefined) return false;
  if (typeof left !== typeof right) return name === "!==";
  if (typeof left === "boolean" && name !== "===" && name !== "!==") return false;
  return COMPARISONS[name](left, right);
}

function isIn([wanted, among], values) {
  const found = Array.isArray(among) ? among : own(values, among.var);
  const looked = scalar(wanted, values);
  return Array.isArray(found) && found.some((value) => compares("===", looked, known(value)));
}

function scalar(operand, values) {
  if (operand === null || typeof operand !== "object") return known(operand);
  if (Object.hasOwn(operand, "var")) return known(own(values, operand.var));
  const read = scalar(operand.number, values);
  return typeof read === "string" ? number(read) : typeof read === "number" ? read : undefined;
}

function known(value) {
  if (typeof value === "boolean" || typeof value === "string") return value;
  return Number.isInteger(value) && Math.abs(value) < 10 ** MOST_DIGITS ? value : undefined;
}

function number(text) {
  const match = /^-?([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (!match || text.length > MOST_DIGITS + 2) return undefined;
  const digits = (match[1] + (match[2] ?? "")).replace(/^0+/, "");
  return digits.length > MOST_DIGITS ? undefined : Number(text);
}

/** Texts by code point, as Python orders them: by UTF-16 an emoji would come before some letters. */
function order(a, b) {
  if (typeof a !== "string") return a - b;
  const left = [...a], right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const apart = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (apart) return apart;
  }
  return left.length - right.length;
}

function own(values, name) {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

// --- The step. Each question is a [data-field]; one that is not asked yet waits in a <template>. ---

const READERS = {
  yes_no: (inputs) => ({ yes: true, no: false })[picked(inputs)[0]],
  statement: (inputs) => (picked(inputs).length ? true : undefined),
  choice: (inputs) => picked(inputs)[0],
  municipality: (inputs) => picked(inputs)[0],
  language: (inputs) => picked(inputs)[0],
  choices: picked,
  number: ([input]) => input.value.trim().replace(",", "."),
  date: (inputs) => day(inputs.map((input) => input.value.trim())),
};

function picked(inputs) {
  return inputs.filter((input) => input.checked).map((input) => input.value);
}

function day(parts) {
  if (!parts.every((part) => /^[0-9]+$/.test(part))) return undefined;
  const [date, month, year] = parts;
  return `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
}

/** Shows and hides the questions of a step by what is picked and typed in it. */
export function watch(form) {
  const shown = form.elements.namedItem("_shown");
  const known = JSON.parse(form.dataset.known);
  const news = form.querySelector("[data-news]");
  const update = () => {
    const values = { ...known };
    const keys = [];
    let more = false;
    for (let place of [...form.querySelectorAll("[data-field]")]) {
      const isAsked = !place.dataset.if || evaluate(JSON.parse(place.dataset.if), values);
      if (isAsked && place.localName === "template") place = unpacked(place);
      if (place.localName === "template") continue;
      keys.push(place.dataset.field); // also when it is hidden again: what was typed in it is kept
      if (isAsked && place.hidden) more = true;
      place.hidden = !isAsked;
      if (!isAsked) continue;
      const read = READERS[place.dataset.type] ?? (([input]) => input?.value.trim());
      const inputs = [...place.querySelectorAll("input, select, textarea")];
      if (inputs.length) values[place.dataset.field] = read(inputs);
    }
    shown.value = keys.join(" ");
    if (more) news.textContent = news.dataset.news;
  };
  form.addEventListener("change", update);
  form.addEventListener("input", update);
  addEventListener("pageshow", update); // the browser may have put back what was picked
  update();
  news.textContent = ""; // what is there from the start is no news
}

function unpacked(template) {
  const place = document.createElement("div");
  place.className = template.className;
  Object.assign(place.dataset, template.dataset);
  place.hidden = true;
  place.append(template.content);
  template.replaceWith(place);
  return place;
}

for (const form of document.querySelectorAll("form[data-known]")) watch(form);

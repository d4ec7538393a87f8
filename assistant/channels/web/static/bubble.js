// One bubble: its text, files and buttons.

import { announce, el, fill, icon } from "./dom.js";
import { hour } from "./times.js";

const LONG_LABEL = 16;
const COMMAND = /(^|[\s(«“"'’])(\/[\p{L}][\p{L}\p{N}_-]*)/gu;

export function draw(line, view) {
  const mine = line.kind === "mine";
  const item = el("li", { class: mine ? "bubble mine" : "bubble", "data-bubble": line.bubble, lang: line.language });
  item.append(said(line, view, mine), ...(line.keys?.length ? [keys(line, view)] : []));
  return item;
}

function said(line, view, mine) {
  const texts = view.texts();
  const box = el("div", { class: "said" }, el("span", { class: "unseen" }, `${mine ? texts.you : texts.assistant} : `));
  for (const file of line.files ?? []) box.append(fileOf(file, texts, view.language()));
  box.append(el("div", { class: "text" }, ...words(line, view, mine)));
  const at = new Date(line.at);
  box.append(el("time", { datetime: line.at }, hour(at, view.language())));
  return box;
}

function words(line, view, mine) {
  if (line.contact) return [fill(view.texts().contact, { phone: line.contact })];
  if (mine) return [line.text];
  return line.runs.flatMap(([text, styles]) => {
    const parts = commands(text, view);
    return [...styles].reduce((inside, tag) => [el(tag, {}, ...inside)], parts);
  });
}

function commands(text, view) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(COMMAND)) {
    const start = found.index + found[1].length;
    parts.push(text.slice(from, start));
    parts.push(el("button", { type: "button", class: "command", onclick: () => view.say(found[2]) }, found[2]));
    from = start + found[2].length;
  }
  return [...parts, text.slice(from)];
}

function fileOf(file, texts, language) {
  const address = `/files/${encodeURIComponent(file.id)}`;
  const image = file.type.startsWith("image/") && file.type !== "image/svg+xml";
  const pdf = file.type === "application/pdf";
  const box = el("div", { class: "file" });
  if (image) {
    box.append(el("a", { href: address, target: "_blank", rel: "noopener" }, el("img", { src: address, alt: fill(texts.image, file), loading: "lazy" })));
    return box;
  }
  if (pdf && navigator.pdfViewerEnabled) box.append(el("object", { data: `${address}#toolbar=0&navpanes=0&view=FitH`, type: "application/pdf", "aria-label": file.name }));
  const label = fill(pdf ? texts.open : texts.download, file);
  box.append(el("a", { class: "card", href: address, target: "_blank", rel: "noopener", "aria-label": label }, icon("file"), el("span", {}, file.name, el("small", {}, size(file.size, language)))));
  return box;
}

export function size(bytes, language) {
  const [unit, amount] = bytes < 1e6 ? ["kilobyte", Math.max(1, bytes / 1e3)] : ["megabyte", bytes / 1e6];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 }).format(amount);
}

function keys(line, view) {
  const group = el("div", { class: "keys", role: "group" });
  group.append(...line.keys.map((key) => keyOf(key, line, view, group)));
  return group;
}

function keyOf(key, line, view, group) {
  if (key.url) return el("a", { class: "key", href: key.url, target: "_blank", rel: "noopener noreferrer" }, key.label, icon("link"));
  if (key.copy) return el("button", { type: "button", class: "key", onclick: () => copy(key.copy, view) }, icon("copy"), key.label);
  const press = (event) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-disabled") === "true") return;
    for (const other of group.children) if (other.dataset.key) other.setAttribute("aria-disabled", "true");
    view.press(line.bubble, key.data);
  };
  return el("button", { type: "button", class: key.label.length > LONG_LABEL ? "key wide" : "key", "data-key": key.data, "data-answers": key.answers, onclick: press }, key.label);
}

async function copy(text, view) {
  try {
    await navigator.clipboard.writeText(text);
    announce(fill(view.texts().copied, { text }));
  } catch {
    announce(text, { seconds: 15 });
  }
}

export function choose(item, data, texts) {
  const key = [...item.querySelectorAll(".key[data-key]")].find((button) => button.dataset.key === data);
  if (!key || key.classList.contains("chosen")) return;
  key.classList.add("chosen");
  key.prepend(icon("check"));
  key.append(el("span", { class: "unseen" }, ` (${texts.chosen})`));
}

export function retire(item) {
  for (const key of item.querySelectorAll(".key[data-answers]")) key.setAttribute("aria-disabled", "true");
}

export function revive(item) {
  for (const key of item.querySelectorAll(".key[data-key]:not([data-answers])")) key.removeAttribute("aria-disabled");
}

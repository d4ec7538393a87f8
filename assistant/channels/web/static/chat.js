// One person's conversation, as on a telephone.

import { TooLarge, menu, say, upload } from "./api.js";
import { choose, draw, retire, revive, size } from "./bubble.js";
import { announce, el, face, fill, icon } from "./dom.js";
import { dayKey, dayName } from "./times.js";

const PATIENCE = 20000;

export class Chat {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.items = new Map();
    this.list = el("ol");
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0", onscroll: () => this.scrolled() }, this.list);
    this.element = el("section", { class: "chat", "data-chat": person.chat });
    this.build();
    for (const line of page.lines(person.chat)) this.add(line, false);
    this.welcome();
    this.toEnd();
  }

  language() { return this.page.languageOf(this.person.chat); }
  texts() { return this.page.texts(this.language()); }
  sized(bytes) { return size(bytes, this.language()); }
  name() { return this.person.name || this.texts().title; }

  build() {
    const texts = this.texts();
    const name = this.name();
    this.element.lang = this.language();
    this.element.setAttribute("aria-label", fill(texts.conversation, { name }));
    this.log.setAttribute("aria-label", fill(texts.conversation, { name }));
    this.field = el("textarea", { rows: "1", maxlength: String(this.page.limits.text), placeholder: texts.message, "aria-label": fill(texts.write_to, { name }), enterkeyhint: "send", onkeydown: (event) => this.typed(event), oninput: () => this.grow() });
    this.picker = el("input", { type: "file", hidden: true, onchange: () => this.attach() });
    this.menuButton = el("button", { type: "button", class: "icon", "aria-label": texts.commands, title: texts.commands, "aria-expanded": "false", onclick: () => this.toggleMenu() }, icon("menu"));
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.menuButton,
      this.field,
      this.picker,
      el("button", { type: "button", class: "icon", "aria-label": texts.attach, title: texts.attach, onclick: () => this.picker.click() }, icon("attach")),
      el("button", { type: "submit", class: "icon send", "aria-label": texts.send, title: texts.send }, icon("send")));
    this.latest = el("button", { type: "button", class: "latest", hidden: true, onclick: () => this.toEnd() }, `${texts.latest} ↓`);
    this.composer = el("div", { class: "composer", onkeydown: (event) => this.menuKeys(event), onfocusout: (event) => this.leftMenu(event) }, this.latest, form);
    this.element.replaceChildren(this.header(texts, name), this.log, this.composer);
  }

  header(texts, name) {
    if (!this.page.demo) return el("header", { hidden: true });
    const close = el("button", { type: "button", class: "icon close", "aria-label": fill(texts.close, { name }), title: fill(texts.close, { name }), onclick: () => this.page.close(this.person.chat) }, icon("close"));
    return el("header", {}, face(name), el("div", {}, el("h2", {}, name), el("p", {}, this.person.note[this.language()] ?? "")), close);
  }

  speak() {
    const [written, focused] = [this.field.value, this.composer.contains(document.activeElement)];
    this.build();
    this.field.value = written;
    this.grow();
    if (focused) this.field.focus();
  }

  // Lines that come in

  add(line, fresh = true) {
    if (line.kind === "press") { this.pressed(line); return; }
    const below = this.atEnd();
    this.list.querySelector(".empty")?.remove();
    if (line.kind === "said") this.waiting(false);
    else this.retireAll();
    const item = draw(line, this);
    const old = this.items.get(line.bubble);
    if (old) this.replace(old, item, line);
    else this.append(item, line, fresh);
    this.items.set(line.bubble, item);
    if (line.asks === "contact" && this.person.contact) this.offerContact(item);
    if (below || line.kind === "mine") this.toEnd();
    else if (old) item.scrollIntoView({ block: "nearest" });
  }

  append(item, line, fresh) {
    const at = new Date(line.at);
    if (dayKey(at) !== this.day) {
      this.day = dayKey(at);
      this.list.append(el("li", { class: "date", "data-at": line.at }, this.dayName(at)));
    }
    if (fresh) item.classList.add("fresh");
    this.list.append(item);
    if (this.dots) this.list.append(this.dots);
  }

  replace(old, item, line) {
    const focused = old.contains(document.activeElement);
    if (line.kind === "said" && this.page.isReady) item.classList.add("changed");
    old.replaceWith(item);
    if (focused) (item.querySelector(".key:not([aria-disabled])") ?? this.field).focus();
  }

  pressed(line) {
    this.retireAll();
    const item = this.items.get(line.bubble);
    if (item) choose(item, line.data, this.texts());
  }

  retireAll() { for (const item of this.items.values()) retire(item); }

  dayName(at) { return dayName(at, this.page.now(), this.language(), this.texts()); }

  renameDays() {
    for (const item of this.list.querySelectorAll(".date")) {
      const name = this.dayName(new Date(item.dataset.at));
      if (item.textContent !== name) item.textContent = name;
    }
  }

  welcome() {
    if (this.items.size) return;
    const texts = this.texts();
    const words = this.page.demo ? texts.welcome : texts.welcome_code;
    const starters = ["/start", "/aide"].map((word) => el("button", { type: "button", class: "key", onclick: () => this.say(word) }, word));
    this.list.append(el("li", { class: "empty" }, el("img", { src: "/static/mark.svg", alt: "" }), el("p", {}, words), el("div", { class: "keys" }, ...starters)));
  }

  offerContact(item) {
    const group = item.querySelector(".keys") ?? item.appendChild(el("div", { class: "keys" }));
    group.prepend(el("button", { type: "button", class: "key wide", "data-answers": true, onclick: (event) => { if (event.currentTarget.getAttribute("aria-disabled") !== "true") this.post({ contact: true }); } }, icon("contact"), this.texts().share_contact));
  }

  // What the person does

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.grow();
    this.say(text);
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  say(text) { this.closeMenu(); this.post({ text }); }

  async post(what, id = crypto.randomUUID()) {
    const line = { kind: "mine", bubble: `u${id}`, at: this.page.now().toISOString(), text: what.text ?? "", contact: what.contact ? "…" : undefined };
    await this.deliver(id, line, () => say(this.person.chat, id, what));
  }

  async attach() {
    const file = this.picker.files[0];
    this.picker.value = "";
    if (!file) return;
    const id = crypto.randomUUID();
    const line = { kind: "mine", bubble: `u${id}`, at: this.page.now().toISOString(), text: `${file.name} (${this.sized(file.size)})` };
    if (file.size > this.page.limits.file) { announce(fill(this.texts().too_large, { size: this.sized(this.page.limits.file) }), { seconds: 8 }); return; }
    await this.deliver(id, line, () => upload(this.person.chat, id, file));
  }

  async deliver(id, line, send) {
    if (!this.items.has(line.bubble)) this.add(line);
    const item = () => this.items.get(line.bubble);
    item().classList.remove("failed");
    item().querySelector(".again")?.remove();
    item().classList.add("sending");
    try {
      this.waiting(true);
      await send();
      item().classList.remove("sending");
    } catch (error) {
      this.waiting(false);
      this.failed(item(), error, () => this.deliver(id, line, send));
    }
  }

  failed(item, error, retry) {
    const texts = this.texts();
    const words = error instanceof TooLarge ? fill(texts.too_large, { size: this.sized(this.page.limits.file) }) : texts.not_sent;
    announce(words, { seconds: 8 });
    item.classList.remove("sending");
    item.classList.add("failed");
    item.append(el("button", { type: "button", class: "again", onclick: retry }, texts.try_again));
  }

  async press(bubble, data) {
    this.waiting(true);
    try {
      await say(this.person.chat, crypto.randomUUID(), { press: data, bubble });
    } catch {
      this.waiting(false);
      announce(this.texts().not_sent, { seconds: 8 });
      for (const key of this.items.get(bubble)?.querySelectorAll(".key[data-key]") ?? []) key.removeAttribute("aria-disabled");
    }
  }

  waiting(on) {
    clearTimeout(this.patience);
    if (!on) {
      this.dots?.remove();
      this.dots = null;
      for (const item of this.items.values()) revive(item);
      return;
    }
    const below = this.atEnd();
    this.dots ??= el("li", { class: "bubble typing", "aria-hidden": "true" }, el("div", { class: "said", title: this.texts().writing }, el("i"), el("i"), el("i")));
    this.list.append(this.dots);
    if (below) this.toEnd();
    this.patience = setTimeout(() => this.waiting(false), PATIENCE);
  }

  // The menu of commands

  async toggleMenu() {
    if (this.menu) { this.closeMenu(); return; }
    const lines = await menu(this.person.chat);
    this.menu = el("ul", { class: "menu", "aria-label": this.texts().commands }, ...lines.map(({ word, summary }) => el("li", {}, el("button", { type: "button", onclick: () => { this.say(`/${word}`); this.field.focus(); } }, el("b", {}, `/${word}`), el("span", {}, summary)))));
    this.composer.prepend(this.menu);
    this.menuButton.setAttribute("aria-expanded", "true");
    this.menu.querySelector("button")?.focus();
  }

  closeMenu() {
    this.menu?.remove();
    this.menu = null;
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  leftMenu(event) {
    const to = event.relatedTarget;
    if (this.menu?.contains(event.target) && to && !this.menu.contains(to) && to !== this.menuButton) this.closeMenu();
  }

  menuKeys(event) {
    if (!this.menu) return;
    const buttons = [...this.menu.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { this.closeMenu(); this.menuButton.focus(); }
    if (step && buttons.length) {
      event.preventDefault();
      const at = buttons.indexOf(document.activeElement);
      buttons[(at + step + buttons.length) % buttons.length].focus();
    }
  }

  // Where the reader is

  atEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80; }
  toEnd() { this.log.scrollTop = this.log.scrollHeight; this.latest.hidden = true; }
  scrolled() { this.latest.hidden = this.atEnd(); }
  live() { this.log.setAttribute("aria-live", "polite"); }
}

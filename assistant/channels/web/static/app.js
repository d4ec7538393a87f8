// The page: who is there, whose conversations are open, and the stream that feeds them.

import { follow, state } from "./api.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { announce, el, face, fill, icon } from "./dom.js";
import { setZone } from "./times.js";

const NARROW = 860;
const COLUMN = 400;
const RAIL = 280;

class Page {
  constructor(told) {
    Object.assign(this, { demo: told.demo, people: told.people, limits: told.limits, words: told.texts, fallback: told.language });
    this.said = new Map(this.people.map((person) => [person.chat, []]));
    this.read = new Map(this.people.map((person) => [person.chat, person.language]));
    this.news = new Map();
    this.chats = [];
    this.stage = document.getElementById("stage");
    this.clock = new Clock(document.getElementById("clock"));
    if (told.clock) this.clock.take(told.clock);
  }

  lines(chat) { return this.said.get(chat); }
  languageOf(chat) { return this.read.get(chat) ?? this.fallback; }
  texts(language) { return this.words[language] ?? this.words[this.fallback]; }
  now() { return this.clock.now(); }
  person(chat) { return this.people.find((person) => person.chat === chat); }
  language() { return this.chats.length ? this.chats[0].language() : this.fallback; }

  // Which conversations are open

  room() { return innerWidth <= NARROW ? 1 : Math.max(1, Math.min(3, Math.floor((innerWidth - (this.demo ? RAIL : 0)) / COLUMN))); }

  restore() {
    const asked = decodeURIComponent(location.hash.slice(1)).split(",").filter((chat) => this.said.has(chat));
    const open = asked.length ? asked : [this.people[0].chat];
    for (const chat of open.slice(0, this.room())) this.chats.push(this.make(chat));
    this.arrange();
  }

  make(chat) {
    const made = new Chat(this.person(chat), this);
    if (this.isReady) made.live();
    return made;
  }

  show(chat) {
    const open = this.chats.find((other) => other.person.chat === chat);
    if (!open) this.chats.splice(-1, 1, this.make(chat));
    this.arrange();
    this.chats.find((other) => other.person.chat === chat).field.focus();
  }

  beside(chat) {
    if (this.chats.length >= this.room()) this.chats.pop();
    this.chats.push(this.make(chat));
    this.arrange();
    this.chats.at(-1).field.focus();
  }

  close(chat) {
    if (this.chats.length > 1) this.chats = this.chats.filter((other) => other.person.chat !== chat);
    this.arrange();
    this.chats[0].field.focus();
  }

  arrange() {
    this.chats.length = Math.min(this.chats.length, this.room());
    const there = [...this.stage.children];
    const wanted = this.chats.map((chat) => chat.element);
    for (const element of there) if (!wanted.includes(element)) element.remove();
    wanted.forEach((element, index) => { if (this.stage.children[index] !== element) this.stage.insertBefore(element, this.stage.children[index] ?? null); });
    for (const chat of this.chats) { this.news.delete(chat.person.chat); chat.toEnd(); }
    document.body.classList.toggle("several", this.chats.length > 1);
    if (this.demo) history.replaceState(null, "", `#${this.chats.map((chat) => chat.person.chat).join(",")}`);
    this.frame();
  }

  // The frame's own words

  frame() {
    const language = this.language();
    const texts = this.texts(language);
    document.documentElement.lang = language;
    document.title = `Mbongi · ${texts.title}`;
    document.getElementById("skip").textContent = texts.skip;
    document.getElementById("tagline").textContent = texts.title;
    if (!this.demo) return;
    document.body.classList.add("demo");
    document.getElementById("rail").hidden = false;
    document.getElementById("notice").replaceChildren(el("strong", {}, texts.demo), " · ", texts.demo_notice);
    this.clock.speak(language, texts);
    this.drawPeople(language, texts);
  }

  drawPeople(language, texts) {
    const nav = document.getElementById("people");
    const focused = document.activeElement?.closest?.("#people button")?.dataset;
    const [where, across] = [nav.scrollTop, nav.scrollLeft];
    nav.setAttribute("aria-label", texts.people);
    nav.replaceChildren(el("h2", {}, texts.people), el("ul", {}, ...this.people.map((person) => this.row(person, language, texts))));
    nav.scrollTop = where;
    nav.scrollLeft = across;
    if (innerWidth <= NARROW) nav.querySelector(".open")?.scrollIntoView({ block: "nearest", inline: "center" });
    if (focused) nav.querySelector(`[data-${focused.beside ? "beside" : "who"}="${focused.beside ?? focused.who}"]`)?.focus();
  }

  row(person, language, texts) {
    const open = this.chats.some((chat) => chat.person.chat === person.chat);
    const count = this.news.get(person.chat);
    const badge = count ? el("span", { class: "news" }, String(count), el("span", { class: "unseen" }, ` ${texts.news}`)) : null;
    const who = el("span", { class: "who" }, el("span", { class: "name" }, person.name), el("span", { class: "note" }, person.note[language] ?? ""));
    const label = fill(texts.beside, { name: person.name });
    return el("li", { class: open ? "open" : null },
      el("button", { type: "button", class: "person", "data-who": person.chat, "aria-current": open ? "true" : null, onclick: () => this.show(person.chat) }, face(person.name), who, badge),
      this.room() > 1 && !open ? el("button", { type: "button", class: "beside", "data-beside": person.chat, "aria-label": label, title: label, onclick: () => this.beside(person.chat) }, icon("beside")) : null);
  }

  // What the stream tells

  heard(line) {
    const lines = this.said.get(line.chat);
    if (!lines) return;
    lines.push(line);
    const open = this.chats.find((chat) => chat.person.chat === line.chat);
    const turned = line.kind === "said" && line.language !== this.languageOf(line.chat);
    if (line.kind === "said") this.read.set(line.chat, line.language);
    if (open && turned) open.speak();
    open?.add(line, this.isReady);
    if (!open && this.isReady && line.kind === "said") this.news.set(line.chat, (this.news.get(line.chat) ?? 0) + 1);
    if (this.isReady && (turned || !open)) this.frame();
  }

  ready() {
    const first = !this.isReady;
    this.isReady = true;
    for (const chat of this.chats) { chat.live(); if (first) chat.toEnd(); }
    if (first) this.frame();
  }

  moved(told) {
    this.clock.take(told);
    for (const chat of this.chats) chat.renameDays();
  }

  away(is) {
    if (is && !this.isAway) announce(this.texts(this.language()).away, { seconds: 3600 });
    if (!is && this.isAway) announce("");
    this.isAway = is;
  }
}

const told = await state();
setZone(told.timezone);
const page = new Page(told);
page.restore();
document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); page.chats[0].field.focus(); });
addEventListener("resize", () => page.arrange());
follow({ said: (line) => page.heard(line), clock: (at) => page.moved(at), ready: () => page.ready(), away: (is) => page.away(is) });

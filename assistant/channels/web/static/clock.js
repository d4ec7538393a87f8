// The demo's clock: where it stands, and the buttons that move it on.

import { moveClock } from "./api.js";
import { announce, el, fill } from "./dom.js";
import { fullDay, hour, mediumDay, shortDay } from "./times.js";

const narrow = matchMedia("(max-width: 860px)");

export class Clock {
  constructor(root) {
    this.root = root;
    this.base = null;
    this.stops = {};
    setInterval(() => this.show(), 5000);
  }

  now() {
    return this.base === null ? new Date() : new Date(this.base + performance.now() - this.set);
  }

  take(told) {
    this.base = Date.parse(told.now);
    this.set = performance.now();
    this.stops = told.stops;
    if (this.texts) this.draw();
  }

  speak(language, texts) {
    this.language = language;
    this.texts = texts;
    if (this.base !== null) this.draw();
  }

  draw() {
    const focused = document.activeElement?.dataset?.stop;
    this.day = el("span", { class: "day" });
    this.hour = el("span", { class: "hour" });
    const stops = Object.entries(this.stops).map(([name, to]) => this.stop(name, new Date(to)));
    this.root.setAttribute("aria-label", this.texts.clock);
    this.root.replaceChildren(el("div", { class: "now" }, this.day, this.hour), el("div", { class: "stops" }, ...stops));
    this.root.hidden = false;
    this.show();
    if (focused) this.root.querySelector(`[data-stop="${focused}"]`)?.focus();
  }

  stop(name, to) {
    const when = `${shortDay(to, this.language)}, ${hour(to, this.language)}`;
    return el("button", { type: "button", "data-stop": name, onclick: () => this.move(name) }, this.texts[`stop_${name}`], el("small", {}, when));
  }

  show() {
    if (!this.day) return;
    const now = this.now();
    const day = (narrow.matches ? mediumDay : fullDay)(now, this.language);
    if (this.day.textContent !== day) this.day.textContent = day;
    this.hour.textContent = hour(now, this.language);
  }

  async move(name) {
    if (this.root.classList.contains("moving")) return;
    this.root.classList.add("moving");
    for (const button of this.root.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    announce(this.texts.moving, { seconds: 30, aloud: true });
    try {
      this.take(await moveClock(name));
      announce(fill(this.texts.moved, { when: `${fullDay(this.now(), this.language)}, ${hour(this.now(), this.language)}` }), { aloud: true });
    } catch {
      announce(this.texts.not_sent);
      this.draw();
    }
    this.root.classList.remove("moving");
  }
}

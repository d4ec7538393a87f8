// Elements made from plain text alone: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  send: "M3.4 20.6 21.5 12 3.4 3.4v6.5l11 2.1-11 2.1z",
  attach: "M16.5 6.5v10a4.5 4.5 0 0 1-9 0v-11a3 3 0 0 1 6 0v10.5a1.5 1.5 0 0 1-3 0V6.5",
  menu: "M4 7h16M4 12h16M4 17h10",
  close: "m6 6 12 12M18 6 6 18",
  beside: "M4 5h7v14H4zM15 12h6M18 9v6",
  copy: "M9 9h10v11H9zM5 15V4h10",
  link: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  check: "m5 12.5 4.5 4.5L19 7.5",
};

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const solid = name === "send";
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", fill: solid ? "currentColor" : "none", stroke: solid ? "none" : "currentColor", "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round" })) svg.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function face(name) {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const initials = (words[0]?.[0] ?? "") + (words.length > 1 ? words[words.length - 1][0] : "");
  const tone = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return el("span", { class: "face", "aria-hidden": "true", "data-tone": String(tone) }, initials.toUpperCase());
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

let fading;
export function announce(text, { seconds = 5, aloud = false } = {}) {
  // `aloud`: for screen readers alone, where the eye sees it anyway.
  const status = document.getElementById("status");
  status.className = aloud ? "unseen" : "";
  status.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { status.textContent = ""; }, seconds * 1000);
}

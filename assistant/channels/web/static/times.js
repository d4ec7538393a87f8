// Days and hours as the reader writes them, where the association lives.

let zone = "Europe/Paris";
export function setZone(name) { zone = name; }

const formats = new Map();
function format(language, name, options) {
  const key = `${language}/${name}`;
  if (!formats.has(key)) {
    const locale = language === "en" ? "en-GB" : language;
    formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
  }
  return formats.get(key);
}

export const hour = (at, language) => format(language, "hour", { hour: "2-digit", minute: "2-digit" }).format(at);
export const fullDay = (at, language) => format(language, "full", { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);
export const shortDay = (at, language) => format(language, "short", { weekday: "short", day: "numeric", month: "short" }).format(at);
export const mediumDay = (at, language) => format(language, "medium", { weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(at);
export const dayKey = (at) => format("en", "key", { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

export function dayName(at, now, language, texts) {
  if (dayKey(at) === dayKey(now)) return texts.today;
  if (dayKey(at) === dayKey(new Date(now.getTime() - 24 * 3600 * 1000))) return texts.yesterday;
  const name = fullDay(at, language);
  return name[0].toUpperCase() + name.slice(1);
}

// What the page asks of its server.

export class TooLarge extends Error {}

async function post(path, body, headers = {}) {
  const answer = await fetch(path, { method: "POST", body, headers, credentials: "same-origin" });
  if (answer.status === 413) throw new TooLarge();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

export async function state() {
  return (await fetch("/state", { credentials: "same-origin" })).json();
}

export async function menu(chat) {
  return (await fetch(`/menu?chat=${encodeURIComponent(chat)}`, { credentials: "same-origin" })).json();
}

export function say(chat, id, what) {
  return post("/messages", JSON.stringify({ chat, id, ...what }), { "Content-Type": "application/json" });
}

export function upload(chat, id, file) {
  const query = new URLSearchParams({ chat, id });
  const type = file.type || "application/octet-stream";
  return post(`/uploads?${query}`, file, { "Content-Type": type, "X-File-Name": encodeURIComponent(file.name) });
}

export async function moveClock(stop) {
  return (await post("/clock", JSON.stringify({ stop }), { "Content-Type": "application/json" })).json();
}

export function follow({ said, clock, ready, away }) {
  // One stream for every chat of the page; it is let go while the page is hidden, browsers allow only a few.
  let source = null;
  let seen = 0;
  let epoch = null;
  const open = () => {
    source = new EventSource(`/events?after=${seen}`);
    source.onmessage = (event) => { seen = Number(event.lastEventId); said(JSON.parse(event.data)); };
    source.addEventListener("hello", (event) => {
      const told = JSON.parse(event.data).epoch;
      if (epoch !== null && epoch !== told) location.reload();
      epoch = told;
      away(false);
    });
    source.addEventListener("clock", (event) => clock(JSON.parse(event.data)));
    source.addEventListener("ready", ready);
    source.onerror = () => {
      away(true);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source.close();
    else if (source.readyState === EventSource.CLOSED) open();
  });
  open();
}

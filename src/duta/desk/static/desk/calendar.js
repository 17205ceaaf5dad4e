// The calendar's hands: drag, or arrow keys, then the server decides and the page is drawn anew from it.
// Without this script the grip leads to a form that does the same.
"use strict";
(() => {
  const root = document.getElementById("duta-calendar");
  if (!root) return;
  const said = document.getElementById("calendar-said");
  const DAY = 86_400_000;
  let held = null;

  const say = (words, bad = false) => {
    said.textContent = words;
    said.classList.toggle("duta-cal__said--bad", bad);
  };
  const plus = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
  const between = (from, to) => Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / DAY);
  const words = (day, hour) => {
    const said = new Intl.DateTimeFormat(document.documentElement.lang || "id", { dateStyle: "full", timeZone: "UTC" });
    return said.format(new Date(`${day}T00:00Z`)) + (hour === null ? "" : `, ${String(hour).padStart(2, "0")}:00`);
  };
  const cellOf = (day, hour) => {
    const at = hour === null ? "" : `[data-cell-hour="${hour}"]`;
    return root.querySelector(`[data-cell="${day}"]${at}`);
  };
  const mark = (cell) => {
    for (const marked of root.querySelectorAll(".duta-cal--target")) marked.classList.remove("duta-cal--target");
    if (cell) cell.classList.add("duta-cal--target");
  };
  const ready = () => {
    for (const item of root.querySelectorAll("[data-move]")) item.draggable = true;
    for (const link of root.querySelectorAll("[data-move] a")) link.draggable = false;
  };

  async function draw(key) {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("calendar-drawn");
    if (!fresh) return location.reload();
    document.getElementById("calendar-drawn").replaceChildren(...fresh.childNodes);
    ready();
    root.querySelector(`[data-key="${CSS.escape(key)}"] a`)?.focus();
  }

  async function move({ url, key, seen, day, hour }) {
    const body = new URLSearchParams({ to: day, shown: root.dataset.shown, seen, back: root.dataset.back });
    if (hour !== null) body.set("hour", hour);
    body.set("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (told.ask) return location.assign(told.ask);
      await draw(key);
      say(told.said, !answer.ok);
    } catch {
      say(root.dataset.sayLost, true);
    }
  }

  const grip = (item) => ({
    url: item.dataset.move, key: item.dataset.key, seen: item.dataset.seen, day: item.dataset.day,
    hour: item.dataset.hour === undefined ? null : Number(item.dataset.hour),
  });
  const letGo = () => {
    held = null;
    mark(null);
  };

  // By hand
  root.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-move]");
    if (!item) return;
    held = { ...grip(item), offset: 0, from: item.dataset.day };
    if (item.dataset.barDays) {
      const box = item.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * Number(item.dataset.barDays));
      held.offset = between(item.dataset.day, item.dataset.from) + Math.max(0, column);
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.key);
  });
  const under = (event) => document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.dataset.cell);
  root.addEventListener("dragover", (event) => {
    const cell = held && under(event);
    if (!cell) return;
    event.preventDefault();
    mark(cell);
  });
  root.addEventListener("drop", (event) => {
    const cell = held && under(event);
    if (!cell) return;
    event.preventDefault();
    const hour = cell.dataset.cellHour === undefined || held.hour === null ? null : Number(cell.dataset.cellHour);
    const target = { ...held, day: plus(cell.dataset.cell, -held.offset), hour };
    const same = target.day === held.from && target.hour === held.hour;
    letGo();
    if (!same) move(target);
  });
  root.addEventListener("dragend", letGo);

  // By the arrow keys
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const step = (key) => {
    const [across, down] = ARROWS[key];
    if (held.hour === null) {
      held.day = plus(held.day, across + 7 * down);
      return;
    }
    held.day = plus(held.day, across + Math.floor((held.hour + down) / 24));
    held.hour = (held.hour + down + 24) % 24;
  };
  root.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-move]");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in ARROWS) {
      event.preventDefault();
      if (!held || held.key !== item.dataset.key) held = { ...grip(item), byKeys: true };
      step(event.key);
      mark(cellOf(held.day, held.hour));
      say(root.dataset.sayHeld.replace("{day}", words(held.day, held.hour)));
    } else if (held?.byKeys && event.key === "Enter") {
      event.preventDefault();
      const target = held;
      letGo();
      move(target);
    } else if (held?.byKeys && event.key === "Escape") {
      event.preventDefault();
      letGo();
      say(root.dataset.sayLeft);
    }
  });
  root.addEventListener("focusout", () => {
    if (!held?.byKeys) return;
    letGo();
    say(root.dataset.sayLeft);
  });

  ready();
})();

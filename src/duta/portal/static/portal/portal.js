// Niceties. Every page works without them; nothing here is fetched, stored or counted.
"use strict";

{
  const language = document.documentElement.lang || undefined;

  // The reader's own time, where it differs from the organisation's at that instant.
  const offset = /([+-])(\d\d):(\d\d)$/;
  for (const time of document.querySelectorAll("time[data-reader]")) {
    const found = offset.exec(time.dateTime);
    const moment = new Date(time.dateTime);
    if (!found || Number.isNaN(moment.getTime())) continue;
    const there = (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]));
    const here = -moment.getTimezoneOffset();
    if (there === here) continue;
    const dayThere = new Date(moment.getTime() + there * 60000).getUTCDate();
    const options = { hour: "2-digit", minute: "2-digit", hour12: false };
    if (moment.getDate() !== dayThere) Object.assign(options, { day: "numeric", month: "long" });
    const note = document.createElement("span");
    note.className = "reader";
    note.textContent = ` (${time.dataset.reader.replace("%s", new Intl.DateTimeFormat(language, options).format(moment))})`;
    time.append(note);
  }

  // The time of day where a mission is.
  const clocks = document.querySelectorAll(".clock[data-zone]");
  const tick = () => {
    for (const clock of clocks) {
      try {
        const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: clock.dataset.zone };
        const now = new Intl.DateTimeFormat(language, options).format(new Date());
        clock.textContent = (clock.dataset.words || "%s").replace("%s", now);
        clock.hidden = false;
      } catch {
        clock.hidden = true; // a zone that this browser does not know
      }
    }
  };
  if (clocks.length) {
    for (const note of document.querySelectorAll(".clock-note")) note.hidden = false;
    tick();
    setInterval(tick, 20000);
  }

  // Copying an address or a citation.
  for (const button of document.querySelectorAll("[data-copy], [data-copy-text]")) {
    if (!navigator.clipboard) continue;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = button.dataset.copyText && document.getElementById(button.dataset.copyText);
      try {
        await navigator.clipboard.writeText(source ? source.textContent : button.dataset.copy);
      } catch {
        return; // the browser forbids it; the text stands above to be marked by hand
      }
      button.textContent = button.dataset.done;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => { button.textContent = words; }, 2500);
    });
  }

  // Finding one mission among many.
  for (const input of document.querySelectorAll("input[data-filter]")) {
    const list = document.getElementById(input.dataset.filter);
    if (!list || list.children.length < 8) continue;
    input.closest("[hidden]").hidden = false;
    const nothing = document.querySelector(`[data-filter-empty="${input.dataset.filter}"]`);
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const filter = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let left = 0;
      for (const item of list.children) {
        const text = plain(item.textContent);
        item.hidden = !words.every((word) => text.includes(word));
        left += item.hidden ? 0 : 1;
      }
      if (nothing) nothing.hidden = left > 0;
    };
    input.addEventListener("input", filter);
    if (input.value) filter();
  }

  // Menus close on Escape, and when something else is used.
  const menus = document.querySelectorAll("details.menu");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }
}

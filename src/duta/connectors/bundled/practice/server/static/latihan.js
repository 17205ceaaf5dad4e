// Two comforts; the pages work without them: buttons that do not reload, and a word when something new has arrived.
"use strict";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-press]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
    });
    if (!answer.ok || !answer.headers.get("Content-Type").startsWith("application/json")) throw new Error(answer.status);
    const { pressed, count, hint } = await answer.json();
    button.setAttribute("aria-pressed", String(pressed));
    button.title = hint;
    button.querySelector("b").textContent = count || "";
  } catch {
    form.submit();
  } finally {
    button.disabled = false;
    button.focus();
  }
});

const fresh = document.querySelector(".fresh");
if (fresh) {
  const shown = Number(document.body.dataset.newest);
  setInterval(async () => {
    if (document.hidden || !fresh.hidden) return;
    try {
      const { newest } = await (await fetch("/newest")).json();
      fresh.hidden = newest <= shown;
    } catch { /* the platform was stopped; the page stays readable */ }
  }, 3000);
}

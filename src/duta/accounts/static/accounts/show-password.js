// Puts a button into each password field that shows and hides what was typed; without it the pages work as well.
"use strict";

for (const field of document.querySelectorAll("input[type=password]")) {
  const { showPassword: show, hidePassword: hide } = document.body.dataset;
  const frame = document.createElement("span");
  const button = document.createElement("button");
  frame.className = "entrance__password";
  button.type = "button";
  button.textContent = show;
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-pressed", "false");
  field.replaceWith(frame);
  frame.append(field, button);
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? hide : show;
    button.setAttribute("aria-pressed", String(hidden));
    field.focus();
  });
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}

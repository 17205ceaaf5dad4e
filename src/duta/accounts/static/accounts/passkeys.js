// Joins the buttons that say data-passkey to allauth's WebAuthn forms, and says when nothing came of it.
"use strict";

for (const button of document.querySelectorAll("[data-passkey]")) {
  const { passkey: kind, credential, alone } = button.dataset;
  const forms = window.allauth.webauthn.forms;
  if (kind === "login") forms.loginForm({ ids: { login: button.id, credential } });
  if (kind === "authenticate") forms.authenticateForm({ ids: { authenticate: button.id, credential, data: "js_data" } });
  if (kind === "add") forms.addForm({ ids: { add: button.id, credential, passwordless: alone, data: "js_data" } });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.getElementById("passkey-error");
  note.textContent = note.dataset.nothing;
  note.hidden = false;
});

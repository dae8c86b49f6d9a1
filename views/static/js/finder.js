// Search from anywhere: Ctrl+K or "/" opens the palette, whose own script comes when it is first needed. What was opened lately is
// remembered in this browser, for this user, until they sign out.
"use strict";

(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const key = `recent:${dialog.dataset.user}`;
  const MOST = 8;

  function recent() {
    try {
      return JSON.parse(localStorage.getItem(key) || "[]");
    } catch {
      return [];
    }
  }

  function remember() {
    const heading = document.querySelector("#content h1");
    const path = location.pathname;
    if (!heading || document.querySelector("form[method=post] .is-invalid, .error-card") || path.startsWith("/search")) return;
    const words = heading.textContent.replace(/\s+/g, " ").trim().slice(0, 120);
    const kept = recent().filter((one) => one.path !== path);
    try {
      localStorage.setItem(key, JSON.stringify([{ path, words }, ...kept].slice(0, MOST)));
    } catch { /* A browser that keeps nothing still finds. */ }
  }

  function forget() {
    Object.keys(localStorage).filter((name) => name.startsWith("recent:")).forEach((name) => localStorage.removeItem(name));
  }

  let opening = null;
  async function open() {
    if (document.querySelector("dialog[open]")) return;
    opening = opening || import(dialog.dataset.code);
    (await opening).open(dialog, recent().filter((one) => one.path !== location.pathname));
  }

  const typing = (target) => target.closest && target.closest("input, textarea, select, [contenteditable], [role=textbox]");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    // The place of the key counts as well: on an Arabic keyboard it bears another letter.
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && (event.key === "k" || event.code === "KeyK");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const slash = plain && (event.key === "/" || event.code === "Slash") && !typing(event.target);
    if (!command && !slash) return;
    event.preventDefault();
    open();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-palette]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname.endsWith("/logout/")) forget();
  });

  // A star is kept or dropped on the spot; without this its form goes and comes back.
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-star]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const kept = button.getAttribute("aria-pressed") === "true";
    const sent = { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } };
    const answer = await fetch(kept ? form.dataset.drop : form.dataset.keep, sent).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) {
      form.action = kept ? form.dataset.drop : form.dataset.keep;
      form.submit();
      return;
    }
    button.setAttribute("aria-pressed", String((await answer.json()).kept));
    button.disabled = false;  // app.js holds every button that was pressed for a while
  });

  remember();
})();

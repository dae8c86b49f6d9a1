// What is typed into a form and not saved yet is kept in this browser: for this user and this form, for a week. It comes back when the
// form is opened again, goes when it was saved, and everything goes when the user signs out. Never passwords; of files only the names.
"use strict";

(() => {
  const PREFIX = "draft:";
  const SENT = "drafts-sent";
  const WEEK = 7 * 24 * 3600 * 1000;
  const WAIT = 400;
  const VERSIONS = new Set(["row_version", "version", "seen", "shown", "began"]);
  const { user, answered, saved } = document.body.dataset;
  const begun = new WeakMap();
  const timers = new WeakMap();

  // A browser that keeps nothing, or no more, is no reason to fail: the form works as it would without this.
  const kept = (store, act, otherwise = null) => { try { return act(window[store]); } catch { return otherwise; } };
  const mine = `${PREFIX}${user}:`;
  const drop = (key) => kept("localStorage", (store) => store.removeItem(key));
  const keys = () => kept("localStorage", (store) => Object.keys(store).filter((name) => name.startsWith(PREFIX)), []);

  function load(key) {
    const draft = kept("localStorage", (store) => JSON.parse(store.getItem(key)));
    return draft && Array.isArray(draft.fields) ? draft : null;
  }

  function keep(key, draft) {
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        localStorage.setItem(key, JSON.stringify(draft));
        return;
      } catch {
        const others = keys().filter((name) => name !== key);
        if (!others.length) return;
        drop(others.reduce((oldest, name) => ((load(name)?.at || 0) < (load(oldest)?.at || 0) ? name : oldest)));
      }
    }
  }

  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname.endsWith("/logout/")) keys().forEach(drop);
  });
  for (const name of keys()) if (!(Date.now() - (load(name)?.at || 0) < WEEK)) drop(name);
  if (!user) return;

  function keyOf(form) {
    const there = new URL(form.dataset.draft || form.getAttribute("action") || location.href, location.href);
    return mine + there.pathname + there.search;
  }

  function counts(element) {
    if (!element.name || element.name === "csrf_token" || element.name === "once" || element.closest("[data-no-draft]")) return false;
    if (element.type === "hidden") return VERSIONS.has(element.name);
    return !["password", "file", "submit", "button", "reset", "image", "fieldset", "output"].includes(element.type);
  }

  function read(form) {
    const found = [];
    for (const element of form.elements) {
      if (!counts(element)) continue;
      if (element.type === "checkbox" || element.type === "radio") {
        if (element.checked) found.push([element.name, element.value]);
      } else if (element.multiple && element.options) {
        for (const option of element.selectedOptions) found.push([element.name, option.value]);
      } else {
        found.push([element.name, element.value]);
      }
    }
    return found;
  }

  const filesOf = (form) => [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files].map((file) => file.name));

  // Gives back what found no field: a choice that is offered only after another one was made.
  function fill(form, fields) {
    const given = new Map();
    for (const [name, value] of fields) given.set(name, [...(given.get(name) || []), value]);
    const later = [];
    for (const element of [...form.elements]) {
      if (!counts(element)) continue;
      const values = given.get(element.name);
      if (element.type === "checkbox" || element.type === "radio") {
        const checked = Boolean(values && values.includes(element.value));
        if (checked === element.checked) continue;
        element.checked = checked;
      } else if (element.multiple && element.options) {
        for (const option of element.options) option.selected = Boolean(values && values.includes(option.value));
      } else if (values && values.length) {
        const value = values.shift();
        if (element.value === value) continue;
        if (element.options && ![...element.options].some((option) => option.value === value)) {
          later.push([element.name, value]);
          continue;
        }
        element.value = value;
      } else continue;
      if (element.type !== "hidden") element.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return later;
  }

  // Rows that a script adds to a table are asked for again by their own button.
  function makeRoom(form, fields) {
    const adder = form.querySelector("[data-counts]") && document.querySelector("[data-add-row]");
    const most = Math.max(0, ...Object.values(fields.reduce((sum, [name]) => ({ ...sum, [name]: (sum[name] || 0) + 1 }), {})));
    const there = () => Math.max(0, ...[...form.elements].filter((one) => one.type === "text").map((one) => form.querySelectorAll(`[name="${CSS.escape(one.name)}"]`).length));
    for (let tries = 0; adder && tries < 200 && there() < most; tries += 1) adder.click();
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function note(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    if (!begun.has(form)) return;
    const fields = read(form), files = filesOf(form), key = keyOf(form);
    if (same(fields, begun.get(form)) && !files.length) drop(key);
    else keep(key, { at: Date.now(), fields, files });
  }

  function touched(event) {
    const form = event.target.form;
    if (!form || !begun.has(form) || form.dataset.filling) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(note, WAIT, form));
    waiting.add(form);
  }

  const waiting = new Set();
  function noteAll() {
    for (const form of waiting) if (timers.has(form)) note(form);
    waiting.clear();
  }

  function tell(form, draft, before) {
    const words = document.getElementById("draft-words");
    if (!words) return;
    const box = words.content.firstElementChild.cloneNode(true);
    const files = box.querySelector("[data-draft-files]");
    files.hidden = !draft.files?.length;
    files.querySelector("bdi").textContent = (draft.files || []).join("، ");
    box.querySelector("button").addEventListener("click", () => {
      refill(form, before);
      drop(keyOf(form));
      box.remove();
      [...form.elements].find((one) => counts(one) && one.type !== "hidden")?.focus();
    });
    (form.querySelector(".card-body, .entry-body") || form).prepend(box);
  }

  function refill(form, fields) {
    form.dataset.filling = "yes";
    makeRoom(form, fields);
    const later = fill(form, fields);
    delete form.dataset.filling;
    if (later.length) form.addEventListener("htmx:afterSettle", () => fill(form, [...read(form).filter(([name]) => !later.some(([one]) => one === name)), ...later]), { once: true });
  }

  function begin(form, isAnswer) {
    const key = keyOf(form), draft = load(key), before = read(form);
    begun.set(form, isAnswer ? [] : before);
    if (isAnswer) {
      // The server has given back what was sent; that is what is kept from now on, and the names of the files with it.
      if (draft) keep(key, { at: Date.now(), fields: before, files: draft.files });
    } else if (draft && (!same(draft.fields, before) || draft.files?.length)) {
      refill(form, draft.fields);
      tell(form, draft, before);
    }
  }

  // What the last page sent: saved, where the server says so on this one.
  const sent = kept("sessionStorage", (store) => JSON.parse(store.getItem(SENT)), null) || [];
  kept("sessionStorage", (store) => store.removeItem(SENT));
  if (saved) sent.forEach(drop);

  document.querySelectorAll("form[data-draft]").forEach((form) => begin(form, Boolean(answered) && !form.closest("[data-other]")));
  document.addEventListener("form-shown", (event) => { if (event.target.matches("form[data-draft]")) begin(event.target, event.detail.answered); });
  document.addEventListener("form-saved", (event) => { begun.delete(event.target); drop(keyOf(event.target)); });
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!begun.has(form)) return;
    note(form);
    kept("sessionStorage", (store) => store.setItem(SENT, JSON.stringify([keyOf(form)])));
  });
  addEventListener("pagehide", noteAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") noteAll(); });
})();

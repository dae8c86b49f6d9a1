// News told in place: a cell's form opens in a sheet, is sent without leaving the page, and the row shows it at once.
// Without this script the same links and forms work as pages of their own.
"use strict";

(() => {
  const sheet = document.getElementById("entry");
  const said = document.getElementById("said");
  const headers = { "X-Part": "yes" };
  let opener = null;

  // What was recorded is said for a while, longer where it may be undone; never taken away from under a hand or the focus.
  function say(words, address) {
    if (!said) return;
    const undo = said.querySelector("[data-undo]");
    undo.hidden = !address;
    undo.action = address || "";
    said.hidden = false;
    said.querySelector("[data-said]").textContent = words;
    clearTimeout(said.timer);
    said.timer = setTimeout(hush, address ? 20000 : 5000);
  }

  function hush() {
    if (said.matches(":hover, :focus-within")) said.timer = setTimeout(hush, 5000);
    else said.hidden = true;
  }

  // What belongs to one state only is asked for with that state only.
  function suit(form) {
    const chosen = form.querySelector("input[name=state]:checked");
    for (const part of form.querySelectorAll("[data-only-state]")) {
      const field = part.querySelector("input");
      part.hidden = !(chosen && chosen.value === part.dataset.onlyState) && !(field && field.value);
    }
  }

  function nameFiles(form) {
    for (const input of form.querySelectorAll(".file-pick input")) {
      const names = [...input.files].map((file) => file.name).join("، ");
      const words = input.parentElement.querySelector("[data-file-names]");
      words.textContent = names || words.dataset.none;
      input.parentElement.classList.toggle("is-filled", Boolean(names));
    }
  }

  const filesOf = (form) => [...form.querySelectorAll("input[type=file]")].map((input) => input.files);

  // On a telephone the key at the end of a line leads to the next field and never sends by surprise; with Ctrl it sends from anywhere.
  const FIELDS = "input:not([type=hidden], [type=file], [type=radio], [type=checkbox], [type=submit]), textarea";

  function onwards(form) {
    const touched = matchMedia("(pointer: coarse)").matches;
    if (touched) for (const field of form.querySelectorAll("input")) field.enterKeyHint = "next";
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        form.requestSubmit();
      } else if (touched && event.target.matches("input") && event.target.matches(FIELDS)) {
        event.preventDefault();
        const fields = [...form.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility());
        const next = fields[fields.indexOf(event.target) + 1];
        if (next) next.focus();
        else event.target.blur();
      }
    });
  }

  function prepare(form) {
    if (!form) return;
    suit(form);
    onwards(form);
    form.addEventListener("change", () => { suit(form); nameFiles(form); });
  }

  function show(html, files, answered = false) {
    sheet.innerHTML = html;
    const form = sheet.querySelector("form");
    prepare(form);
    if (form && files && files.some((chosen) => chosen.length)) {
      form.querySelectorAll("input[type=file]").forEach((input, place) => { if (files[place]) input.files = files[place]; });
      nameFiles(form);
      const notice = form.querySelector("[data-choose-again]");
      if (notice) notice.remove();
    }
    if (!sheet.open) sheet.showModal();
    const wrong = form && form.querySelector("[aria-invalid], .is-invalid, [role=alert]");
    if (wrong) wrong.scrollIntoView({ block: "center" });
    // A sheet without fields is read first: what may be told there records something, and no key pressed twice may begin it.
    const first = form ? form.querySelector(".is-invalid, input[name=state]:checked") || form.querySelector("input[name=state], .entry-body input:not([type=hidden])") : sheet.querySelector("#entry-title");
    if (first && !form) first.tabIndex = -1;
    if (first) first.focus({ preventScroll: Boolean(wrong) });
    if (form) form.dispatchEvent(new CustomEvent("form-shown", { bubbles: true, detail: { answered } }));
  }

  async function open(link) {
    if (!sheet.contains(link)) opener = link;
    try {
      const answer = await fetch(link.href, { headers });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      show(await answer.text());
    } catch {
      location.assign(link.href);
    }
  }

  function swap(result) {
    const old = document.querySelector(`tr[data-site="${CSS.escape(result.site)}"]`);
    if (!old) return location.reload();
    const cell = opener && opener.closest("tr") === old ? opener.closest("td, th") : null;
    const holder = document.createElement("tbody");
    holder.innerHTML = result.row;
    const row = holder.firstElementChild;
    if (!row) return location.reload();
    const ticked = old.querySelector(".row-tick :checked") && row.querySelector(".row-tick input");
    if (ticked) ticked.checked = true;
    old.replaceWith(row);
    row.classList.add("is-new");
    setTimeout(() => row.classList.remove("is-new"), 2500);
    const again = (cell && row.cells[cell.cellIndex].querySelector("a, button")) || row.querySelector("a");
    opener = again;
    if (again) again.focus({ preventScroll: true });
    return undefined;
  }

  // To the same page with another mark in its address a browser would only scroll.
  function leave(address) {
    const there = new URL(address, location.href);
    const same = there.pathname + there.search === location.pathname + location.search;
    location.assign(there);
    if (same) location.reload();
  }

  function fail() {
    const body = sheet && sheet.open && sheet.querySelector(".entry-body");
    if (!body) return say(sheet ? sheet.dataset.failed : "");
    let box = body.querySelector("[data-failed-here]");
    if (!box) {
      box = document.createElement("div");
      box.className = "alert alert-danger";
      box.dataset.failedHere = "";
      box.setAttribute("role", "alert");
      body.prepend(box);
    }
    box.textContent = sheet.dataset.failed;
    box.scrollIntoView({ block: "center" });
    return undefined;
  }

  async function send(form, submitter) {
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    const body = new FormData(form, submitter);
    const button = submitter || form.querySelector("[type=submit]");
    if (button) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers });
      const kind = answer.headers.get("Content-Type") || "";
      if (answer.ok && kind.includes("json")) {
        const result = await answer.json();
        form.dispatchEvent(new CustomEvent("form-saved", { bubbles: true }));
        if (result.told) {
          const here = new CustomEvent("news-told", { cancelable: true, detail: { ...result, opener: sheet.open ? opener : form } });
          if (sheet.open) sheet.close();
          if (!document.dispatchEvent(here)) return say(result.message, result.undo);
        }
        if (result.go) return leave(result.go);
        if (sheet.open) sheet.close();
        swap(result);
        say(result.message, result.undo);
      } else if ([409, 422].includes(answer.status)) {
        show(await answer.text(), filesOf(form), true);
      } else if (answer.status === 401) {
        // The session is over: sign in, and come back to this form, which the browser fills in again.
        const back = form.dataset.draft || location.pathname + location.search;
        location.assign(`${answer.headers.get("X-Sign-In")}?next=${encodeURIComponent(back)}`);
      } else {
        fail();
      }
    } catch {
      fail();
    } finally {
      delete form.dataset.sending;
      if (button) button.disabled = false;
    }
    return undefined;
  }

  document.documentElement.classList.add("has-script");
  prepare(document.querySelector("form[data-entry-form], form:has(.file-pick)"));
  if (!sheet) return;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-entry], .matrix[data-in-place] a.cell");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(link);
    }
    if (event.target.closest("[data-close]") && sheet.open) {
      event.preventDefault();
      sheet.close();
    }
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-entry-form], form[data-affirm], form[data-undo], [data-told-of] form")) return;
    event.preventDefault();
    if (event.target.matches("form[data-affirm]")) opener = event.submitter;
    send(event.target, event.submitter);
  }, true);

  sheet.addEventListener("close", () => {
    sheet.replaceChildren();
    if (opener && opener.isConnected) opener.focus();
  });
})();

// Filter bars that send themselves, and the matrix by keyboard. Pages work without it.
"use strict";

(() => {
  document.documentElement.classList.add("has-script");

  for (const form of document.querySelectorAll("form[data-send-on-change]")) {
    // By keyboard each arrow changes a list: that is looking through it, not asking. Then Enter asks, or the button.
    let byKey = false;
    form.addEventListener("keydown", () => { byKey = true; });
    form.addEventListener("pointerdown", () => { byKey = false; });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "SELECT") return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("change", (event) => {
      if (byKey && event.target.tagName === "SELECT") return;
      if (event.target.type === "date" && (!event.target.value || !event.target.validity.valid)) return;
      form.requestSubmit();
    });
    // An address says only what was asked.
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  }

  // A plain table whose links are one stop of the Tab key: readers keep its headings and their own table keys, which role=grid would
  // take from them, and the arrows still go from cell to cell.
  const table = document.querySelector(".matrix");
  if (!table) return;
  const body = table.tBodies[0];
  const STOPS = "a, button, input";
  let stop = null;

  function settle(target) {
    if (stop && stop.isConnected) stop.tabIndex = -1;
    stop = target;
    stop.tabIndex = 0;
  }

  // Rows that were renewed come with links of their own.
  function tame(row) {
    for (const each of row.querySelectorAll(STOPS)) if (each !== stop) each.tabIndex = -1;
  }

  for (const row of body.rows) tame(row);
  const first = body.querySelector(STOPS);
  if (first) settle(first);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const row of addedNodes) if (row.nodeType === 1) tame(row);
    if (stop && !stop.isConnected && body.querySelector(STOPS)) settle(body.querySelector(STOPS));
  }).observe(body, { childList: true });

  table.addEventListener("focusin", (event) => {
    if (body.contains(event.target) && event.target.matches(STOPS)) settle(event.target);
  });

  function beside(row, from, by) {
    const stops = [...row.querySelectorAll(STOPS)];
    return stops[stops.indexOf(from) + by] || null;
  }

  // The same stop of the nearest row that has it; a cell may hold two, a box to tick and a link.
  function below(place, cell, by) {
    const within = [...cell.querySelectorAll(STOPS)].indexOf(document.activeElement);
    for (let at = place + by; body.rows[at]; at += by) {
      const stops = body.rows[at].cells[cell.cellIndex] ? body.rows[at].cells[cell.cellIndex].querySelectorAll(STOPS) : [];
      if (stops.length) return stops[Math.min(Math.max(within, 0), stops.length - 1)];
    }
    return null;
  }

  function end(row, last) {
    const stops = row.querySelectorAll(STOPS);
    return stops[last ? stops.length - 1 : 0] || null;
  }

  function target(event, cell) {
    const row = cell.parentElement;
    const place = row.sectionRowIndex;
    const onwards = getComputedStyle(table).direction === "rtl" ? -1 : 1;
    switch (event.key) {
      case "ArrowLeft": return beside(row, event.target, -onwards);
      case "ArrowRight": return beside(row, event.target, onwards);
      case "ArrowUp": return below(place, cell, -1);
      case "ArrowDown": return below(place, cell, 1);
      case "PageUp": return below(Math.max(place - 10, 0) - 1, cell, 1);
      case "PageDown": return below(Math.min(place + 10, body.rows.length - 1) + 1, cell, -1);
      case "Home": return end(event.ctrlKey ? body.rows[0] : row, false);
      case "End": return end(event.ctrlKey ? body.rows[body.rows.length - 1] : row, true);
      default: return null;
    }
  }

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td, tbody th");
    const jump = event.key === "Home" || event.key === "End";
    if (!cell || event.altKey || event.metaKey || event.shiftKey || (event.ctrlKey && !jump)) return;
    const to = target(event, cell);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();

// The grid of items and sites by keyboard: Enter and the arrows move, sums run along, an item is found by its code, a block is pasted.
// Without this script the same grid is a plain form.
"use strict";

(() => {
  document.documentElement.classList.add("has-script");
  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const table = form.querySelector(".grid-table");
  const arabic = document.documentElement.lang === "ar";
  const format = new Intl.NumberFormat(arabic ? "ar-EG-u-nu-arab" : "en", { maximumFractionDigits: 3 });
  const western = (text) => text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/٫/g, ".").replace(/[٬,،\s]/g, "");
  const number = (input) => Number(western(input.value)) || 0;
  const cells = [...table.querySelectorAll("input[data-cell]")];

  function sum(kind, key) {
    const place = table.querySelector(`[data-sum-${kind}="${key}"]`);
    if (!place) return;
    const inputs = cells.filter((input) => input.dataset[kind] === key);
    place.textContent = format.format(inputs.reduce((total, input) => total + number(input), 0));
  }

  function count(selector, inputs) {
    const place = table.querySelector(selector);
    if (place) place.textContent = format.format(inputs.filter((input) => number(input) > 0).length);
  }

  function look(input) {
    const bad = Number.isNaN(Number(western(input.value))) || number(input) < 0 || number(input) > Number(input.dataset.open);
    input.classList.toggle("is-over", Boolean(input.value) && bad && !("free" in input.dataset));
    input.classList.toggle("is-filled", number(input) > 0);
    sum("line", input.dataset.line);
    // Pieces and square metres are not added: a column is told by its rows.
    count(`[data-rows-site="${input.dataset.site}"]`, cells.filter((each) => each.dataset.site === input.dataset.site));
    count("[data-rows-all]", cells);
    const left = input.parentElement.querySelector("[data-left]");
    if (left) left.textContent = format.format(Math.max(Number(input.dataset.open) - number(input), 0));
  }

  function step(input, rows, columns) {
    let row = input.closest("tr");
    let column = input.closest("td").cellIndex;
    for (;;) {
      if (rows) row = rows > 0 ? row.nextElementSibling : row.previousElementSibling;
      column += columns;
      if (!row || !row.cells[column]) return null;
      const target = row.cells[column].querySelector("input[data-cell]");
      if (target) return target;
    }
  }

  // Below the last cell of a column comes the next column, and after the last one the button that shows it all.
  function beyond(input) {
    const first = cells.find((each) => each.closest("td").cellIndex > input.closest("td").cellIndex
      && !cells.some((other) => other.closest("td").cellIndex > input.closest("td").cellIndex
        && other.closest("td").cellIndex < each.closest("td").cellIndex));
    return first || form.querySelector(".deliver-bar button");
  }

  table.addEventListener("keydown", (event) => {
    const input = event.target.closest("input[data-cell]");
    if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
    const along = getComputedStyle(table).direction === "rtl" ? -1 : 1;
    let target = null;
    if (event.key === "Enter") target = step(input, event.shiftKey ? -1 : 1, 0) || (event.shiftKey ? null : beyond(input));
    else if (event.key === "ArrowDown") target = step(input, 1, 0);
    else if (event.key === "ArrowUp") target = step(input, -1, 0);
    else if (event.key === "ArrowRight") target = step(input, 0, along);
    else if (event.key === "ArrowLeft") target = step(input, 0, -along);
    else if (event.key === "=" || event.key === "+") {
      // The whole of what is open, in one key, and on to the next.
      input.value = input.dataset.open;
      look(input);
      event.preventDefault();
      target = step(input, 1, 0) || beyond(input);
    } else return;
    if (target || event.key === "Enter") event.preventDefault();
    if (target) {
      target.focus();
      if (target.select) target.select();
      target.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("input[data-cell]")) event.target.select();
  });
  table.addEventListener("input", (event) => {
    if (event.target.matches("input[data-cell]")) look(event.target);
  });
  cells.forEach(look);

  // From the head of the paper Enter goes on to the lines, and Ctrl+Enter sends from anywhere on the page.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.btn-primary"));
    } else if (event.target.matches(".deliver-head input") && cells.length) {
      event.preventDefault();
      cells[0].focus();
    }
  });

  // A block that was copied from a sheet goes in where the hand is: bare numbers spread from the cell, with names the server reads it.
  table.addEventListener("paste", (event) => {
    const input = event.target.closest("input[data-cell]");
    const text = (event.clipboardData || { getData: () => "" }).getData("text/plain").replace(/[\r\n]+$/, "");
    if (!input || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.split("\t"));
    const bare = lines.flat().every((cell) => !Number.isNaN(Number(western(cell))));
    const place = form.querySelector("#pasted");
    if (!bare && place) {
      place.value = text;
      form.requestSubmit(form.querySelector("button[name=do][value=paste]"));
    } else if (bare) spread(input, lines);
  });

  function spread(from, lines) {
    let row = from.closest("tr");
    const column = from.closest("td").cellIndex;
    let last = from;
    for (const line of lines) {
      line.forEach((value, at) => {
        const target = row && row.cells[column + at] && row.cells[column + at].querySelector("input[data-cell]");
        if (!target || !value.trim()) return;
        target.value = value.trim();
        look(target);
        last = target;
      });
      row = row && row.nextElementSibling;
    }
    last.focus();
  }

  const finder = form.querySelector("[data-find-item]");
  if (finder) finder.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const wanted = western(finder.value).toLowerCase();
    const row = [...table.tBodies[0].rows].find((each) => (each.dataset.code || "").toLowerCase() === wanted)
      || [...table.tBodies[0].rows].find((each) => wanted && each.textContent.toLowerCase().includes(finder.value.trim().toLowerCase()));
    const first = row && row.querySelector("input[data-cell]");
    if (first) first.focus();
    finder.classList.toggle("is-invalid", !first);
  });
})();

// The reply of a company: ticking, filling in by keyboard, and the lines of a sheet pasted into a cell.
"use strict";

(() => {
  const form = document.querySelector("form[data-reply]");
  if (!form) return;
  const table = form.querySelector(".reply-table");
  const ticks = [...table.querySelectorAll("input[name=site]")];
  const all = table.querySelector("[data-tick-all]");
  const count = form.querySelector("[data-ticked-count]");
  const digits = document.documentElement.lang === "ar" ? new Intl.NumberFormat("ar-EG-u-nu-arab") : new Intl.NumberFormat("en");

  const look = () => {
    for (const tick of ticks) tick.closest("tr").classList.toggle("is-ticked", tick.checked);
    const number = ticks.filter((tick) => tick.checked).length;
    count.textContent = `${count.dataset.words}: ${digits.format(number)}`;
    all.checked = number === ticks.length;
    all.indeterminate = number > 0 && number < ticks.length;
  };
  const cells = (row) => [...row.querySelectorAll("td[data-label] :is(input, select)")];

  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    look();
  });
  table.addEventListener("change", look);
  // Whoever fills in a line means it.
  table.addEventListener("input", (event) => {
    const tick = event.target.closest("tr").querySelector("input[name=site]");
    if (event.target !== tick && tick && event.target.value) {
      tick.checked = true;
      look();
    }
  });
  // Enter and the arrows go down the column, as in a sheet.
  table.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("td[data-label] input")) return;
    event.preventDefault();
    const row = event.target.closest("tr");
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (next) cells(next)[cells(row).indexOf(event.target)].focus();
  });
  // Cells of a sheet spread over the lines below and the columns after the one in which they are pasted.
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!event.target.matches("td[data-label] input") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    let row = event.target.closest("tr");
    const first = cells(row).indexOf(event.target);
    for (const line of text.split(/\r?\n/)) {
      if (!row) break;
      line.split("\t").forEach((value, at) => {
        const cell = cells(row)[first + at];
        if (!cell) return;
        const option = cell.options && [...cell.options].find((one) => one.text.trim() === value.trim());
        cell.value = option ? option.value : value.trim();
        cell.dispatchEvent(new Event("input", { bubbles: true }));
      });
      row = row.nextElementSibling;
    }
  });
  document.querySelector(".reply-problems")?.focus();
  look();
})();

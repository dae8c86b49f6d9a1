// Filter bars that send themselves, and the matrix by keyboard. Pages work without it.
"use strict";

(() => {
  document.documentElement.classList.add("has-script");

  for (const form of document.querySelectorAll("form[data-send-on-change]")) {
    // By keyboard each arrow changes a list: that is looking through it, not asking. Then the button asks.
    let byKey = false;
    form.addEventListener("keydown", () => { byKey = true; });
    form.addEventListener("pointerdown", () => { byKey = false; });
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

  const table = document.querySelector(".matrix");
  if (!table) return;
  const towards = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  table.addEventListener("keydown", (event) => {
    const step = towards[event.key];
    const cell = event.target.closest("td, th");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const along = getComputedStyle(table).direction === "rtl" ? -step[1] : step[1];
    let row = cell.parentElement.sectionRowIndex + step[0];
    let column = cell.cellIndex + along;
    const rows = table.tBodies[0].rows;
    while (rows[row] && rows[row].cells[column]) {
      const target = rows[row].cells[column].querySelector("a, button");
      if (target) {
        event.preventDefault();
        target.focus();
        return;
      }
      row += step[0];
      column += along;
    }
  });
})();

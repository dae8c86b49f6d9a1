// The table of a session's counts: rows from a spreadsheet are pasted where the cursor stands, and a further row is one press away.
// Without this script the table has blank rows of its own.
"use strict";

(() => {
  document.documentElement.classList.add("has-script");
  const table = document.querySelector("[data-counts]");
  if (!table) return;
  const body = table.tBodies[0];
  const adder = document.querySelector("[data-add-row]");

  function addRow() {
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.classList.remove("is-invalid");
      input.removeAttribute("aria-invalid");
    }
    for (const words of row.querySelectorAll("small")) words.remove();
    const place = row.querySelector(".count-place");
    const number = body.rows.length + 1;
    place.textContent = document.documentElement.lang === "ar" ? number.toLocaleString("ar-EG", { useGrouping: false }) : String(number);
    body.append(row);
    return row;
  }

  // Excel puts a table on the clipboard as lines of cells; a single value is left to the browser.
  function paste(event) {
    const start = event.target.closest("input");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!start || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
    const first = [...body.rows].indexOf(start.closest("tr"));
    const column = [...start.closest("tr").querySelectorAll("input")].indexOf(start);
    lines.forEach((line, offset) => {
      const row = body.rows[first + offset] || addRow();
      const inputs = row.querySelectorAll("input");
      line.split("\t").forEach((cell, place) => {
        if (inputs[column + place]) inputs[column + place].value = cell.trim();
      });
    });
  }

  // Enter goes down, as in a spreadsheet; the form is sent by its button.
  function down(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    const row = event.target.closest("tr");
    const next = row.nextElementSibling || addRow();
    const same = next.querySelector(`input[name="${event.target.name}"]`);
    if (same) same.focus();
  }

  table.addEventListener("paste", paste);
  table.addEventListener("keydown", down);
  if (adder) adder.addEventListener("click", () => addRow().querySelector("input").focus());

  const file = document.querySelector(".file-pick input");
  if (file) file.addEventListener("change", () => {
    const words = file.parentElement.querySelector("[data-file-names]");
    file.parentElement.classList.toggle("is-filled", file.files.length > 0);
    words.textContent = [...file.files].map((one) => one.name).join("، ") || words.dataset.none;
  });
})();

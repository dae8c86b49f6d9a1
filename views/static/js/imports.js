// A workbook dropped on the page, and ticking all clean rows at once. Without this, the file button and single ticks do.
"use strict";

(() => {
  const area = document.querySelector("main [data-drop]");
  if (area) {
    const input = area.querySelector("input[type=file]");
    const name = area.querySelector("[data-drop-name]");
    area.classList.add("is-live");
    const tell = () => { name.textContent = input.files.length ? input.files[0].name : ""; };
    input.addEventListener("change", tell);
    for (const kind of ["dragenter", "dragover"]) {
      area.addEventListener(kind, (event) => { event.preventDefault(); area.classList.add("is-over"); });
    }
    for (const kind of ["dragleave", "drop"]) {
      area.addEventListener(kind, (event) => { event.preventDefault(); area.classList.remove("is-over"); });
    }
    area.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      input.files = one.files;
      tell();
    });
  }

  const all = document.querySelector("[data-tick-all]");
  if (all) {
    const clean = () => [...document.querySelectorAll("[data-clean]")];
    const tell = () => {
      const ticked = clean().filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === clean().length;
      all.indeterminate = ticked > 0 && ticked < clean().length;
    };
    all.hidden = clean().length === 0;
    all.addEventListener("change", () => { for (const box of clean()) box.checked = all.checked; });
    document.addEventListener("change", (event) => { if (event.target.matches("[data-clean]")) tell(); });
    tell();
  }
})();

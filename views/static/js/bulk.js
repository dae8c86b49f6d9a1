// Boxes to tick beside the rows of a list: how many are ticked, and all at once. Without this script they are ticked one by one.
"use strict";

(() => {
  const form = document.getElementById("bulk");
  if (!form) return;
  const number = form.querySelector("[data-ticked]");
  const every = form.querySelector("[data-tick-all]");
  const words = [every.textContent, every.dataset.untick];
  const digits = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-EG" : "en");
  const boxes = () => [...form.elements].filter((each) => each.name === "site");

  function count() {
    const ticked = boxes().filter((each) => each.checked).length;
    number.textContent = ticked ? digits.format(ticked) : "";
    every.textContent = words[ticked ? 1 : 0];
  }

  every.hidden = false;
  every.addEventListener("click", () => {
    const all = boxes();
    const tick = !all.some((each) => each.checked);
    for (const each of all) each.checked = tick;
    count();
  });
  document.addEventListener("change", (event) => { if (event.target.form === form) count(); });
  count();
})();

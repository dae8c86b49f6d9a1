// Ticking all sites of a markaz at once, and how many are ticked. Without it single ticks do.
"use strict";

(() => {
  const shown = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-EG" : "en");
  for (const counter of document.querySelectorAll("[data-pick-count]")) {
    const part = counter.closest(".card");
    const boxes = () => [...part.querySelectorAll("input[name=sites]")];
    const tell = () => {
      const number = boxes().filter((box) => box.checked).length;
      counter.textContent = number ? counter.dataset.pickCount.replace("{n}", shown.format(number)) : "";
      for (const group of part.querySelectorAll("[data-pick]")) {
        const own = [...group.querySelectorAll("input[name=sites]")];
        const all = group.querySelector("[data-pick-all]");
        const ticked = own.filter((box) => box.checked).length;
        all.checked = ticked === own.length;
        all.indeterminate = ticked > 0 && ticked < own.length;
      }
    };
    part.addEventListener("change", (event) => {
      const group = event.target.closest("[data-pick]");
      if (group && event.target.matches("[data-pick-all]")) {
        for (const box of group.querySelectorAll("input[name=sites]")) box.checked = event.target.checked;
      }
      tell();
    });
    tell();
  }
})();

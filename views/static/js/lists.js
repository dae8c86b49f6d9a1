// The tools over a list: a panel closes when one turns elsewhere, and the page is printed. Lists work without this.
"use strict";

(() => {
  const panels = document.querySelectorAll("details.drop");

  function close(but) {
    for (const panel of panels) if (panel !== but) panel.open = false;
  }

  document.addEventListener("click", (event) => close(event.target.closest("details.drop")));
  document.addEventListener("keydown", (event) => {
    const open = event.target.closest && event.target.closest("details.drop[open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // What is folded on the screen is printed as well.
  const folded = document.querySelectorAll("details[data-print-open]");
  addEventListener("beforeprint", () => { for (const one of folded) one.open = true; });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => { close(null); window.print(); });
  }
})();

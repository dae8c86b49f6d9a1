// The lists of next steps: one finds a site among its rows, and what was told of a site is marked where it stands. Rows do not move,
// so the next one is where the thumb expects it. Lists work without this.
"use strict";

(() => {
  const plain = (text) => text.toLowerCase().replace(/[\u064b-\u0652\u0640]/g, "").replace(/[أإآ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");
  const search = document.querySelector("[data-find-rows]");
  if (search) {
    const rows = [...document.querySelectorAll(".desk-row")];
    const names = new Map(rows.map((row) => [row, plain(row.querySelector(".desk-site").textContent)]));
    search.addEventListener("input", () => {
      const wanted = plain(search.value.trim());
      for (const row of rows) row.hidden = !names.get(row).includes(wanted);
    });
  }

  // Of tabs that do not all fit, the open one is in sight.
  const tab = document.querySelector(".tabs [aria-current]");
  if (tab) tab.scrollIntoView({ block: "nearest", inline: "center" });

  // News end the silence of a site wherever it stands as silent, and the errand from which they were told.
  document.addEventListener("news-told", (event) => {
    const { site, told, opener } = event.detail;
    const own = opener && opener.closest("[data-told-of]");
    const rows = [...document.querySelectorAll(`[data-told-of="${CSS.escape(site)}"]`)].filter((row) => row === own || "quiet" in row.dataset);
    if (!rows.length) return;
    event.preventDefault();
    let next = null;
    for (const row of rows) {
      if (row === own) next = row.nextElementSibling;
      for (const part of row.querySelectorAll(".desk-tell, .post-button, .desk-pair")) part.remove();
      row.classList.add("is-told");
      row.dataset.told = told;
      const words = document.createElement("span");
      words.className = "desk-told";
      words.textContent = row.parentElement.dataset.toldWords;
      row.append(words);
    }
    if (rows.some((row) => "quiet" in row.dataset)) {
      for (const number of document.querySelectorAll("[data-silent]")) {
        number.dataset.silent = Math.max(Number(number.dataset.silent) - 1, 0);
        number.textContent = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-EG" : "en").format(number.dataset.silent);
      }
    }
    const button = next && next.querySelector(".desk-tell");
    if (button) button.focus({ preventScroll: true });
  });
})();

// Marks everybody in the list present at once. Without this script the button sends the form, which comes back marked.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-all-present]");
  if (!button) return;
  event.preventDefault();
  for (const row of document.querySelectorAll(".mt-row:not(.is-spare)")) {
    row.querySelector("input[type=radio][value=present]").checked = true;
  }
  document.getElementById("marked").textContent = button.dataset.allPresent;
});

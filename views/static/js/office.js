// The letterhead beside the form says what is being typed.
"use strict";

for (const line of document.querySelectorAll("[data-mirror]")) {
  const field = document.getElementById(line.dataset.mirror);
  if (field) field.addEventListener("input", () => { line.textContent = field.value; });
}

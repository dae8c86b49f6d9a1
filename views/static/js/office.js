// The letterhead beside the form says what is being typed.
"use strict";

for (const line of document.querySelectorAll("[data-mirror]")) {
  const field = document.getElementById(line.dataset.mirror);
  if (field) field.addEventListener("input", () => { line.textContent = field.value; });
}

// What is printed only where something was typed shows only then.
for (const part of document.querySelectorAll("[data-filled]")) {
  const field = document.getElementById(part.dataset.filled);
  if (field) field.addEventListener("input", () => { part.hidden = field.value.trim() === ""; });
}

for (const part of document.querySelectorAll("[data-choice]")) {
  const field = document.getElementById(part.dataset.choice);
  if (field) field.addEventListener("change", () => { part.hidden = field.value !== part.dataset.value; });
}

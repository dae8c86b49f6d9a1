// The work at a site: menus of further steps, and the place where a photo is taken, asked of the device only when its holder presses
// the button or has allowed it here before. Without this script the pages and forms work all the same.
"use strict";

(() => {
  const parts = (from) => {
    const line = from.closest("form").querySelector("[data-place]");
    return { line, form: line.closest("form"), said: line.querySelector("[data-place-said]") };
  };

  function fill(form, coordinates) {
    for (const name of ["latitude", "longitude", "accuracy"]) {
      form.querySelector(`input[name=${name}]`).value = coordinates ? coordinates[name] : "";
    }
  }

  function mark({ line, said }, words, found) {
    said.textContent = words;
    line.classList.toggle("is-found", found);
    line.querySelector("[data-place-add]").hidden = found;
    line.querySelector("[data-place-drop]").hidden = !found;
  }

  function ask(from) {
    const place = parts(from);
    if (!navigator.geolocation) return mark(place, place.line.dataset.refused, false);
    place.said.textContent = place.line.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fill(place.form, coords);
        const metres = Math.round(coords.accuracy).toLocaleString(document.documentElement.lang === "ar" ? "ar-EG" : "en");
        mark(place, place.line.dataset.found.replace("#", metres), true);
      },
      () => mark(place, place.line.dataset.refused, false),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
    return undefined;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-place-add]")) ask(event.target);
    if (event.target.closest("[data-place-drop]")) {
      const place = parts(event.target);
      fill(place.form, null);
      mark(place, "", false);
    }
  });

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][capture]") || !input.files.length || !navigator.permissions) return;
    const state = await navigator.permissions.query({ name: "geolocation" }).catch(() => null);
    const place = parts(input);
    if (state && state.state === "granted" && !place.line.classList.contains("is-found")) ask(input);
  });

  const current = document.querySelector(".works-tabs [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });

  // Who comes back to an item is below the page's head, where it is said what was recorded; so it is said here as well.
  const word = location.hash && document.querySelector(".flashes .alert");
  const said = document.getElementById("said");
  if (word && said) {
    const offered = word.querySelector("form");
    const undo = said.querySelector("[data-undo]");
    said.querySelector("[data-said]").textContent = word.querySelector("div").textContent.trim();
    if (offered) undo.action = offered.action;
    undo.hidden = !offered;
    said.hidden = false;
    setTimeout(() => { said.hidden = !said.matches(":hover, :focus-within"); }, offered ? 20000 : 5000);
  }

  // One menu of further steps at a time, closed by Escape or by a press elsewhere.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches || !event.target.matches(".other-steps[open]")) return;
    for (const other of document.querySelectorAll(".other-steps[open]")) if (other !== event.target) other.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".other-steps[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(".other-steps[open]")) {
      if (!open.contains(event.target) || event.target.closest("a")) open.open = false;
    }
  });
})();

// The frame's own behaviour: the menu on a small screen, and asking before what cannot be undone. Pages work without it.
"use strict";

(() => {
  const opener = document.querySelector("[data-menu]");
  const sidebar = document.getElementById("sidebar");

  function setMenu(open) {
    sidebar.classList.toggle("is-open", open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) sidebar.querySelector("[data-menu-close]").focus();
    else opener.focus();
  }

  if (opener && sidebar) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      setMenu(!sidebar.classList.contains("is-open"));
    });
    sidebar.querySelector("[data-menu-close]").addEventListener("click", (event) => {
      event.preventDefault();
      setMenu(false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && sidebar.classList.contains("is-open")) setMenu(false);
    });
    document.addEventListener("click", (event) => {
      const outside = !sidebar.contains(event.target) && !opener.contains(event.target);
      if (outside && sidebar.classList.contains("is-open")) setMenu(false);
    });
  }

  const dialog = document.getElementById("ask");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const words = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (!words || form.dataset.asked || !dialog) return;
    event.preventDefault();
    const submitter = event.submitter;
    document.getElementById("ask-words").textContent = words;
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.asked = "yes";
      form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
    }, { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
  });

  // A second press of a button that is still working would send the form twice.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.method !== "post") return;
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 8000);
  });
})();

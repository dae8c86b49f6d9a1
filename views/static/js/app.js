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

  // A second press of a button that is still working would send the form twice. One that leads to a file, or to another window, works
  // again after a while; every one does when the browser brings the page back.
  function rest(button) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }

  document.addEventListener("submit", (event) => {
    const button = event.submitter || event.target.querySelector("[type=submit]");
    if (event.defaultPrevented || !button || event.target.method !== "post") return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-busy", "true");
    setTimeout(() => (event.defaultPrevented ? rest(button) : button.setAttribute("disabled", "")), 0);
    setTimeout(rest, 8000, button);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("[aria-busy=true]").forEach(rest);
  });

  // On a phone the key that says “next” goes on to the next field: it never sends a form that is half filled.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !matchMedia("(pointer: coarse)").matches) return;
    if (!field.form || field.enterKeyHint !== "next") return;
    event.preventDefault();
    const follows = [...field.form.elements].slice([...field.form.elements].indexOf(field) + 1);
    follows.find((other) => other.checkVisibility() && !other.disabled && other.tabIndex >= 0)?.focus();
  });

  // The summary of what is wrong leads to each field.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".fault-summary a");
    const name = link && link.hash.slice(1);
    const named = link && (document.getElementById(name) || document.getElementsByName(name)[0]);
    if (!named) return;
    const field = named.matches("input, select, textarea") ? named : named.querySelector("input, select, textarea") || named;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });

  // A page of many rows says only how many faults there are: each field that is marked is named there.
  const told = document.querySelector("[data-faults]");
  const marked = told ? document.querySelectorAll("form [aria-invalid=true][id]") : [];
  if (marked.length) {
    const list = document.createElement("ul");
    told.classList.add("fault-summary");
    for (const field of marked) {
      const link = document.createElement("a");
      link.href = `#${field.id}`;
      link.textContent = field.getAttribute("aria-label") || (field.labels?.[0]?.textContent || field.name).replace("*", "").trim();
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
    told.lastElementChild.append(list);
  }
  const faults = document.querySelector(".fault-summary");
  if (faults) faults.focus();
})();

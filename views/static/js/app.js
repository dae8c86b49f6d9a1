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

  // A telephone's photo is drawn smaller before it is sent: over a slow network ten seconds instead of a minute. The server reads no
  // place and no hour from a photo. Whatever cannot be drawn, or would not get smaller, is sent as it is.
  const LARGE = 1_000_000;
  const SIDE = 2000;
  const shrinking = new Map();

  async function smaller(file) {
    if (file.size <= LARGE || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
      return drawn && drawn.size < file.size ? new File([drawn], name, { type: "image/jpeg", lastModified: file.lastModified }) : file;
    } catch {
      return file;
    }
  }

  async function shrink(field) {
    const chosen = [...field.files];
    const files = await Promise.all(chosen.map(smaller));
    const same = chosen.length === field.files.length && chosen.every((file, place) => file === field.files[place]);
    if (!same || files.every((file, place) => file === chosen[place])) return; // something else was chosen meanwhile, or nothing is smaller
    const box = new DataTransfer();
    files.forEach((file) => box.items.add(file));
    field.files = box.files;
  }

  document.addEventListener("change", (event) => {
    const { form, name, type } = event.target;
    if (type !== "file" || name !== "evidence" || !form || !matchMedia("(pointer: coarse)").matches) return;
    const work = Promise.all([shrinking.get(form), shrink(event.target)]).finally(() => {
      if (shrinking.get(form) === work) shrinking.delete(form);
    });
    shrinking.set(form, work);
  });

  // A form that is sent while its photos are still being drawn waits for them.
  document.addEventListener("submit", (event) => {
    const work = shrinking.get(event.target);
    if (!work) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    work.finally(() => event.target.requestSubmit(event.submitter));
  }, true);

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

  // Where the keyboard goes on when the server has answered: at what is wrong, at what the page asks to be looked at, else, where no
  // field takes the cursor, at the words that say what was done.
  const seen = (selector) => [...document.querySelectorAll(`#content :is(${selector})`)].find((one) => one.checkVisibility());
  const said = seen(".flashes .alert");
  const start = seen(".fault-summary") || (!said && (seen(".alert-danger[role=alert]") || seen("[aria-invalid=true]")))
    || seen("[data-focus-first]") || (!seen("[autofocus]") && said);
  if (start) {
    if (start.tabIndex < 0) start.tabIndex = -1;
    start.focus({ preventScroll: Boolean(location.hash) });
  }
})();

// The palette: one types, the server answers with a list, the arrows go through it. Every answer is also a page of its own.

const WAIT = 150;
const SVG = "http://www.w3.org/2000/svg";
let parts = null;

/** Show it over the page; `recent` are the pages that were opened lately. */
export async function open(dialog, recent) {
  parts = parts || await ready(dialog);
  parts.recent = recent;
  parts.field.value = "";
  dialog.showModal();
  parts.field.focus();
  ask("");
}

async function ready(dialog) {
  await styled(dialog.dataset.style);
  const found = {
    dialog, field: dialog.querySelector("input"), list: dialog.querySelector("[role=listbox]"),
    status: dialog.querySelector("[data-status]"), none: dialog.querySelector("[data-none]"), keep: dialog.querySelector("[data-keep-page]"), recent: [], asked: null, timer: 0,
  };
  found.field.addEventListener("input", () => {
    clearTimeout(found.timer);
    found.timer = setTimeout(() => ask(found.field.value), WAIT);
  });
  found.field.addEventListener("keydown", pressed);
  found.list.addEventListener("mousemove", (event) => choose(event.target.closest("[role=option]"), false));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { found.field.setAttribute("aria-expanded", "false"); found.asked?.abort(); });
  found.keep.addEventListener("click", keepPage);
  return found;
}

function styled(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((done) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = address;
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  });
}

async function ask(typed) {
  const { dialog, list } = parts;
  parts.asked?.abort();
  parts.asked = new AbortController();
  const address = new URL(dialog.dataset.part, location.href);
  address.searchParams.set(typed.trim() ? "q" : "at", typed.trim() || location.pathname);
  let answer;
  try {
    answer = await fetch(address, { signal: parts.asked.signal, headers: { Accept: "text/html" } });
  } catch {
    return;
  }
  if (answer.redirected || !answer.ok) {
    // The session is over: the page of search asks who it is, and comes back with what was typed.
    location.assign(`${dialog.querySelector("form").action}?q=${encodeURIComponent(typed)}`);
    return;
  }
  list.innerHTML = await answer.text();
  if (!typed.trim()) lately(list);
  list.scrollTop = 0;
  const options = list.querySelectorAll("[role=option]");
  list.hidden = !options.length;
  parts.none.hidden = options.length > 0 || !typed.trim();
  parts.field.setAttribute("aria-expanded", String(options.length > 0));
  parts.status.textContent = list.querySelector("[data-said]")?.textContent || "";
  choose(typed.trim() ? options[0] : null, false);
}

/** Put the pages that were opened lately before what is kept at hand. */
function lately(list) {
  const state = list.querySelector("[data-kept]");
  parts.keep.hidden = false;
  parts.keep.setAttribute("aria-pressed", state?.dataset.kept || "false");
  if (!parts.recent.length) return;
  const group = document.createElement("div");
  const heading = document.createElement("p");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", "pg-recent");
  heading.className = "palette-heading";
  heading.setAttribute("role", "presentation");
  heading.id = "pg-recent";
  heading.textContent = parts.dialog.dataset.recent;
  group.append(heading, ...parts.recent.map(option));
  list.prepend(group);
}

function option({ path, words }, at) {
  const link = document.createElement("a");
  const icon = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  const title = document.createElement("span");
  link.href = path;
  link.id = `pr-${at}`;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${parts.dialog.dataset.icons}#tabler-history`);
  icon.append(use);
  title.className = "hit-words hit-title";
  title.dir = "auto";
  title.textContent = words;
  link.append(icon, title);
  return link;
}

function choose(one, scroll = true) {
  const { list, field } = parts;
  if (one === undefined) one = null;
  const before = list.querySelector("[aria-selected=true]");
  if (before === one) return;
  before?.setAttribute("aria-selected", "false");
  if (!one) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  one.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", one.id);
  if (scroll) one.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  const options = [...parts.list.querySelectorAll("[role=option]")];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? options.length - 1 : at - 1 }[event.key];
  if (event.isComposing) return;
  if (to !== undefined && options.length) {
    event.preventDefault();
    choose(options[(to + options.length) % options.length]);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(options[at].href, "_blank", "noopener");
    else location.assign(options[at].href);
  } else if (event.key === "Escape") {
    // The browser's own Escape would first empty a search field.
    event.preventDefault();
    parts.dialog.close();
  }
}

async function keepPage() {
  const { dialog, keep } = parts;
  const kept = keep.getAttribute("aria-pressed") === "true";
  const heading = document.querySelector("#content h1");
  const body = new URLSearchParams({
    csrf_token: dialog.dataset.token, kind: "page", ref: location.pathname,
    title: (heading?.textContent || document.title).replace(/\s+/g, " ").trim(),
  });
  const answer = await fetch(kept ? dialog.dataset.drop : dialog.dataset.keep, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  keep.setAttribute("aria-pressed", String((await answer.json()).kept));
  ask("");
}

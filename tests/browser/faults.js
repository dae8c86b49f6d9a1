// What a machine can see of a page's faults; run in the page, gives lists of words. `narrow` is whether fingers touch this screen.
({ narrow, language }) => {
  const place = (element) => {
    const words = (element.getAttribute("aria-label") || element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""}.${[...element.classList].join(".")} “${words}”`;
  };
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  const targets = [];
  if (narrow) {
    const least = (element, style) => {
      if (element.tagName !== "A" || element.closest("svg")) return element.closest("svg") ? 24 : 44;
      return style.display.startsWith("inline") && !/flex|grid/.test(style.display) && !element.matches(".btn") ? 24 : 44;
    };
    for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]")) {
      if (!shown(element) || element.disabled || element.closest("[inert]")) continue;
      const style = getComputedStyle(element);
      const label = element.matches("input") && element.labels && element.labels[0];
      const boxes = [element, ...(label && shown(label) ? [label] : [])].map((one) => one.getBoundingClientRect());
      const box = boxes[0];
      const unseen = (one) => one && (one.getBoundingClientRect().height <= 1 || unseen(one.parentElement));
      if (boxes.every((one) => one.width <= 1 || one.height <= 1) || unseen(element)) continue;  // for those who hear the page
      const top = Math.min(...boxes.map((one) => one.top)), bottom = Math.max(...boxes.map((one) => one.bottom));
      const high = bottom - top + 0.5, wide = Math.max(...boxes.map((one) => one.width)) + 0.5;
      const wanted = least(element, style);
      const least44 = element.tagName === "A" && element.textContent.trim() ? 24 : 44;  // a short word is narrow, and stands in a row of its own
      if (high < wanted || (wanted === 44 && wide < least44)) targets.push(`${Math.round(wide)}×${Math.round(high)} < ${wanted}: ${place(element)}`);
    }
  }

  const foreign = language === "ar" ? /[A-Za-z]{2,}/ : /[\u0621-\u064A]{2,}/;
  const other = language === "ar" ? "en" : "ar";
  const marked = (element) => element.closest(`bdi, kbd, code, [lang="${other}"], script, style, noscript`);
  const words = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim().replace(/\s+/g, " ");
    if (foreign.test(text) && !marked(walker.currentNode.parentElement)) words.push(text);
  }
  for (const element of document.querySelectorAll("[title], [aria-label], [placeholder], [alt], [data-confirm], [data-label], [data-words]")) {
    if (marked(element)) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt", "data-confirm", "data-label", "data-words"]) {
      const text = (element.getAttribute(name) || "").trim();
      if (foreign.test(text)) words.push(text);
    }
  }

  const moving = [];
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (/[1-9]/.test(style.transitionDuration) && style.transitionProperty !== "none") moving.push(place(element));
  }
  const page = document.documentElement;
  // What stands out of its card, or of the screen, without a way to scroll to it.
  const cut = [];
  for (const element of document.querySelectorAll("main *")) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || !shown(element)) continue;
    let frame = element.parentElement;
    while (frame.tagName !== "MAIN" && !frame.matches(".card, fieldset, dialog") && getComputedStyle(frame).overflowX === "visible") {
      frame = frame.parentElement;
    }
    if (getComputedStyle(frame).overflowX !== "visible") continue;
    const limits = frame.tagName === "MAIN" ? { left: 0, right: page.clientWidth } : frame.getBoundingClientRect();
    if (box.left < limits.left - 1.5 || box.right > limits.right + 1.5) cut.push(`sticks out: ${place(element)}`);
  }
  // A button that steps back for a script, where no script came, leaves a form that nobody can send.
  const unsent = document.querySelector("[data-without-script]") && !page.classList.contains("has-script") ? [page.baseURI] : [];
  return {
    targets: [...new Set(targets)], words: [...new Set(words)], moving: [...moving, ...document.getAnimations().map(String)].slice(0, 5),
    unsent,
    wide: [...(page.scrollWidth > page.clientWidth ? [`${page.scrollWidth} > ${page.clientWidth}`] : []), ...cut.slice(0, 3)],
    speaks: `${page.lang} ${page.dir}`,
  };
}

// Cells of a table that cover their neighbours, run in the page: what stands in one row stands side by side. Only what stays in sight
// while the rest moves may cover another.
() => {
  const span = (cell) => {
    const boxes = [cell, ...cell.children].filter((one) => !["absolute", "fixed", "sticky"].includes(getComputedStyle(one).position))
      .map((one) => one.getBoundingClientRect()).filter((box) => box.width > 1 && box.height > 1);
    return boxes.length ? { left: Math.min(...boxes.map((box) => box.left)), right: Math.max(...boxes.map((box) => box.right)),
                            top: boxes[0].top, bottom: boxes[0].bottom } : null;
  };
  const crossed = [];
  for (const row of [...document.querySelectorAll("main tr")].slice(0, 60)) {
    let last = null;
    for (const cell of row.children) {
      const here = cell.checkVisibility() && getComputedStyle(cell).position !== "sticky" ? span(cell) : null;
      if (here && last && Math.min(here.right, last.right) - Math.max(here.left, last.left) > 4
          && Math.min(here.bottom, last.bottom) - Math.max(here.top, last.top) > 4) crossed.push(cell.outerHTML.slice(0, 120));
      last = here || last;
    }
  }
  return crossed.slice(0, 3);
}

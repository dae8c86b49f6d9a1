// Papers of the contract: accepting a row or all rows of the minutes at once, adding up a row, and drawing a signature.
"use strict";

document.documentElement.classList.add("has-script");

(() => {
  const form = document.querySelector("[data-minutes]");
  if (!form) return;
  const western = (text) => text.replace(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit))).replace("٫", ".").trim();
  const zero = form.dataset.zero;
  const local = (number) => (zero === "0" ? String(number) : String(number).replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]).replace(".", "٫"));
  const cell = (row, part) => row.querySelector(`[data-part="${part}"]`);

  function accept(row) {
    const waits = row.dataset.waits;
    cell(row, "inspected").value = cell(row, "accepted").value = waits;
    cell(row, "rejected").value = zero;
    cell(row, "short").value = "";
  }

  const isEmpty = (row) => [...row.querySelectorAll("[data-part]")].every((input) => !input.value.trim());

  for (const row of form.querySelectorAll("[data-row]")) {
    row.querySelector("[data-accept-row]").addEventListener("click", () => {
      accept(row);
      cell(row, "accepted").focus();
    });
    // Once the number inspected is told, what is not rejected or short is accepted, until somebody types it himself.
    let own = Boolean(cell(row, "accepted").value.trim());
    cell(row, "accepted").addEventListener("input", (event) => { own = Boolean(event.target.value.trim()); });
    for (const part of ["inspected", "rejected", "short"]) {
      cell(row, part).addEventListener("input", () => {
        const [inspected, rejected, short] = ["inspected", "rejected", "short"].map((name) => Number(western(cell(row, name).value) || 0));
        const rest = Math.round((inspected - rejected - short) * 1000) / 1000;
        if (!own && cell(row, "inspected").value.trim() && rest >= 0) cell(row, "accepted").value = local(rest);
      });
    }
  }

  // The reason is asked for where something is rejected, or where one stands already; how far the minutes are stands above the rows.
  const rows = [...form.querySelectorAll("[data-row]")];
  const sum = form.querySelector("[data-rows-sum]");
  const amount = (row, part) => Number(western(cell(row, part).value) || 0);

  function tell() {
    let done = 0;
    let rejected = 0;
    for (const row of rows) {
      const refused = amount(row, "rejected") > 0;
      if (!["inspected", "accepted", "rejected", "short"].every((part) => !cell(row, part).value.trim())) done += 1;
      if (refused) rejected += 1;
      const reason = row.querySelector("[data-reason]");
      const needed = refused || cell(row, "reason").value.trim() || reason.querySelector(".field-error, .is-invalid");
      reason.classList.toggle("is-spare", !needed);
    }
    if (sum) sum.textContent = sum.dataset.words.replace("#1", local(done)).replace("#2", local(rows.length)).replace("#3", local(rejected));
  }

  form.addEventListener("input", tell);
  form.addEventListener("click", () => setTimeout(tell));
  const search = form.querySelector("[data-find-row]");
  if (search) {
    const plain = (text) => western(text).toLowerCase().replace(/[أإآ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");
    search.addEventListener("input", () => {
      const wanted = plain(search.value);
      for (const row of rows) row.classList.toggle("is-elsewhere", !plain(row.dataset.name).includes(wanted));
    });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
  tell();

  form.querySelector("[data-accept-all]").addEventListener("click", (event) => {
    event.preventDefault();
    for (const row of form.querySelectorAll("[data-row]")) if (isEmpty(row)) accept(row);
  });
})();

(() => {
  // The deadline follows the day of the letter until somebody sets it himself.
  const frame = document.querySelector("[data-due-after]");
  const day = document.querySelector('input[name="day"]');
  const due = frame && frame.querySelector('input[name="due_on"]');
  if (!due || !day) return;
  const after = (start) => {
    const found = new Date(`${start}T00:00:00Z`);
    if (Number.isNaN(found.getTime())) return "";
    found.setUTCDate(found.getUTCDate() + Number(frame.dataset.dueAfter));
    return found.toISOString().slice(0, 10);
  };
  let own = due.value !== "" && due.value !== after(day.value);
  due.addEventListener("input", () => { own = due.value !== ""; });
  day.addEventListener("input", () => { if (!own) due.value = after(day.value); });
})();

(() => {
  const form = document.querySelector("[data-sign]");
  if (!form) return;
  const canvas = form.querySelector("[data-frame]");
  const said = form.querySelector("[data-said]");
  const pen = canvas.getContext("2d");
  const strokes = [];
  let current = null;

  // The same measure both ways, from the left edge in either direction of writing, so that the drawing keeps its shape.
  function point(event) {
    const frame = canvas.getBoundingClientRect();
    const scale = 1000 / frame.width;
    const bound = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [bound((event.clientX - frame.left) * scale, 1000), bound((event.clientY - frame.top) * scale, 1000)];
  }

  function draw() {
    const scale = canvas.width / 1000;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 5 * scale;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#14213d";
    for (const stroke of strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0][0] * scale, stroke[0][1] * scale);
      for (const [x, y] of stroke) pen.lineTo(x * scale, y * scale);
      if (stroke.length === 1) pen.lineTo(stroke[0][0] * scale + 1, stroke[0][1] * scale);
      pen.stroke();
    }
  }

  // What was drawn before something else was missing is drawn again; what the server could not read is left out.
  const kept = form.querySelector("[data-strokes]");
  try {
    for (const stroke of JSON.parse(kept.value || "[]")) {
      if (Array.isArray(stroke) && stroke.length && stroke.every((at) => Array.isArray(at) && at.length === 2)) strokes.push(stroke);
    }
    draw();
  } catch {
    kept.value = "";
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [point(event)];
    strokes.push(current);
    said.textContent = "";
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    const next = point(event);
    const last = current[current.length - 1];
    if (Math.abs(next[0] - last[0]) + Math.abs(next[1] - last[1]) < 4) return;
    current.push(next);
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { current = null; });

  form.querySelector("[data-clear]").addEventListener("click", () => {
    strokes.length = 0;
    draw();
  });

  form.addEventListener("submit", (event) => {
    if (!strokes.length) {
      event.preventDefault();
      said.textContent = said.dataset.empty;
      canvas.scrollIntoView({ block: "center" });
      return;
    }
    kept.value = JSON.stringify(strokes);
  });
})();

// The certificate as it is filled in: what each item comes to, what is too much, and what remains after the deductions.
"use strict";

(() => {
  const form = document.querySelector("form[data-certificate]");
  if (!form) return;
  const arabic = document.documentElement.lang === "ar";
  const figures = (places) => new Intl.NumberFormat(arabic ? "ar-EG-u-nu-arab" : "en", { minimumFractionDigits: places, maximumFractionDigits: places });
  const money = (piastres) => {
    const figure = (piastres < 0 ? "-" : "") + figures(piastres % 100 ? 2 : 0).format(Math.abs(piastres) / 100);
    if (!arabic) return `EGP ${figure}`;
    const last = (Math.abs(piastres) / 100) % 100;
    return `${figure} ${piastres % 100 || last <= 2 ? "جنيه" : last <= 10 ? "جنيهات" : "جنيهًا"}`;
  };
  const western = (text) => text.replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit)).replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)).replace(/[,٬،\s]/g, "").replace("٫", ".");
  const read = (field) => Number(western(field.value || "0"));
  const share = (amount, points) => Math.round((amount * points) / 10000);
  const told = (name) => Number(form.dataset[name]);
  const put = (name, value) => {
    const place = form.querySelector(`[data-sum="${name}"] .money`);
    if (place) place.textContent = money(value);
  };

  const reckon = () => {
    let gross = 0;
    for (const tick of form.querySelectorAll("input[data-value]")) if (tick.checked) gross += Number(tick.dataset.value);
    for (const field of form.querySelectorAll("input[data-left]")) {
      const wanted = read(field);
      const excess = Math.round((wanted - Number(field.dataset.left)) * 1000) / 1000;
      const note = document.getElementById(`over-${field.name.slice(2)}`);
      const over = !(wanted >= 0) || excess > 0;
      field.classList.toggle("is-invalid", over);
      note.hidden = !over;
      if (over) note.textContent = form.dataset.over.replace("{left}", figures(0).format(Number(field.dataset.left))).replace("{excess}", figures(Number.isInteger(excess) ? 0 : 3).format(excess || 0));
      if (wanted > 0) gross += Math.round(wanted * Number(field.dataset.price));
    }
    const recovery = Math.max(Math.min(share(gross, told("recovery")), told("advance")), 0);
    const retention = Math.min(share(gross, told("retention")), gross - recovery);
    const other = Math.round((read(form.elements.other) || 0) * 100);
    const compensation = Math.max(Math.min(told("compensation"), gross - recovery - retention - other), 0);
    put("gross", gross);
    put("recovery", -recovery);
    put("retention", -retention);
    put("compensation", -compensation);
    put("other", -other);
    put("net", gross - recovery - retention - compensation - other);
  };
  form.addEventListener("input", reckon);
  form.addEventListener("change", reckon);
  reckon();
})();

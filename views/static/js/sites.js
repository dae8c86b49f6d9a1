// The filter bar of the sites: choosing a governorate asks at once for its marakez. Without this, the button does.
"use strict";

document.addEventListener("change", (event) => {
  const choice = event.target.closest("[data-refine]");
  if (!choice) return;
  const follows = document.getElementById(choice.dataset.refine);
  if (follows) follows.value = "";
  choice.form.requestSubmit();
});

/* What every page has beside its text: buttons that copy and print, the current way in sight, the first fault in focus. */
"use strict";

for (const place of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const words = document.documentElement.lang === "en" ? ["Copy", "Copied"] : ["复制", "已复制"];
  button.type = "button";
  button.className = "copy";
  button.textContent = words[0];
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.copy);
    button.textContent = words[1];
  });
  place.after(button);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const way of document.querySelectorAll(".top nav [aria-current]")) {
  const ways = way.closest("ul");
  ways.scrollLeft = way.offsetLeft + way.offsetWidth - ways.clientWidth / 2;
}

/* What is folded away on the screen stands on paper; but for what is there already in another form, and what is to act. */
let opened = [];
addEventListener("beforeprint", () => {
  const folds = [...document.querySelectorAll(".fold:not([open]):not(.timeline + .fold)")];
  opened = folds.filter((fold) => !fold.querySelector("form"));
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
  opened = [];
});

const faults = document.getElementById("faults");
if (faults) faults.focus();

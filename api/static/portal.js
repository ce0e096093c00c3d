/* What every page has beside its text: buttons that copy long hexadecimal, that print, and the way to the first fault. */
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

const faults = document.getElementById("faults");
if (faults) faults.focus();

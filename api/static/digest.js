/* Files whose SHA-256 a form asks for: taken here, in the browser; the file itself goes nowhere. */
"use strict";

for (const chooser of document.querySelectorAll("input[data-digest-for]")) {
  const digest = document.getElementById(chooser.dataset.digestFor);
  const name = document.getElementById(chooser.dataset.nameFor || "");
  chooser.closest(".chooser").hidden = false;
  chooser.addEventListener("change", async () => {
    const file = chooser.files[0];
    if (!file) return;
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    digest.value = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (name) name.value = file.name;
  });
}

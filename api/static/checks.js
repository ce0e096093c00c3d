// Checks of single fields as one types: asks the API whether what stands there is well formed, and says what it says.
for (const input of document.querySelectorAll("[data-check]")) {
  const told = document.createElement("p");
  told.className = "told small";
  told.setAttribute("role", "status");
  input.after(told);
  let asked = 0;
  const check = async () => {
    const turn = ++asked;
    if (!input.value.trim()) {
      told.textContent = "";
      return;
    }
    const answer = await fetch(`/v1/checks/${input.dataset.check}?value=${encodeURIComponent(input.value)}`);
    if (turn !== asked || !answer.ok) return;
    const found = await answer.json();
    const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    const count = found.maximum ? `${found.length} / ${found.maximum}` : "";
    const said = found.ok ? found.remark?.[language] ?? "✓" : found.sentence[language];
    told.textContent = [said, count].filter(Boolean).join("　");
    told.classList.toggle("fault", !found.ok);
  };
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 400);
  });
}

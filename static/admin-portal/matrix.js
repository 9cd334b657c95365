// 这一类都可办 without a detour by the server: chooses in place; saving stays the person's own step.
for (const button of document.querySelectorAll("button[name=fill]")) {
  const group = button.closest(".matrix-group");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (const radio of group.querySelectorAll("input[value=available]")) radio.checked = true;
  });
}

// A box that ticks all boxes of its form; hidden where there is no JavaScript to do it.
for (const all of document.querySelectorAll("input[data-tick-all]")) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll("input[name=center]")) box.checked = all.checked;
  });
}

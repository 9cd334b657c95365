// The hours pages: a day is copied to others at once, and a street's centres are ticked together.

const week = document.getElementById("week");

week?.addEventListener("click", (event) => {
  const day = event.target.dataset?.copy;
  if (day === undefined) return;
  event.preventDefault();
  const text = week.elements[`day${day}`].value;
  const holidays = week.elements[`holidays${day}`].checked;
  for (const box of week.querySelectorAll(`[name="copy${day}"]:checked`)) {
    week.elements[`day${box.value}`].value = text;
    week.elements[`holidays${box.value}`].checked = holidays;
  }
  event.target.closest("details").open = false;
});

// Ticking a centre says that the ticked ones are meant.
for (const street of document.querySelectorAll(".hours-street")) {
  const boxes = [...street.querySelectorAll("[name=centers]")];
  const chosen = document.querySelector("[name=who][value=chosen]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hours-button";
  button.textContent = "全选";
  button.addEventListener("click", () => {
    const every = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !every;
    chosen.checked = true;
  });
  street.addEventListener("change", () => (chosen.checked = true));
  street.querySelector("summary").after(button);
}

// Times and 'closed all day' exclude each other: typing times chooses to be open then.
for (const form of document.querySelectorAll(".hours-exception")) {
  form.elements.spans.addEventListener("input", (event) => {
    if (event.target.value.trim()) form.elements.kind.value = "open";
  });
  form.elements.note.addEventListener("input", (event) => {
    if (event.target.value.trim()) form.elements.quick.value = "";
  });
}

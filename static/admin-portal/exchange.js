// A form that takes a while says so and cannot be sent twice.
for (const form of document.querySelectorAll("form[data-waiting]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    if (!button) return;
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.textContent = form.dataset.waiting;
    button.after(said);
    // After the browser has gathered what it sends.
    setTimeout(() => { button.disabled = true; }, 0);
  });
}

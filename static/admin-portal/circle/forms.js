// Forms of the scenarios: nothing is sent twice by an impatient press, and what was typed is not lost by a stray one.
let typed = false;

for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    typed = false;
  });
  // Back from the next page: the browser shows this one as it was.
  window.addEventListener("pageshow", () => (sent = false));
  if (form.matches("[data-typed]")) form.addEventListener("input", () => (typed = true));
}

window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

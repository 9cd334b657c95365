// Filters that are left empty stay out of the address, so that it can be read and passed on.
export function leaveOutBlanks() {
  for (const form of document.querySelectorAll("[data-filters]")) {
    const blanks = () => [...form.elements].filter((field) => field.name && field.value === "");
    form.addEventListener("submit", () => blanks().forEach((field) => { field.disabled = true; }));
    // Back from the next page, the form is to be used again.
    window.addEventListener("pageshow", () => [...form.elements].forEach((field) => { field.disabled = false; }));
  }
}

// The catalogue narrows while one types. Without this, the form's button does the same on the server.
const field = document.querySelector("[data-instant]");
const rows = [...document.querySelectorAll("[data-words]")];
const parts = [...document.querySelectorAll("[data-part]")];
const aside = document.querySelectorAll("[data-hide-when-filtering]");
const nothing = document.querySelector("[data-nothing]");
const status = document.getElementById("instant-status");

// Only where the server has not narrowed by name already: rows that it left out cannot come back.
if (field && !field.defaultValue) {
  field.addEventListener("input", narrow);
  if (field.value) narrow();
}

function narrow() {
  const words = field.value.split(/\s+/).map(normalised).filter(Boolean);
  let found = 0;
  for (const row of rows) {
    row.hidden = !words.every((word) => row.dataset.words.includes(word));
    found += row.hidden ? 0 : 1;
  }
  for (const part of parts) recount(part);
  for (const element of aside) element.hidden = words.length > 0;
  nothing.hidden = found > 0;
  const everywhere = nothing.querySelector("[data-search-all]");
  everywhere.search = `?q=${encodeURIComponent(field.value.trim())}`;
  status.textContent = words.length ? `找到 ${found} 项` : "";
}

function recount(part) {
  const left = part.querySelectorAll("[data-words]:not([hidden])").length;
  part.hidden = left === 0;
  for (const count of part.querySelectorAll(":scope > .head [data-count], :scope > h3 [data-count]")) count.textContent = left;
}

/** As the server does it: half width, lower case, letters and digits only. */
function normalised(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

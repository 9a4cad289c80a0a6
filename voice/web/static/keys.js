// Keys on the list of calls: j and k move, Enter follows the link in focus, / goes to the search field.
"use strict";
const rows = Array.from(document.querySelectorAll("[data-key-row] > a"));
function move(step) {
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
  if (rows[next]) rows[next].focus();
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) search.focus();
  } else return;
  event.preventDefault();
});

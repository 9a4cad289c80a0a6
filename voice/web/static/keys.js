// Keys on the list of calls: j and k move, Enter opens, / goes to the search field, n and p turn the page.
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
  else if (event.key === "n" || event.key === "p") {
    const turn = document.querySelector(event.key === "n" ? "a[rel=next]" : "a[rel=prev]");
    if (turn) turn.click();
  } else if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) search.focus();
  } else return;
  event.preventDefault();
});

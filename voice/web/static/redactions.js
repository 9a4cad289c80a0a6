// Select words of one utterance and the form to mark them is filled in; a letter presses the button that shows it.
"use strict";
const panel = document.getElementById("add");
function tokenOf(node) {
  const element = node.nodeType === 3 ? node.parentElement : node;
  return element ? element.closest("[data-n]") : null;
}
function options(select, tokens, chosen) {
  select.replaceChildren(
    ...tokens.map((token) => {
      const number = token.dataset.n;
      const shown = token.querySelector("a") ? token.querySelector("a").firstChild.textContent : token.textContent;
      return new Option(number + " " + shown, number, false, number === chosen);
    })
  );
}
function fill() {
  const chosen = document.getSelection();
  if (!panel || !chosen || chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  const lines = Array.from(document.querySelectorAll("[data-utterance]")).filter((line) => range.intersectsNode(line.querySelector(".words")));
  if (lines.length !== 1) return;
  const tokens = Array.from(lines[0].querySelectorAll("[data-n]"));
  const inside = tokens.filter((token) => range.intersectsNode(token) && !touchesEdgeAlone(range, token));
  if (!inside.length) return;
  panel.hidden = false;
  panel.querySelector("[name=utterance]").value = lines[0].dataset.utterance;
  panel.querySelector(".of").textContent = lines[0].dataset.utterance;
  options(panel.querySelector("[name=first]"), tokens, inside[0].dataset.n);
  options(panel.querySelector("[name=last]"), tokens, inside[inside.length - 1].dataset.n);
}
function touchesEdgeAlone(range, token) {
  const whole = document.createRange();
  whole.selectNodeContents(token);
  return range.compareBoundaryPoints(Range.END_TO_START, whole) >= 0 || range.compareBoundaryPoints(Range.START_TO_END, whole) <= 0;
}
document.addEventListener("mouseup", () => setTimeout(fill, 0));
document.addEventListener("keyup", (event) => {
  if (event.shiftKey) fill();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const button = document.querySelector('button[data-key="' + CSS.escape(event.key) + '"]');
  if (button) button.click();
});

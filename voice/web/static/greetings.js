// While somebody types: what the checker says, beside the text. Without this script the Check button does the same.
"use strict";
const form = document.querySelector("form[data-check]");
const text = form.querySelector("textarea");
const place = document.getElementById("remarks");
let waiting = 0;
let asked = 0;

function goTo(number) {
  const before = text.value.split("\n").slice(0, number - 1).join("\n");
  const start = before.length + (number > 1 ? 1 : 0);
  const length = (text.value.split("\n")[number - 1] || "").length;
  text.focus();
  text.setSelectionRange(start, start + length);
}

function line(remark) {
  const item = document.createElement("li");
  item.className = remark.warning ? "warning" : "fault";
  const at = document.createElement("button");
  at.type = "button";
  at.className = "at-line";
  at.textContent = `line ${remark.line}`;
  at.addEventListener("click", () => goTo(remark.line));
  const code = document.createElement("small");
  code.textContent = remark.code + (remark.warning ? ", a hint" : "");
  item.append(at, ` ${remark.message} `, code);
  return item;
}

function show(found) {
  if (found.remarks.length === 0) {
    const good = document.createElement("p");
    good.className = "good";
    good.textContent = "No complaints.";
    place.replaceChildren(good);
    return;
  }
  const list = document.createElement("ol");
  list.className = "remarks";
  list.append(...found.remarks.map(line));
  place.replaceChildren(list);
}

async function check() {
  const mine = ++asked;
  const fields = new URLSearchParams({ text: text.value });
  const answer = await fetch(form.dataset.check, {
    method: "POST",
    headers: { "x-csrf-token": form.elements.csrf.value, accept: "application/json" },
    body: fields,
  });
  if (mine === asked && answer.ok) show(await answer.json());
}

text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => check().catch(() => {}), 400);
});
check().catch(() => {});

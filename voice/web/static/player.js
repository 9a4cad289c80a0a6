// The transcript follows the sound, and a click on a time plays from there.
"use strict";
const sound = document.querySelector("audio");
const said = Array.from(document.querySelectorAll(".transcript li[data-start]"));
const wave = document.querySelector(".wave");
function now(ms) {
  let at = null;
  for (const line of said) if (Number(line.dataset.start) <= ms) at = line;
  for (const line of said) line.classList.toggle("now", line === at && !sound.paused);
}
if (sound) {
  sound.addEventListener("timeupdate", () => {
    now(sound.currentTime * 1000);
    const line = wave && wave.querySelector(".here");
    if (line && sound.duration) {
      const x = String((600 * sound.currentTime) / sound.duration);
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
    }
  });
  sound.addEventListener("pause", () => now(-1));
  for (const line of said) {
    line.querySelector("a.at").addEventListener("click", () => {
      sound.currentTime = Number(line.dataset.start) / 1000;
      sound.play();
    });
  }
  // A jump to the evidence takes the sound along, without making a noise by itself.
  for (const jump of document.querySelectorAll('a.evidence[href^="#"], .chart a')) {
    jump.addEventListener("click", () => {
      const line = document.getElementById(jump.getAttribute("href").slice(1));
      if (line && line.dataset.start) sound.currentTime = Number(line.dataset.start) / 1000;
    });
  }
  if (wave) {
    wave.addEventListener("click", (event) => {
      const box = wave.getBoundingClientRect();
      if (sound.duration) sound.currentTime = ((event.clientX - box.left) / box.width) * sound.duration;
    });
  }
}

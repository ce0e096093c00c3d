/* A page that shows something under way looks again after so many seconds; without this one presses reload. */
"use strict";

const waiting = document.querySelector("[data-again]");
if (waiting) setTimeout(() => location.reload(), 1000 * Number(waiting.dataset.again));

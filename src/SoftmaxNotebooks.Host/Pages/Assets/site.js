// Draws the formulas, opens what is folded for printing, and folds the contents where there is little room.
'use strict';

if (window.katex) {
  for (const formula of document.querySelectorAll('.math')) {
    const displayMode = formula.classList.contains('display');
    katex.render(formula.textContent, formula, { displayMode, throwOnError: false, strict: false });
  }
}

// A formula in a line breaks only between its parts; one part wider than the column scrolls by itself.
function fit() {
  for (const formula of document.querySelectorAll('.math:not(.display)')) {
    const room = formula.closest('p, li, td, th, summary, h1, h2, h3, h4, strong, span:not(.math)')?.clientWidth || innerWidth;
    const widest = Math.max(0, ...[...formula.querySelectorAll('.katex-html > *')].map(part => part.offsetWidth));
    formula.classList.toggle('wide', widest > room);
  }
}

fit();
document.fonts.ready.then(fit);
addEventListener('resize', fit);

if (matchMedia('(max-width: 70rem)').matches) {
  for (const contents of document.querySelectorAll('.contents details')) contents.open = false;
}

let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('main details:not([open])')];
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});

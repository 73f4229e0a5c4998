// Draws the formulas, opens what is folded for printing, and folds the contents where there is little room.
'use strict';

if (window.katex) {
  for (const formula of document.querySelectorAll('.math')) {
    const displayMode = formula.classList.contains('display');
    katex.render(formula.textContent, formula, { displayMode, throwOnError: false, strict: false });
  }
}

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

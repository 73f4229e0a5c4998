// What a reader would see go wrong on the page: it scrolls sideways, a picture is missing, a formula is not drawn, a text is faint.
(() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const describe = node => `${node.localName ?? 'text'} "${(node.textContent || node.alt || '').trim().slice(0, 60)}"`;
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    faults.push(`the page is ${root.scrollWidth} wide`);
    for (const element of all('body *')) {
      if (element.getBoundingClientRect().right > innerWidth + 1 && !inScroller(element)) faults.push(`${describe(element)} ends at ${element.getBoundingClientRect().right}`);
    }
  }

  function inScroller(element) {
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      if (getComputedStyle(parent).overflowX !== 'visible' && parent !== document.body) return true;
    }

    return false;
  }

  for (const image of all('img')) if (!image.complete || image.naturalWidth === 0) faults.push(`${describe(image)} is missing`);
  for (const error of all('.katex-error')) faults.push(`KaTeX cannot draw ${error.textContent}: ${error.title}`);

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const parent = text.parentElement;
    if (text.data.trim() === '' || parent.closest('script, style, .output .html, .katex')) continue;
    if (/\$[$A-Za-z\\]/.test(text.data) && !parent.closest('pre, code, .math')) faults.push(`a formula was not recognised: ${describe(text)}`);
    if (text.data.includes('\uE000')) faults.push(`a placeholder was left: ${describe(text)}`);
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || parent.closest('.skip')) continue;
    const contrast = contrastOf(parent);
    if (contrast < 4.5) faults.push(`${describe(text)} has a contrast of ${contrast.toFixed(2)}`);
  }

  // WCAG 2's contrast, with what lies below blended in.
  function contrastOf(element) {
    const ancestors = [];
    for (let node = element; node; node = node.parentElement) ancestors.unshift(getComputedStyle(node));
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const ground = ancestors.reduce((below, style) => blend(channels(style.backgroundColor), below), dark ? [0, 0, 0] : [255, 255, 255]);
    const lights = [luminance(blend(channels(ancestors.at(-1).color), ground)), luminance(ground)].sort((a, b) => b - a);
    return (lights[0] + 0.05) / (lights[1] + 0.05);
  }

  function channels(color) {
    const numbers = color.match(/(?<![a-z])[\d.]+(?:e-?\d+)?/g).map(Number);
    const scale = color.startsWith('color(srgb') ? 255 : 1;
    if (scale === 1 && !/^rgba?\(/.test(color)) throw new Error(`A colour that this script cannot read: ${color}`);
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  }

  function blend([red, green, blue, alpha], below) {
    return [red, green, blue].map((channel, i) => alpha * channel + (1 - alpha) * below[i]);
  }

  function luminance(color) {
    const [red, green, blue] = color.map(channel => channel / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  return { faults, formulas: all('.math').length, drawn: all('.math > .katex, .math > .katex-display > .katex').length };
})()

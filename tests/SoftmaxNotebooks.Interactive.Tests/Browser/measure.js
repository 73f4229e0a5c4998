// Fills the page with the outputs, and writes down what a reader would see go wrong in each of them.
'use strict';

const boxes = outputs.map(output => {
  const section = document.body.appendChild(document.createElement('section'));
  section.appendChild(document.createElement('h2')).textContent = output.Name;
  const box = section.appendChild(document.createElement('div'));
  box.className = output.IsHtml ? 'html' : 'text';
  if (output.IsHtml) box.innerHTML = output.Content;
  else box.textContent = output.Content;
  for (const details of box.querySelectorAll('details')) details.open = true;
  return box;
});

addEventListener('load', () => {
  const report = boxes.map((box, i) => measure(outputs[i].Name, box));
  document.documentElement.dataset.report = encodeURIComponent(JSON.stringify(report));
});

function measure(name, box) {
  const elements = [...box.querySelectorAll('*')];
  const texts = textsOf(box);
  const ends = [...elements, ...texts].flatMap(node => endOf(node, box)).sort((a, b) => b.end - a.end);
  // Inside a scroll container nothing widens the page; the container is named instead.
  const outside = ends.filter(({ node, begin, end }) => (end > box.clientWidth + 0.5 || begin < -0.5) && !scrollerOf(node, box));
  return {
    Name: name,
    Height: Math.ceil(box.parentElement.getBoundingClientRect().height),
    Width: ends.length > 0 ? Math.ceil(ends[0].end) : 0,
    Overflows: [
      ...outside.map(({ node, begin, end }) => `${describe(node)} goes from ${Math.floor(begin)} to ${Math.ceil(end)}`),
      ...(box.scrollWidth > box.clientWidth && outside.length === 0 ? [`the output is ${box.scrollWidth} wide`] : []),
    ],
    Scrollers: elements
      .filter(element => element.scrollWidth > element.clientWidth && isScroller(element))
      .map(element => `${describe(element)} holds ${element.scrollWidth} in ${element.clientWidth}`),
    BrokenImages: [...box.querySelectorAll('img')].filter(image => !image.complete || image.naturalWidth === 0).map(describe),
    FaintTexts: texts.flatMap(faintness),
    Foreign: [...box.querySelectorAll('script, style, link, meta, base, iframe, object, embed')].map(describe),
  };
}

// Where a node begins and ends, from the left edge of its output; nothing for a node that is not shown.
function endOf(node, box) {
  const range = document.createRange();
  range.selectNode(node);
  const rectangles = node instanceof Element ? node.getClientRects() : range.getClientRects();
  const left = box.getBoundingClientRect().left;
  return rectangles.length === 0 ? [] : [{
    node,
    begin: Math.min(...[...rectangles].map(rectangle => rectangle.left)) - left,
    end: Math.max(...[...rectangles].map(rectangle => rectangle.right)) - left,
  }];
}

const isScroller = element => element instanceof HTMLElement && getComputedStyle(element).overflowX !== 'visible';

function scrollerOf(node, box) {
  for (let parent = node.parentElement; parent !== box && parent !== box.parentElement; parent = parent.parentElement) {
    if (isScroller(parent)) return parent;
  }

  return null;
}

function textsOf(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() !== '' && parent.checkVisibility({ visibilityProperty: true })) texts.push(walker.currentNode);
  }

  return texts;
}

// WCAG 2 asks for 4.5 to 1, and for 3 to 1 where nothing has to be read: a bar drawn with block elements (U+2580 to U+259F) is a graphic.
function faintness(text) {
  const ancestors = [];
  for (let element = text.parentElement; element !== null; element = element.parentElement) ancestors.unshift(getComputedStyle(element));
  const ground = ancestors.reduce((below, style) => blend(channels(style.backgroundColor), below), [255, 255, 255]);
  const [red, green, blue, alpha] = channels(ancestors.at(-1).color);
  const opacity = ancestors.reduce((product, style) => product * Number(style.opacity), alpha);
  const lights = [luminance(blend([red, green, blue, opacity], ground)), luminance(ground)].sort((a, b) => b - a);
  const contrast = (lights[0] + 0.05) / (lights[1] + 0.05);
  const needed = /^[\u2580-\u259F\s]*$/.test(text.data) ? 3 : 4.5;
  return contrast < needed ? [`${describe(text)} has a contrast of ${contrast.toFixed(2)}`] : [];
}

function channels(color) {
  if (!/^rgba?\(/.test(color)) throw new Error(`A colour that this script cannot read: ${color}`);
  const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return [red, green, blue, alpha];
}

const blend = ([red, green, blue, alpha], below) => [red, green, blue].map((channel, i) => alpha * channel + (1 - alpha) * below[i]);

function luminance(color) {
  const [red, green, blue] = color.map(channel => channel / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function describe(node) {
  const words = (node.textContent || node.alt || node.src || '').trim().slice(0, 40);
  return node instanceof Element ? `<${node.localName}> "${words}"` : `"${words}"`;
}

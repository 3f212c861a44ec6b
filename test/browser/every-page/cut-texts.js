// Texts of a page that a person cannot read whole, found by geometry: read as a script into any page, the editor's or an exported one.
/* global window, document, innerWidth, getComputedStyle, NodeFilter, OffscreenCanvas */
(() => {
  /** CSS pixels by which letters may stand over an edge: italics and rounding. */
  const slack = 1;
  const short = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text).replaceAll(/\s+/g, ' ');
  const nameOf = (node) =>
    `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ''}${[...node.classList].map((one) => `.${one}`).join('')}`;

  /** The box within which an element shows what is in it. */
  const clipOf = (node) => {
    const { left, top } = node.getBoundingClientRect();
    const [x, y] = [left + node.clientLeft, top + node.clientTop];
    return { left: x, top: y, right: x + node.clientWidth, bottom: y + node.clientHeight };
  };
  const boxOfSvg = (node) => node.getBoundingClientRect();

  /** Edges at which a box is cut off: by an element around it that hides what is beyond its edges, or by the page's right edge. */
  const cutBy = (box, parent) => {
    let [isX, isY] = [true, true];
    for (let node = parent; node !== null && node !== document.documentElement; node = node.parentElement) {
      const { overflowX, overflowY, position, contain } = getComputedStyle(node);
      const isInline = node.clientWidth === 0 && node.clientHeight === 0 && !node.matches('svg');
      // Letters for screen readers alone lie in a box of one pixel.
      if (!isInline && node.clientWidth <= 1 && overflowX !== 'visible') return undefined;
      if (!isInline) {
        const clip = node.matches('svg') ? boxOfSvg(node) : clipOf(node);
        const [hidesX, hidesY] = [overflowX, overflowY].map((one) => one === 'hidden' || one === 'clip');
        const isPainted = /paint|strict|content/.test(contain);
        if (isX && (hidesX || isPainted) && (box.left < clip.left - slack || box.right > clip.right + slack))
          return node;
        if (isY && (hidesY || isPainted) && (box.top < clip.top - slack || box.bottom > clip.bottom + slack))
          return node;
        // A text that is scrolled out of sight can be scrolled into it.
        if (overflowX === 'auto' || overflowX === 'scroll') isX = false;
        if (overflowY === 'auto' || overflowY === 'scroll') isY = false;
      }
      if (position === 'fixed') break;
    }
    return isX && (box.left < -slack || box.right > innerWidth + slack) ? document.documentElement : undefined;
  };

  const texts = function* () {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent, data } = node;
      if (data.trim() === '' || parent.closest('script, style, option, title, desc, noscript') !== null) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })) continue;
      yield [node, parent];
    }
  };

  const cutTexts = () => {
    const range = document.createRange();
    const found = [];
    for (const [node, parent] of texts()) {
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const by = box.width > 0 ? cutBy(box, parent) : undefined;
        if (by === undefined) continue;
        found.push(`'${short(node.data)}' by ${nameOf(by)}`);
        break;
      }
    }
    return found;
  };

  /** Elements that end their text with an ellipsis. */
  const ellipses = () =>
    [...document.body.querySelectorAll('*')]
      .filter((node) => node.scrollWidth > node.clientWidth + slack)
      .filter((node) => getComputedStyle(node).textOverflow === 'ellipsis' && node.checkVisibility())
      .map((node) => `'${short(node.textContent)}' ends in an ellipsis in ${nameOf(node)}`);

  /** Fields whose choice or placeholder is longer than they are. */
  const fields = () => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    return [...document.body.querySelectorAll('select, input')].flatMap((node) => {
      const text = node.matches('select') ? (node.selectedOptions[0]?.text ?? '') : node.placeholder;
      if (!text || !node.checkVisibility()) return [];
      const { fontStyle, fontWeight, fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(node);
      context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
      const arrow = node.matches('select') ? 16 : 0;
      const room = node.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - arrow;
      return context.measureText(text).width > room + slack ? [`'${short(text)}' in ${nameOf(node)}`] : [];
    });
  };

  const meet = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack;

  const pairs = (boxes, place) =>
    boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .filter((other) => meet(one, other))
        .map((other) => `'${short(one.text)}' lies on '${short(other.text)}' in ${place}`),
    );

  /** Texts of one chart that lie on each other: drawn ones, which the stand-in for the editor has noted, and those of an SVG. */
  const overlaps = () => {
    const ofSvg = [...document.body.querySelectorAll('svg')].flatMap((svg) => {
      const shown = [...svg.querySelectorAll('text')].filter((node) => node.checkVisibility({ opacityProperty: true }));
      const boxes = shown.map((node) => {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        // Letters are lower than their line.
        const inset = (bottom - top) * 0.2;
        return { left, right, top: top + inset, bottom: bottom - inset, text: node.textContent };
      });
      return pairs(boxes, nameOf(svg));
    });
    return [...ofSvg, ...(window.fakeEditor?.drawnCharts() ?? []).flatMap(({ texts, name }) => pairs(texts, name))];
  };

  /** Texts of charts that leave their canvas. */
  const offCanvas = () =>
    (window.fakeEditor?.drawnCharts() ?? []).flatMap(({ texts, width, height, name }) =>
      texts
        .filter(
          ({ left, right, top, bottom }) =>
            left < -slack || right > width + slack || top < -slack || bottom > height + slack,
        )
        .map(({ text }) => `'${text}' leaves ${name}`),
    );

  /** All of them, each with its place; empty where everything can be read. */
  window.unreadable = () => [...new Set([...cutTexts(), ...ellipses(), ...fields(), ...overlaps(), ...offCanvas()])];
})();

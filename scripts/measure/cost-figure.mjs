// The figure of docs/engine.md: a step's time and memory over each size, on logarithmic axes, as an SVG without a library.

const panel = { width: 220, height: 170, left: 44, top: 34, gap: 26 };
const columns = 4;
const colours = { ms: '#1f6feb', megabytes: '#b35900' };
const [innerWidth, innerHeight] = [panel.width - panel.left - 10, panel.height - panel.top - 30];

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const round = (value) => Number(value.toFixed(1));

/** Powers of ten that hold all values. */
function decadesOf(values) {
  return [Math.floor(Math.log10(Math.min(...values))), Math.max(Math.ceil(Math.log10(Math.max(...values))), 1)];
}

/** A panel with the time (ms) and the memory (MB) of one axis's points. */
function drawPanel(axis, points) {
  const xs = points.map(({ at }) => Math.log(at));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = decadesOf(points.flatMap(({ ms, megabytes }) => [ms, Math.max(megabytes, 1)]));
  const x = (at) => round(panel.left + ((Math.log(at) - first) / (last - first || 1)) * innerWidth);
  const y = (value) => round(panel.top + innerHeight * (1 - (Math.log10(Math.max(value, 1e-9)) - low) / (high - low)));
  const lines = Object.entries(colours).map(([name, colour]) => {
    const places = points.map((point) => [x(point.at), y(Math.max(point[name], 10 ** low))]);
    const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`).join('');
    return `<polyline points="${places.map((place) => place.join()).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>${dots}`;
  });
  const decades = Array.from({ length: high - low + 1 }, (_, index) => low + index).map((power) => {
    const at = y(10 ** power);
    const label = `<text x="${panel.left - 6}" y="${at + 3}" text-anchor="end">${10 ** power}</text>`;
    return `<line x1="${panel.left}" x2="${panel.left + innerWidth}" y1="${at}" y2="${at}" stroke="#d0d7de"/>${label}`;
  });
  const ticks = points.map(
    ({ at }) => `<text x="${x(at)}" y="${panel.height - 12}" text-anchor="middle">${at.toLocaleString('en')}</text>`,
  );
  const title = `<text x="${panel.left}" y="16" font-weight="600">${escape(axis)}</text>`;
  return [title, ...decades, ...ticks, ...lines].join('\n');
}

/** The figure of measured points, a panel for each axis. */
export function drawCost(points) {
  const axes = [...new Set(points.map(({ axis }) => axis))];
  const panels = axes.map((axis, index) => {
    const place = [
      (index % columns) * (panel.width + panel.gap),
      Math.floor(index / columns) * (panel.height + 8) + 24,
    ];
    const own = points.filter((point) => point.axis === axis);
    return `<g transform="translate(${place.join()})">\n${drawPanel(axis, own)}\n</g>`;
  });
  const [width, height] = [
    columns * (panel.width + panel.gap),
    Math.ceil(axes.length / columns) * (panel.height + 8) + 30,
  ];
  const legend = [
    `<text x="8" y="16" fill="${colours.ms}">milliseconds a step</text>`,
    `<text x="150" y="16" fill="${colours.megabytes}">megabytes of memory</text>`,
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="10" fill="#57606a">`,
    `<title>Time and memory of a training step over its sizes</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...legend,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

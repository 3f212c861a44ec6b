import assert from 'node:assert/strict';
import {
  plotSvg as plotMarkup,
  teacherColour,
  temperatureColour,
  type PlotContent,
} from '../../../src/run-report/plot';

const plotSvg = (content: PlotContent): string => plotMarkup(content).toString();

describe('a plot', () => {
  const pathsOf = (svg: string): string[] =>
    [...svg.matchAll(/<path d="(M[^"]*)" fill="none"/g)].map(([, d = '']) => d);

  it('gives the range to the last nine tenths of the steps and writes the first value at its edge', () => {
    const x = Array.from({ length: 100 }, (_, index) => index);
    const y = x.map((step) => (step < 5 ? 3.9 : 0.05 + 0.001 * (step % 7)));
    const svg = plotSvg({
      title: 'Loss',
      xLabel: 'step',
      scale: 'log',
      clipsEntry: true,
      curves: [{ label: 'total', x, y }],
    });
    assert.match(svg, />↑ 3\.9<\/text>/);
    assert.doesNotMatch(svg, />[1-9]<\/text>\s*<path d="M62 /, 'no tick of the entry');
    assert.doesNotMatch(plotSvg({ title: 'Loss', xLabel: 'step', curves: [{ label: 'total', x, y }] }), /↑/);
  });

  it('keeps the least and the most of a million points, at most four of each pixel', () => {
    const count = 1_000_000;
    const x = Array.from({ length: count }, (_, place) => place);
    const y = x.map((place) => (place === 123_456 ? 9 : place === 765_432 ? -9 : Math.sin(place)));
    const [curve = ''] = pathsOf(plotSvg({ title: 't', xLabel: 'x', curves: [{ label: 'a', x, y }] }));
    const heights = curve
      .split(/[ML]/)
      .slice(1)
      .map((point) => Number(point.split(' ')[1]));
    assert.ok(heights.length <= 4 * 640, `${heights.length} points`);
    // The frame leaves 5 % above and below the largest and the smallest value.
    const [top, bottom, span] = [50, 220, 170];
    assert.ok(Math.abs(Math.min(...heights) - (top + (span * 0.05) / 1.1)) < 0.2);
    assert.ok(Math.abs(Math.max(...heights) - (bottom - (span * 0.05) / 1.1)) < 0.2);
  });

  it('lifts the pen where a value is no number', () => {
    const curves = [{ label: 'a', x: [0, 1, 2, 3], y: [1, Number.NaN, 2, Number.POSITIVE_INFINITY] }];
    assert.match(pathsOf(plotSvg({ title: 't', xLabel: 'x', curves }))[0] ?? '', /^M[\d. ]+M[\d. ]+$/);
  });

  it('is drawn of one point, and of equal ones', () => {
    for (const y of [[5], [5, 5], [0, 0]]) {
      const svg = plotSvg({ title: 't', xLabel: 'x', curves: [{ label: 'a', x: y.map((_, place) => place), y }] });
      assert.doesNotMatch(svg, /NaN|Infinity/);
    }
  });

  it('takes the colours that the panel has for the temperature and for the teacher', () => {
    const steps = { x: [0, 1], y: [8, 1] };
    const of = (colour: string): string =>
      plotSvg({ title: 't', xLabel: 'x', curves: [{ label: 'a', ...steps, isMarked: true, colour }] });
    for (const colour of [temperatureColour, teacherColour]) {
      assert.equal(of(colour).split(`"${colour}"`).length, 1 + 2 + steps.x.length, 'curve, legend and marks');
    }
  });

  it('escapes its texts, and what no markup may hold', () => {
    const svg = plotSvg({ title: '</svg>\u0000', xLabel: '"', curves: [{ label: '<a>', x: [0], y: [0] }] });
    assert.match(svg, />&lt;\/svg&gt;\uFFFD</);
    assert.match(svg, />&lt;a&gt;</);
  });
});

export { pointsInside, type Frame, type Pen } from './frame';
export { drawLine, fillBand } from './lines';
export { drawDots, drawMarks, drawUnplottable } from './marks';
export { colourOf, dashes, onThemeChange, readTheme, type Theme } from './theme';

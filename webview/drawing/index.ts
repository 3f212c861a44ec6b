export { pointsInside, toPixelX, toPixelY, type Frame, type Pen, type Points } from './frame';
export { drawLine, fillBand } from './lines';
export { drawDots, drawMarks, drawUnplottable } from './marks';
export { isFree } from './room';
export type { Surface } from './surface';
export { SvgSurface } from './svg-surface';
export { colourOf, dashes, onThemeChange, readTheme, type Theme } from './theme';

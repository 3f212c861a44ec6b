export { pointsInside, type Frame, type Pen } from './frame';
export { drawLine, fillBand } from './lines';
export { drawDots, drawMarks, drawUnseen } from './marks';
export { colourOf, dashes, onThemeChange, readTheme, type Theme } from './theme';
